import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { Uuid } from '../../drivers/api/refs.ts';
import { EmbedLayout } from '../../drivers/qemu/embed/embed-layout.ts';
import { openApp, type OpenedApp } from '../fixtures/app.ts';
import { CLOUD_USER, fillCloudMachine, findCloudUser } from '../fixtures/cloud-machine.ts';
import { addDevice, applyChanges, chooseDevice, openHardware, unfold, writeField } from '../fixtures/hardware-form.ts';
import { addHost, command, displayCanvas, machineLine, openMachine, showConsole, typeOnSerial } from '../fixtures/steps.ts';
import { expect, test } from '../fixtures/test.ts';
import { checkLab, run, startLab, startSshd, type Lab, type Sshd } from '../lab/index.ts';

/** What a person does to a machine every day, on QEMU without a daemon: one root, one machine, one window. The judges are the command line and the files of the root. */
const PEERS = ['bareQemu', 'guest', 'cloudImage', 'sshd'] as const;
const check = checkLab(PEERS);

let lab: Lab<'guest' | 'cloudImage'>;
let root: string;
let home: string;
let app: OpenedApp;
let page: Page;

const uri = (): string => `qemu:///embed?root=${root}`;
/** A second Vireo on the same root. */
async function vireo(...args: readonly string[]): Promise<string> {
  const { stdout } = await run([process.execPath, 'dist/cli/vireo.js', '-q', '-c', uri(), ...args], { env: { HOME: home, VIREO_HOME: home } });
  return stdout.trim();
}
const diskOf = async (name: string): Promise<string> => /vda\s+(\S+)/.exec(await vireo('domblklist', name))?.[1] ?? '';
const serialRows = () => page.locator('.xterm-rows');
/** The keyboard goes back from the machine to the window. */
const leaveConsole = () => page.getByRole('tab', { name: 'Overview' }).click();

/** Says a line inside the machine, and waits for the answer. */
async function inside(line: string, answer: RegExp): Promise<void> {
  await showConsole(page, /Serial/);
  await typeOnSerial(page, line);
  await expect(serialRows()).toContainText(answer, { timeout: 30_000 });
  await leaveConsole();
}

async function openWindow(): Promise<void> {
  app = await openApp({ host: 'browser', home });
  page = app.page;
  page.setDefaultTimeout(30_000);
  await page.getByRole('navigation').waitFor();
}

async function newMachine() {
  await page.getByRole('button', { name: 'New machine' }).first().click();
  return page.getByRole('dialog', { name: 'New machine' });
}

test.describe.configure({ mode: 'serial' });
test.describe(check.title('every day without a daemon @one-host'), () => {
  test.skip(check.skip, check.reasons.join('; '));

  test.beforeAll(async () => {
    test.setTimeout(600_000); // the image may have to be built first
    lab = await startLab({ need: ['guest', 'cloudImage'] });
    [root, home] = [await mkdtemp('/tmp/vireo-embed-day-'), await mkdtemp('/tmp/vireo-embed-home-')];
    await openWindow();
    await addHost(page, uri());
    await expect(page.getByText(/1 of 1 host/)).toBeVisible();
  });
  test.afterAll(async () => {
    await app.close();
    for (const name of (await vireo('list', '--name')).split('\n').filter((each) => each !== '')) await vireo('destroy', name);
    for (const folder of [root, home]) await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    await lab.dispose();
  });

  test('a machine of an installer takes three clicks, and boots', async () => {
    const dialog = await newMachine();
    await dialog.getByRole('textbox', { name: 'Path on the host' }).fill(lab.guest.isoPath);
    await dialog.getByRole('textbox', { name: 'Name' }).fill('day');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(machineLine(page, 'running', 'day')).toBeVisible({ timeout: 60_000 });
    await expect(displayCanvas(page)).toBeVisible();
    await showConsole(page, /Serial/);
    await expect(serialRows()).toContainText('GUEST-READY', { timeout: 90_000 });
    await leaveConsole();
    expect(await vireo('dumpxml', 'day')).toContain(lab.guest.isoPath);
  });

  test('its hardware changes while it runs, and for its next start', async () => {
    await openHardware(page, 'day');
    await writeField(await chooseDevice(page, /^General/), 'Title', 'Every day');
    await addDevice(page, 'Disk, new image');
    await writeField(page.getByRole('region', { name: /^Disk vdb/ }), 'Size', '0.125');
    await applyChanges(page);
    const image = /vdb\s+(\S+)/.exec(await vireo('domblklist', 'day'))?.[1] ?? '';
    expect(existsSync(image)).toBe(true);
    await inside('echo size-$(cat /sys/block/vdb/size)', /size-262144/);

    await openHardware(page, 'day');
    await (await chooseDevice(page, /^Network/)).getByRole('checkbox', { name: 'Cable plugged in' }).uncheck();
    const disk = await chooseDevice(page, /^Disk vda/);
    await unfold(disk, 'Limits');
    await writeField(disk, 'Write operations', '300');
    await applyChanges(page, 'Now');
    const running = await vireo('dumpxml', 'day');
    for (const part of ["<link state='down'/>", '<write_iops_sec>300</write_iops_sec>']) expect(running).toContain(part);
    expect(await vireo('dumpxml', '--inactive', 'day')).not.toContain('<write_iops_sec>');

    await writeField(await chooseDevice(page, /^CD-ROM/), 'Image', '');
    await applyChanges(page, 'Both');
    for (const which of [['dumpxml', 'day'], ['dumpxml', '--inactive', 'day']]) expect(await vireo(...which)).not.toContain(lab.guest.isoPath);

    await writeField(await chooseDevice(page, /^Processor/), 'At most', '4');
    for (const kind of ['Watchdog', 'Sound card', 'Serial line']) await addDevice(page, kind);
    await applyChanges(page, 'At next start');
    const uuid = await vireo('domuuid', 'day');
    const stored = await readFile(path.join(root, 'machines', `${uuid}.xml`), 'utf8');
    for (const part of ['<title>Every day</title>', '<watchdog ', '<sound ', '>4</vcpu>', `<source file='${image}'`]) expect(stored).toContain(part);
    expect(await vireo('dumpxml', 'day')).not.toContain('<watchdog ');
  });

  test('a snapshot with its memory is taken, gone back to, and deleted', async () => {
    await inside('echo kept > /tmp/marker; echo written-$((6*7))', /written-42/);
    await page.getByRole('tab', { name: 'Snapshots' }).click();
    await expect(page.getByText('No snapshots.')).toBeVisible();
    await command(page, 'Take snapshot');
    await page.getByRole('dialog').getByLabel('Name').fill('with memory');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('option', { name: /with memory/ }).getByRole('img')).toBeVisible({ timeout: 60_000 });
    expect(await vireo('snapshot-list', 'day')).toMatch(/with memory .* running/);
    await inside('rm /tmp/marker; ls /tmp/marker || echo gone-$((7*7))', /gone-49/);

    await page.getByRole('tab', { name: 'Snapshots' }).click();
    await page.getByRole('complementary', { name: 'with memory' }).getByRole('button', { name: 'Revert' }).click();
    await expect(page.getByRole('dialog').getByRole('checkbox', { name: 'Take a snapshot of now first' })).toBeChecked();
    await page.getByRole('dialog').getByRole('button', { name: 'Revert' }).click();
    await expect(page.getByRole('option', { name: /before-with memory-1/ })).toBeVisible({ timeout: 60_000 });
    await expect.poll(() => vireo('domstate', '--reason', 'day'), { timeout: 60_000 }).toContain('running (from snapshot)');
    await inside('cat /tmp/marker; echo back-$((8*8))', /kept.*back-64/);

    await page.getByRole('tab', { name: 'Snapshots' }).click();
    await page.getByRole('option', { name: /Screen when with memory was taken/ }).click();
    await page.getByRole('complementary', { name: 'with memory' }).getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('checkbox', { name: /1 snapshot/ }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete 2 snapshots' }).click();
    await expect(page.getByText('No snapshots.')).toBeVisible({ timeout: 60_000 });
    expect(await vireo('snapshot-list', '--name', 'day')).toBe('');
  });

  test('what happens while the window is closed is in its log', async () => {
    await leaveConsole();
    await command(page, 'Start with the host');
    const advice = page.getByRole('status').filter({ hasText: 'The keeper does not run' });
    await expect(advice).toContainText(`vireo embed-keeper install --root ${root}`);
    await advice.getByRole('button', { name: 'Dismiss' }).click();
    await expect(page.getByRole('note').filter({ hasText: 'The keeper does not run' })).toContainText('vireo embed-keeper install');
    await command(page, 'Force off');
    await page.getByRole('alertdialog').or(page.getByRole('dialog')).getByRole('button', { name: 'Force off' }).click();
    await expect(machineLine(page, 'off', 'day')).toBeVisible();
    await app.close();

    // As after a boot: the keeper starts it, and sees it die.
    const layout = EmbedLayout.of(root, { home, dataHome: undefined, runtimeDir: process.env['XDG_RUNTIME_DIR'], uid: process.getuid?.() ?? 0 });
    await rm(path.join(layout.sockets, 'autostarted'));
    const keeper = startKeeper();
    try {
      await expect.poll(() => vireo('domstate', 'day'), { timeout: 30_000 }).toBe('running');
      const uuid = await vireo('domuuid', 'day');
      process.kill(Number(/pid='(\d+)'/.exec(readFileSync(layout.statusFile(uuid as Uuid), 'utf8'))?.[1]), 'SIGKILL');
      await expect.poll(() => vireo('event-log'), { timeout: 30_000 }).toContain('Stopped Crashed');
      await openWindow();
      await openMachine(page, 'day');
      await page.getByRole('tab', { name: 'Log' }).click();
      const log = page.getByRole('list', { name: 'Log of day' });
      await expect(log.getByRole('listitem').filter({ hasText: 'Crashed' })).toBeVisible();
      await expect(log.getByRole('listitem').filter({ hasText: 'Started' }).first()).toBeVisible();
      // What was done from here stands beside it.
      await expect(log.getByRole('listitem').filter({ hasText: 'Force off day' })).toBeVisible();
      await page.getByRole('tab', { name: 'Overview' }).click();
      await expect(page.getByText('with the host', { exact: true })).toBeVisible();
      await expect(page.getByRole('note').filter({ hasText: 'The keeper does not run' })).toHaveCount(0);
    } finally {
      await endKeeper(keeper);
    }
  });

  test('it is cloned, and the clone deleted with its disks', async () => {
    await command(page, 'Clone day');
    const dialog = page.getByRole('dialog', { name: 'Clone day' });
    await dialog.getByLabel('Name').fill('day-two');
    await dialog.getByRole('button', { name: 'Clone' }).click();
    await expect(machineLine(page, 'off', 'day-two')).toBeVisible({ timeout: 60_000 });
    const [own, copy] = [await diskOf('day'), await diskOf('day-two')];
    expect(copy).not.toBe(own);
    expect((await run(['qemu-img', 'compare', own, copy])).stdout).toContain('Images are identical');
    const mac = async (name: string): Promise<string> => /<mac address='([^']+)'/.exec(await vireo('dumpxml', name))?.[1] ?? '';
    expect(await mac('day-two')).not.toBe(await mac('day'));

    await openMachine(page, 'day-two');
    await command(page, 'Delete day-two');
    const remove = page.getByRole('dialog', { name: 'Delete day-two' });
    for (const disk of [/vda/, /vdb/]) await remove.getByRole('checkbox', { name: disk }).check();
    await remove.getByLabel('Name of the machine').fill('day-two');
    await remove.getByRole('button', { name: 'Delete machine and 2 disks' }).click();
    await expect(page.getByRole('treeitem', { name: /day-two/ })).toHaveCount(0);
    expect([existsSync(copy), existsSync(own)]).toEqual([false, true]);
    expect(await vireo('list', '--all', '--name')).toBe('day');
  });

  test('a ready image becomes a machine with the user that cloud-init makes', async () => {
    test.setTimeout(400_000);
    const dialog = await newMachine();
    await fillCloudMachine(dialog, lab.cloudImage.qcow2Path, 'cloud');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(machineLine(page, 'running', 'cloud')).toBeVisible({ timeout: 60_000 });
    expect(JSON.parse((await run(['qemu-img', 'info', '-U', '--output=json', await diskOf('cloud')])).stdout)).toMatchObject({ 'full-backing-filename': lab.cloudImage.qcow2Path });
    const seed = await readFile(/(\S+cloud-init\.iso)/.exec(await vireo('domblklist', 'cloud'))?.[1] ?? '', 'latin1');
    expect(seed).toContain(`"name": "${CLOUD_USER.name}"`);
    expect(seed).not.toContain(CLOUD_USER.password);
    await findCloudUser(page, 'cloud');
    await leaveConsole();
    await vireo('destroy', 'cloud');
  });

  test('the same machines, as another host reached by SSH', async () => {
    const sshd: Sshd = await startSshd();
    try {
      const params = new URLSearchParams({ keyfile: sshd.keyPath, known_hosts: sshd.knownHostsPath, root });
      await addHost(page, `qemu+ssh://root@${sshd.address}:${sshd.port}/embed?${params.toString()}`, 'far');
      const far = page.getByRole('treeitem', { name: /^far/ });
      await expect(far).toBeVisible();
      await far.dblclick();
      await expect(page.getByRole('heading', { name: 'far', level: 1 })).toBeVisible();
      await page.getByRole('grid').getByRole('row', { name: /day/ }).dblclick();
      await expect(page.getByRole('heading', { name: 'day', level: 1 })).toBeVisible();
      await page.getByRole('button', { name: 'Start', exact: true }).click();
      await expect(machineLine(page, 'running', 'day').first()).toBeVisible({ timeout: 60_000 });
      await page.getByRole('tab', { name: 'Console' }).click();
      await expect(displayCanvas(page)).toBeVisible({ timeout: 30_000 });
      expect(await vireo('domstate', 'day')).toBe('running');
      await leaveConsole();
      await vireo('destroy', 'day');
      await expect(machineLine(page, 'off', 'day').first()).toBeVisible();
    } finally {
      await sshd.dispose();
    }
  });
});

/** A keeper of the root, beside the window. */
function startKeeper(): ChildProcess {
  return spawn(process.execPath, ['dist/cli/vireo.js', 'embed-keeper', 'run', '--root', root], { env: { ...process.env, HOME: home, VIREO_HOME: home }, stdio: 'ignore' });
}

async function endKeeper(keeper: ChildProcess): Promise<void> {
  if (keeper.exitCode !== null || keeper.signalCode !== null) return;
  const ended = new Promise((resolve) => keeper.once('exit', resolve));
  keeper.kill('SIGTERM');
  await ended;
}
