import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { startInstallTree, type InstallTree } from '../fixtures/install-tree.ts';
import { openApp, type OpenedApp } from '../fixtures/app.ts';
import { addHost, command, machineLine, showConsole } from '../fixtures/steps.ts';
import { expect, test } from '../fixtures/test.ts';
import { checkLab, labDisksDir, makeContainerRoot, run, startLab, uniqueName, type Lab } from '../lab/index.ts';

/** Where machines come from besides images of the library: made now and installed later, a disk that is there, a tree on the web, a container's folder. */
const PEERS = ['libvirtd', 'guest'] as const;
const check = checkLab(PEERS);

let lab: Lab<(typeof PEERS)[number]>;
let app: OpenedApp;
let page: Page;
let tree: InstallTree;
let pool = '';
let folder = '';

const virshOf = async (uri: string, ...args: readonly string[]): Promise<string> => (await run(['virsh', '-q', '-c', uri, ...args], { check: false })).stdout;
const virsh = (...args: readonly string[]): Promise<string> => virshOf(lab.libvirtd.uri, ...args);
const machines = async (): Promise<readonly string[]> => (await virsh('list', '--all', '--name')).split('\n');
const volumes = async (): Promise<string> => (await virsh('vol-list', pool)).trim();

async function newMachine(name: string): Promise<Locator> {
  await command(page, 'New machine');
  const dialog = page.getByRole('dialog', { name: 'New machine' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  return dialog;
}

async function gone(uri: string, name: string): Promise<void> {
  await virshOf(uri, 'destroy', name);
  await virshOf(uri, 'undefine', '--nvram', name);
  await virshOf(uri, 'undefine', name);
}

test.describe.configure({ mode: 'default' });
test.describe(check.title('installing @one-host'), () => {
  test.skip(check.skip, check.reasons.join('; '));

  test.beforeAll(async () => {
    test.setTimeout(240_000);
    lab = await startLab({ need: [...PEERS] });
    pool = uniqueName('installpool');
    folder = join(labDisksDir(), pool);
    await mkdir(folder, { recursive: true });
    await virsh('pool-create-as', pool, 'dir', '--target', folder);
    tree = await startInstallTree(lab.guest);
    app = await openApp({ host: 'browser' });
    page = app.page;
    await page.getByRole('navigation').waitFor();
    await addHost(page, lab.libvirtd.uri);
    await expect(page.getByText(/1 of 1 host/)).toBeVisible();
  });
  test.afterAll(async () => {
    await app.close();
    await tree.close();
    await virsh('pool-destroy', pool);
    await rm(folder, { recursive: true, force: true });
    await lab.dispose();
  });

  test('made now, installed later: the installer is first once, then the disk', { annotation: [{ type: 'feature', description: 'M-WIN-07' }, { type: 'feature', description: 'C-ACT-04' }] }, async () => {
    const name = uniqueName('later');
    try {
      const dialog = await newMachine(name);
      await dialog.getByRole('textbox', { name: 'Path on the host' }).fill(lab.guest.isoPath);
      await dialog.getByRole('button', { name: 'Adjust' }).click();
      await dialog.getByRole('combobox', { name: 'Storage pool' }).selectOption(pool);
      await dialog.getByRole('spinbutton', { name: 'Memory' }).fill('0.25');
      await dialog.getByRole('button', { name: 'Review' }).click();
      await dialog.getByRole('button', { name: 'Customise first' }).click();
      await expect(machineLine(page, 'off', name)).toBeVisible({ timeout: 60_000 });
      const strip = page.getByRole('region', { name: `Installation of ${name}` });
      await expect(strip).toContainText('Not installed yet.');
      await expect(page.getByRole('tab', { name: 'Hardware', selected: true })).toBeVisible();
      await strip.getByRole('button', { name: 'Begin installation' }).click();
      await expect(machineLine(page, 'running', name)).toBeVisible();
      await expect(strip).toHaveCount(0);
      const first = async (...args: readonly string[]): Promise<string> => {
        const xml = await virsh('dumpxml', ...args, name);
        const disk = (xml.match(/<disk [^]*?<\/disk>/g) ?? []).find((each) => each.includes("<boot order='1'/>"));
        return `${/device='(\w+)'/.exec(disk ?? '')?.[1] ?? ''} ${/<on_reboot>(\w+)/.exec(xml)?.[1] ?? ''}`;
      };
      await expect.poll(() => first('--inactive')).toBe('disk restart');
      expect(await first()).toBe('cdrom destroy');

      // An installer ends with a restart.
      await virsh('reset', name);
      await expect(machineLine(page, 'off', name)).toBeVisible();
      await expect(strip).toContainText('Installation finished?');
      expect(await virsh('dumpxml', name)).toMatch(/<vireo:install state=.begun.\/>/);
      await strip.getByRole('button', { name: 'Remove the medium' }).click();
      await expect(strip).toHaveCount(0);
      await expect.poll(() => virsh('dumpxml', name)).not.toContain('vireo:install');
      expect(await virsh('domblklist', name)).not.toContain(lab.guest.isoPath);
    } finally {
      await gone(lab.libvirtd.uri, name);
      await virsh('vol-delete', '--pool', pool, `${name}.qcow2`);
    }
  });

  test('a disk that is there becomes a machine as it is', { annotation: [{ type: 'feature', description: 'M-NEW-04' }, { type: 'feature', description: 'M-NEW-07' }, { type: 'feature', description: 'C-NEW-04' }] }, async () => {
    const name = uniqueName('disk');
    const disk = join(folder, `${name}-old.qcow2`);
    await run(['qemu-img', 'create', '-q', '-f', 'qcow2', disk, '16M']);
    await virsh('pool-refresh', pool);
    const before = await volumes();
    try {
      const dialog = await newMachine(name);
      await dialog.getByText('Existing disk').click();
      await dialog.getByRole('option', { name: new RegExp(`${name}-old`) }).click();
      await dialog.getByRole('checkbox', { name: 'Start it' }).uncheck();
      await dialog.getByRole('button', { name: 'Adjust' }).click();
      await dialog.getByRole('spinbutton', { name: 'Processor' }).fill('3');
      await dialog.getByRole('spinbutton', { name: 'Memory' }).fill('0.75');
      await dialog.getByRole('combobox', { name: 'Network' }).selectOption({ label: 'none' });
      await dialog.getByRole('button', { name: 'Create' }).click();
      await expect(machineLine(page, 'off', name)).toBeVisible({ timeout: 60_000 });
      const xml = await virsh('dumpxml', '--inactive', name);
      for (const part of [`<source file='${disk}'/>`, "<driver name='qemu' type='qcow2'", '>3</vcpu>', "<memory unit='KiB'>786432</memory>"]) expect(xml).toContain(part);
      expect(xml).not.toContain('<interface ');
      expect(await volumes()).toBe(before);
    } finally {
      await gone(lab.libvirtd.uri, name);
      await rm(disk, { force: true });
      await virsh('pool-refresh', pool);
    }
  });

  test('a tree without its initrd fails, and one that comes too slowly is cancelled: nothing is left behind', { annotation: [{ type: 'feature', description: 'M-NEW-12' }, { type: 'feature', description: 'M-X-02' }] }, async () => {
    const name = uniqueName('tree');
    const tasks = page.getByRole('dialog', { name: 'Tasks' });
    const line = tasks.getByRole('listitem').filter({ hasText: `Create ${name}` });
    const nothingLeft = async (): Promise<void> => {
      expect(await machines()).not.toContain(name);
      await expect.poll(volumes).not.toContain(name);
    };
    tree.serve('broken');
    await fillTree(name);
    await page.getByRole('dialog', { name: 'New machine' }).getByRole('button', { name: 'Create' }).click();
    await command(page, 'Tasks');
    await expect(line).toContainText('failed', { timeout: 60_000 });
    await nothingLeft();

    tree.serve('half');
    await line.getByRole('button', { name: /^(Do it again|Try again)/ }).click();
    await expect(line.getByRole('progressbar')).toBeVisible();
    await expect(line).toContainText(`downloading ${tree.url}`);
    await line.getByRole('button', { name: `Log of Create ${name}` }).click();
    await expect(line.getByRole('list', { name: 'Log' })).toContainText('done again');
    // Closing the window asks.
    expect(await page.evaluate(() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true })))).toBe(true);
    await line.getByRole('button', { name: `Cancel Create ${name}` }).click();
    await expect(line).toContainText('cancelled', { timeout: 60_000 });
    await line.getByRole('button', { name: `Do it again: Create ${name}` }).click();
    await expect(line.getByRole('progressbar')).toBeVisible();
    await line.getByRole('button', { name: `Cancel Create ${name}` }).click();
    await expect(line).toContainText('cancelled', { timeout: 60_000 });
    await nothingLeft();
    await page.keyboard.press('Escape');
    await expect(tasks).toHaveCount(0);
  });

  test('a network install: its tree is recognised, its kernel runs once with what a person adds', { annotation: [{ type: 'feature', description: 'M-NEW-03' }, { type: 'feature', description: 'C-NEW-06' }, { type: 'feature', description: 'C-NEW-03' }] }, async () => {
    const name = uniqueName('tree');
    tree.serve('whole');
    try {
      const dialog = await fillTree(name);
      await dialog.getByRole('button', { name: 'Create' }).click();
      await expect(machineLine(page, 'running', name)).toBeVisible({ timeout: 90_000 });
      expect(await virsh('dumpxml', name)).toContain(`<cmdline>inst.repo=${tree.url} console=ttyS0,115200 no_timer_check lab=tree</cmdline>`);
      const stored = await virsh('dumpxml', '--inactive', name);
      expect(stored).not.toContain('<kernel>');
      expect(stored).toContain('http://fedoraproject.org/fedora/41');
      expect(await volumes()).not.toContain(`${name}-kernel`);
      await showConsole(page, /Serial/);
      await expect(page.locator('.xterm-rows')).toContainText(/\[\s+\d+\.\d+\]/);
      await page.getByRole('tab', { name: 'Overview' }).click();

      await command(page, 'Activity');
      const activity = page.getByRole('dialog', { name: 'Activity' });
      await activity.getByRole('textbox', { name: 'Machine, host, command or error' }).fill(name);
      const done = activity.getByRole('listitem').filter({ hasText: `Create ${name}` }).first();
      await done.locator('summary').click();
      await expect(done).toContainText('machines.create');
      await expect(done).toContainText(tree.url);
      await page.keyboard.press('Escape');
    } finally {
      await gone(lab.libvirtd.uri, name);
    }
  });

  test('a container of a folder runs, and its console answers', { annotation: [{ type: 'feature', description: 'M-NEW-05' }, { type: 'feature', description: 'M-NEW-01' }, { type: 'feature', description: 'M-X-09' }] }, async () => {
    const name = uniqueName('box');
    const root = join(labDisksDir(), `${name}-root`);
    const uri = lab.libvirtd.uriOf('lxc');
    await makeContainerRoot(root);
    try {
      await addHost(page, uri, 'boxes');
      await expect(page.getByText(/2 of 2 hosts/)).toBeVisible();
      const dialog = await newMachine(name);
      await dialog.getByRole('combobox', { name: 'Host' }).selectOption({ label: 'boxes' });
      await dialog.getByText('Container', { exact: true }).click();
      await dialog.getByRole('textbox', { name: 'Root folder on the host' }).fill(root);
      await dialog.getByRole('textbox', { name: 'First program' }).fill('/bin/sh');
      await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
      await dialog.getByRole('button', { name: 'Adjust' }).click();
      await dialog.getByRole('combobox', { name: 'Network' }).selectOption({ label: 'none' });
      await dialog.getByRole('button', { name: 'Create' }).click();
      await expect(machineLine(page, 'running', name)).toBeVisible({ timeout: 60_000 });
      expect(await virshOf(uri, 'dumpxml', name)).toMatch(new RegExp(`<init>/bin/sh</init>[^]*<source dir='${root}'/>`));
      await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
      const rows = page.locator('.xterm-rows');
      await page.locator('.xterm-helper-textarea').focus();
      await expect(async () => {
        await page.keyboard.press('Enter');
        await expect(rows).toContainText('#', { timeout: 1000 });
      }).toPass({ timeout: 20_000 });
      await page.keyboard.type('echo inside-$((6*7))-$$\n');
      await expect(rows).toContainText('inside-42-1');
    } finally {
      await gone(uri, name);
      await rm(root, { recursive: true, force: true });
    }
  });
});

/** The dialog for a machine of the tree, ready to be created. */
async function fillTree(name: string): Promise<Locator> {
  const dialog = await newMachine(name);
  await dialog.getByText('Network install').click();
  await dialog.getByRole('textbox', { name: 'Installation tree' }).fill(tree.url);
  await expect(dialog.getByText(/(Detected|Probably) Fedora/)).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Kernel arguments' }).fill('console=ttyS0,115200 no_timer_check lab=tree');
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('button', { name: 'Adjust' }).click();
  await dialog.getByRole('combobox', { name: 'Storage pool' }).selectOption(pool);
  await dialog.getByRole('spinbutton', { name: 'Memory' }).fill('0.5');
  await dialog.getByRole('radiogroup', { name: 'Firmware' }).getByText('BIOS', { exact: true }).click();
  return dialog;
}
