import { mkdtemp, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { openApp, type OpenedApp } from '../fixtures/app.ts';
import { addHost, command, displayCanvas, machineLine, openMachine, showConsole } from '../fixtures/steps.ts';
import { expect, test } from '../fixtures/test.ts';
import { checkLab, defineLabDomain, GUEST_READY, startLab, uniqueName, type Lab, type LabDomain, type SerialConsole } from '../lab/index.ts';

/** What is done with machines every day: found, looked at, started, stopped, saved, renamed. One window, one guest that runs, one that is off. */
const PEERS = ['libvirtd', 'guest'] as const;
const check = checkLab(PEERS);
const sessionCheck = checkLab(['session', 'user']);
const prefix = uniqueName('day');

let lab: Lab<(typeof PEERS)[number]>;
let home = '';
let app: OpenedApp;
let page: Page;
let up: LabDomain;
let down: LabDomain;

const virsh = (...args: string[]): Promise<string> => lab.libvirtd.virsh(args);
const stateOf = async (name: string): Promise<string> => (await virsh('domstate', name)).trim();
const dominfo = async (name: string, field: string): Promise<string> => new RegExp(`^${field}:\\s+(.*)$`, 'm').exec(await virsh('dominfo', name))?.[1]?.trim() ?? '';
const rows = (): Locator => page.getByRole('grid', { name: 'Machines' }).getByRole('rowheader').filter({ hasText: prefix });
const head = (): Locator => page.locator('header.head');

/** Brings the table to the front, with the machines of these tests alone. */
async function openTable(): Promise<void> {
  await page.getByRole('tab', { name: 'All machines' }).click();
  const filter = page.getByRole('searchbox', { name: 'Filter' });
  await filter.fill(prefix);
  await expect(rows()).toHaveCount(2);
}

/** Shows a column of the table, or hides it. */
async function showColumn(name: string, wanted: boolean): Promise<void> {
  await page.getByRole('button', { name: 'Columns' }).click();
  const entry = page.getByRole('menuitemcheckbox', { name, exact: true });
  if (((await entry.getAttribute('aria-checked')) === 'true') !== wanted) await entry.click();
  await expect(entry).toHaveAttribute('aria-checked', String(wanted));
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
}

/** Brings a machine's page to the front, at a part where no machine has the keyboard. */
async function showMachine(name: string, part = 'Overview'): Promise<void> {
  await page.getByRole('treeitem', { name: new RegExp(name) }).dblclick();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await page.getByRole('tab', { name: part }).click();
}

/** Brings the host's page to the front. */
async function showHost(): Promise<Locator> {
  const host = page.getByRole('treeitem', { level: 1 }).filter({ hasText: 'This computer' });
  await host.dblclick();
  await expect(page.getByRole('heading', { name: 'This computer', level: 1 })).toBeVisible();
  return host;
}

/** What a line that is typed in the guest says; a console takes a moment to be there, and so does a shell. */
async function ask(serial: SerialConsole, line: string): Promise<string> {
  let answer = '';
  await expect(async () => {
    const nonce = uniqueName('n');
    serial.send(`\recho ${nonce}-$(${line})-$((1+1))\r`);
    answer = (await serial.expect(new RegExp(`${nonce}-([^$]*?)-2`), 4000))[1] ?? '';
  }).toPass({ timeout: 120_000 });
  return answer;
}

async function chooseMenu(name: string | RegExp): Promise<void> {
  await page.getByRole('menuitem', { name }).or(page.getByRole('menuitemcheckbox', { name })).first().click();
}

// A guest that starts anew on busy hardware takes its time.
test.describe.configure({ mode: 'default', timeout: 300_000 });
test.describe(check.title('every day @one-host'), () => {
  test.skip(check.skip, check.reasons.join('; '));

  test.beforeAll(async () => {
    test.setTimeout(240_000);
    lab = await startLab({ need: [...PEERS] });
    home = await mkdtemp(path.join(tmpdir(), 'vireo-day-'));
    up = await defineLabDomain(lab.libvirtd, lab.guest, { name: `${prefix}-up`, network: 'none' });
    down = await defineLabDomain(lab.libvirtd, lab.guest, { name: `${prefix}-down`, network: 'none', vcpus: 2 });
    const serial = await up.boot();
    await serial.dispose();
    app = await openApp({ host: 'browser', home });
    page = app.page;
    await page.getByRole('navigation').waitFor();
    await addHost(page, lab.libvirtd.uri);
    await expect(machineLine(page, 'running', up.name)).toBeVisible({ timeout: 20_000 });
  });
  test.afterAll(async () => {
    await app.close();
    await up.dispose();
    await down.dispose();
    await lab.dispose();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });

  test('a host that was disconnected is taken up again', { annotation: [{ type: 'feature', description: 'M-MGR-06' }, { type: 'feature', description: 'M-MGR-07' }, { type: 'feature', description: 'M-MGR-10' }] }, async () => {
    const host = await showHost();
    await host.click({ button: 'right' });
    await chooseMenu('Disconnect');
    await expect(host).toContainText('not connected');
    await virsh('start', down.name);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(machineLine(page, 'running', down.name)).toBeVisible();
    await virsh('destroy', down.name);
    await expect(machineLine(page, 'off', down.name)).toBeVisible();
  });

  test('the host’s own facts', { annotation: [{ type: 'feature', description: 'M-HOST-01' }] }, async () => {
    await showHost();
    await page.getByRole('tab', { name: 'Overview' }).click();
    const facts = page.getByRole('tabpanel').filter({ hasText: 'Host name' }).last();
    await expect(facts).toContainText((await virsh('hostname')).trim());
    const cpus = /CPU\(s\):\s+(\d+)/.exec(await virsh('nodeinfo'))?.[1] ?? '';
    await expect(facts).toContainText(new RegExp(`${cpus} CPUs?`));
    await expect(facts).toContainText(lab.libvirtd.uri);
  });

  test('machines are searched, filtered by state and sorted', { annotation: [{ type: 'feature', description: 'M-MGR-15' }, { type: 'feature', description: 'M-MGR-03' }, { type: 'feature', description: 'C-LIST-01' }] }, async () => {
    await openTable();
    const byName = page.getByRole('columnheader', { name: 'Name' });
    for (const direction of ['ascending', 'descending']) {
      if ((await byName.getAttribute('aria-sort')) !== direction) await byName.getByRole('button').click();
      await expect(byName).toHaveAttribute('aria-sort', direction);
      const shown = await rows().allInnerTexts();
      const sorted = [down.name, up.name];
      expect(shown.map((each) => each.trim())).toEqual(direction === 'ascending' ? sorted : sorted.toReversed());
    }
    await byName.getByRole('button').click();
    const filter = page.getByRole('searchbox', { name: 'Filter' });
    await filter.fill('state:running ');
    await filter.fill(prefix);
    await expect(rows()).toHaveCount(1);
    const running = (await virsh('list', '--state-running', '--name')).split('\n').filter((name) => name.startsWith(prefix));
    await expect(rows()).toHaveText(running);
    await page.getByRole('button', { name: 'Remove filter state:running' }).click();
    await expect(rows()).toHaveCount(2);
  });

  test('columns are chosen, and say what the host says', { annotation: [{ type: 'feature', description: 'M-MGR-02' }, { type: 'feature', description: 'M-MGR-13' }] }, async () => {
    await openTable();
    await showColumn('Network', false);
    await expect(page.getByRole('columnheader', { name: 'Network' })).toHaveCount(0);
    await showColumn('vCPU', true);
    await showColumn('Memory, 5 min', true);
    await expect(page.getByRole('columnheader', { name: '5 min' })).toHaveCount(2);
    for (const { name } of [up, down]) {
      const cpus = (await virsh('vcpucount', '--config', '--current', name)).trim();
      await expect(page.getByRole('row').filter({ hasText: name }).getByRole('gridcell').filter({ hasText: new RegExp(`^${cpus}$`) })).toHaveCount(1);
    }
  });

  test('the keyboard’s menu has what fits the state, and says why the rest does not', { annotation: [{ type: 'feature', description: 'M-MGR-09' }, { type: 'feature', description: 'M-MGR-16' }] }, async () => {
    await openTable();
    await rows().filter({ hasText: down.name }).click();
    for (const wanted of ['enable', 'disable']) {
      await page.keyboard.press('Shift+F10');
      const menu = page.getByRole('menu');
      await expect(menu.getByRole('menuitem', { name: 'Shut down', exact: true })).toHaveAttribute('aria-disabled', 'true');
      await expect(menu.getByRole('menuitem', { name: 'Start', exact: true })).not.toHaveAttribute('aria-disabled', 'true');
      await chooseMenu('Start with the host');
      await expect.poll(() => dominfo(down.name, 'Autostart')).toBe(wanted);
      await expect(menu).toHaveCount(0);
    }
  });

  test('a host is chosen from what is here, tried, and added', { annotation: [{ type: 'feature', description: 'M-CONN-01' }, { type: 'feature', description: 'M-CONN-04' }, { type: 'feature', description: 'M-MGR-01' }] }, async ({ open }) => {
    const { page: other } = await open();
    await command(other, 'Add a host');
    const dialog = other.getByRole('dialog', { name: 'Add a host' });
    const offer = dialog.getByRole('listbox', { name: 'Found on this computer' }).getByRole('option', { name: /^libvirt/ }).first();
    await expect(offer).toBeVisible();
    await offer.click();
    await expect(dialog.getByRole('textbox', { name: 'Address' })).toHaveValue(lab.libvirtd.uri);
    await dialog.getByRole('button', { name: 'Test' }).click();
    await expect(dialog.getByText('It works.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(machineLine(other, 'running', up.name)).toBeVisible();
    await expect(machineLine(other, 'off', down.name)).toBeVisible();
    const listed = (await virsh('list', '--all', '--name')).split('\n');
    for (const { name } of [up, down]) expect(listed).toContain(name);
  });

  test(sessionCheck.title('hosts of the system and of a user stand side by side'), { annotation: [{ type: 'feature', description: 'C-APP-01' }] }, async ({ open }) => {
    test.skip(sessionCheck.skip, sessionCheck.reasons.join('; '));
    const { session, dispose } = await startLab({ need: ['session', 'user'] });
    const own = await defineLabDomain(session, lab.guest, { name: `${prefix}-own`, network: 'none' });
    try {
      const { page: other } = await open();
      await addHost(other, lab.libvirtd.uri);
      await addHost(other, session.uri);
      await expect(machineLine(other, 'running', up.name)).toBeVisible();
      await expect(machineLine(other, 'off', own.name)).toBeVisible();
      await openMachine(other, own.name);
      await command(other, 'Start');
      await expect(machineLine(other, 'running', own.name)).toBeVisible();
      expect(await own.state()).toBe('running');
      expect((await virsh('list', '--all', '--name')).split('\n')).not.toContain(own.name);
    } finally {
      await own.dispose();
      await dispose();
    }
  });

  test('a machine is paused, resumed and reset by its buttons', { annotation: [{ type: 'feature', description: 'C-ACT-01' }, { type: 'feature', description: 'M-MGR-08' }, { type: 'feature', description: 'M-WIN-03' }] }, async () => {
    await showMachine(up.name);
    await head().getByRole('button', { name: 'Pause' }).click();
    await expect(machineLine(page, 'paused', up.name)).toBeVisible();
    expect(await stateOf(up.name)).toBe('paused');
    await head().getByRole('button', { name: 'Resume' }).click();
    await expect(machineLine(page, 'running', up.name)).toBeVisible();
    expect(await stateOf(up.name)).toBe('running');
    const serial = up.openSerial();
    try {
      // Once it answers, no line is missed.
      await ask(serial, 'echo here');
      await head().getByRole('button', { name: 'More ways to stop' }).click();
      await chooseMenu('Reset');
      await page.getByRole('dialog', { name: `Reset ${up.name}` }).getByRole('button', { name: 'Reset' }).click();
      await serial.expect(GUEST_READY, 120_000);
    } finally {
      await serial.dispose();
    }
  });

  test('the keyboard goes into the machine, and comes back', { annotation: [{ type: 'feature', description: 'M-CON-12' }, { type: 'feature', description: 'M-WIN-05' }] }, async () => {
    await showMachine(up.name);
    await expect(page).toHaveTitle(new RegExp(up.name));
    await showConsole(page, /Display/);
    const serial = up.openSerial();
    try {
      // Its shell on the display may come later than the one on the serial line.
      await expect(async () => {
        await displayCanvas(page).click();
        await expect(page.getByText('Keyboard is in the machine. Ctrl+Alt gives it back')).toBeVisible();
        for (const sign of 'touch /tmp/typed') await page.keyboard.press(sign, { delay: 20 });
        await page.keyboard.press('Enter', { delay: 20 });
        expect(await ask(serial, 'ls /tmp')).toContain('typed');
      }).toPass({ timeout: 120_000 });
    } finally {
      await serial.dispose();
    }
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Control+Alt');
    await expect(page.getByText('Keyboard is in the machine.')).toHaveCount(0);
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await command(page, 'All machines');
    await expect(page.getByRole('tab', { name: 'All machines', selected: true })).toBeVisible();
  });

  test('an NMI arrives, and so do keys that this computer keeps for itself', { annotation: [{ type: 'feature', description: 'C-ACT-02' }, { type: 'feature', description: 'M-CON-07' }] }, async () => {
    await showMachine(up.name);
    const serial = up.openSerial();
    try {
      const nmis = async (): Promise<number> => Number(await ask(serial, `awk '/NMI:/ {print $2}' /proc/interrupts`));
      const before = await nmis();
      await command(page, 'Send NMI');
      await expect.poll(nmis, { timeout: 60_000 }).toBe(before + 1);
      await showConsole(page, /Display/);
      await expect(displayCanvas(page)).toBeVisible();
      await page.getByRole('toolbar', { name: 'Console' }).getByRole('button', { name: 'Send keys' }).click();
      await page.getByRole('menuitem', { name: /Ctrl.*Alt.*Del/ }).click();
      await serial.expect(GUEST_READY, 120_000);
    } finally {
      await serial.dispose();
    }
  });

  test('the screen is shown pixel by pixel, and kept as a picture', { annotation: [{ type: 'feature', description: 'M-CON-08' }, { type: 'feature', description: 'M-CON-14' }] }, async () => {
    await showMachine(up.name);
    await showConsole(page, /Display/);
    await expect(displayCanvas(page)).toBeVisible();
    await page.getByRole('toolbar', { name: 'Console' }).getByRole('button', { name: /^Fit/ }).click();
    await chooseMenu('Show every pixel as one, 1:1');
    const file = path.join(home, 'screen.ppm');
    const sizeOnHost = async (): Promise<readonly number[]> => {
      await virsh('screenshot', up.name, file);
      const bytes = await readFile(file);
      if (bytes.subarray(1, 4).toString('latin1') === 'PNG') return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
      const found = /^P6\s+(\d+)\s+(\d+)/.exec(bytes.subarray(0, 64).toString('latin1'));
      return [Number(found?.[1]), Number(found?.[2])];
    };
    await expect.poll(async () => {
      const box = await displayCanvas(page).boundingBox();
      return [Math.round(box?.width ?? 0), Math.round(box?.height ?? 0)];
    }).toEqual(await sizeOnHost());
    const download = page.waitForEvent('download');
    await page.getByRole('toolbar', { name: 'Console' }).getByRole('button', { name: 'Save a picture of the screen' }).click();
    const picture = await readFile(await (await download).path());
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual(await sizeOnHost());
    await page.getByRole('toolbar', { name: 'Console' }).getByRole('button', { name: /^1:1/ }).click();
    await chooseMenu(/^Fit/);
  });

  test('what waits for the next start counts after "Shut down and start"', { annotation: [{ type: 'feature', description: 'C-ACT-03' }] }, async () => {
    await showMachine(up.name);
    await virsh('desc', up.name, '--config', 'counts later');
    expect(await virsh('desc', up.name, '--live')).not.toContain('counts later');
    await command(page, 'Shut down and start');
    await expect.poll(() => virsh('desc', up.name, '--live').catch(() => ''), { timeout: 60_000 }).toContain('counts later');
    await expect.poll(() => stateOf(up.name)).toBe('running');
  });

  test('forcing off asks, unless a person wants it no more', { annotation: [{ type: 'feature', description: 'M-MGR-17' }, { type: 'feature', description: 'M-PREF-05' }] }, async () => {
    await showMachine(down.name);
    await virsh('start', down.name);
    await expect(machineLine(page, 'running', down.name)).toBeVisible();
    await command(page, 'Force off');
    const question = page.getByRole('dialog', { name: `Force off ${down.name}` });
    expect(await stateOf(down.name)).toBe('running');
    await question.getByRole('checkbox').check();
    await question.getByRole('button', { name: 'Force off' }).click();
    await expect.poll(() => stateOf(down.name)).toBe('shut off');
    await virsh('start', down.name);
    await expect(machineLine(page, 'running', down.name)).toBeVisible();
    await command(page, 'Force off');
    await expect.poll(() => stateOf(down.name)).toBe('shut off');
    await expect(question).toHaveCount(0);
    await command(page, 'Settings');
    await page.getByRole('dialog', { name: 'Settings' }).getByRole('checkbox', { name: 'Ask before forcing a machine off' }).check();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  test('a saved state that cannot be restored is given up', { annotation: [{ type: 'feature', description: 'M-MGR-05' }, { type: 'feature', description: 'M-MGR-19' }] }, async () => {
    await showMachine(down.name);
    await virsh('start', down.name);
    await expect(machineLine(page, 'running', down.name)).toBeVisible();
    await command(page, 'Save and stop');
    await expect(machineLine(page, 'saved', down.name)).toBeVisible({ timeout: 60_000 });
    expect(await dominfo(down.name, 'Managed save')).toBe('yes');
    const file = `/var/lib/libvirt/qemu/save/${down.name}.save`;
    await truncate(file, Math.floor((await stat(file)).size * 0.6));
    await command(page, 'Start');
    const strip = page.getByRole('alert').filter({ hasText: `Start ${down.name} failed` });
    await expect(strip).toContainText('Its saved state cannot be restored.');
    await strip.getByRole('button', { name: 'Discard saved state and retry' }).click();
    await expect(machineLine(page, 'running', down.name)).toBeVisible();
    expect(await dominfo(down.name, 'Managed save')).toBe('no');
    await virsh('destroy', down.name);
    await expect(machineLine(page, 'off', down.name)).toBeVisible();
  });

  test('the overview says what the document says', { annotation: [{ type: 'feature', description: 'C-DET-01' }, { type: 'feature', description: 'C-DISK-01' }] }, async () => {
    await showMachine(down.name);
    const facts = page.getByRole('tabpanel').filter({ hasText: 'UUID' }).last();
    const xml = await virsh('dumpxml', down.name);
    for (const pattern of [/<uuid>([^<]+)/, /machine='([^']+)'/, /<source file='[^']*\/([^'/]+\.qcow2)'/, /<target dev='(vda)'/]) await expect(facts).toContainText(pattern.exec(xml)?.[1] ?? 'not in the document');
    const block = await virsh('domblkinfo', down.name, 'vda');
    expect(block).toMatch(/Capacity:\s+67108864/);
    await expect(facts).toContainText('64 MiB');
    await expect(facts).toContainText('256 MiB');
  });

  test('its parts are consoles, hardware and snapshots', { annotation: [{ type: 'feature', description: 'M-WIN-02' }, { type: 'feature', description: 'C-SNAP-01' }] }, async () => {
    await showMachine(down.name, 'Console');
    await expect(page.getByText(`${down.name} is off.`).first()).toBeVisible();
    await page.getByRole('tab', { name: 'Hardware' }).click();
    await expect(page.getByRole('listbox', { name: 'Devices' }).getByRole('option', { name: /vda/ })).toBeVisible();
    await page.getByRole('tab', { name: 'Snapshots' }).click();
    const names = async (): Promise<readonly string[]> => (await virsh('snapshot-list', '--name', down.name)).split('\n').filter((name) => name !== '');
    const option = page.getByRole('listbox', { name: 'Snapshots' }).getByRole('option');
    for (const name of ['first', 'second']) {
      await command(page, 'Take snapshot');
      const take = page.getByRole('dialog', { name: `Take a snapshot of ${down.name}` });
      await take.getByLabel('Name').fill(name);
      await take.getByLabel('Description').fill(`the ${name}`);
      await page.keyboard.press('Enter');
      await expect(option.filter({ hasText: name })).toBeVisible();
    }
    expect(await names()).toEqual(['first', 'second']);
    expect((await virsh('snapshot-parent', down.name, 'second')).trim()).toBe('first');
    expect(await virsh('snapshot-dumpxml', down.name, 'second')).toContain('<description>the second</description>');
    for (const name of ['second', 'first']) {
      await option.filter({ hasText: name }).click();
      await page.getByRole('complementary', { name }).getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete snapshot' }).click();
      await expect.poll(names).not.toContain(name);
    }
  });

  test('changes that are not applied outlive their tab', { annotation: [{ type: 'feature', description: 'M-WIN-06' }] }, async () => {
    await showMachine(down.name, 'Hardware');
    const field = page.getByRole('region', { name: /^General/ }).getByLabel('Title', { exact: true });
    const title = uniqueName('title');
    await page.getByRole('listbox', { name: 'Devices' }).getByRole('option', { name: /^General/ }).click();
    await field.fill(title);
    await field.blur();
    await expect(page.getByRole('button', { name: 'Apply', exact: true })).toBeVisible();
    await command(page, 'Close tab');
    await expect(page.getByRole('tab', { name: down.name })).toHaveCount(0);
    expect(await virsh('dumpxml', '--inactive', down.name)).not.toContain(title);
    await showMachine(down.name, 'Hardware');
    await page.getByRole('listbox', { name: 'Devices' }).getByRole('option', { name: /^General/ }).click();
    await expect(field).toHaveValue(title);
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await expect.poll(() => virsh('dumpxml', '--inactive', down.name)).toContain(`<title>${title}</title>`);
  });

  test('the next start connects by itself, and looks as it did', { annotation: [{ type: 'feature', description: 'M-APP-03' }, { type: 'feature', description: 'M-CONN-03' }, { type: 'feature', description: 'M-PREF-06' }] }, async () => {
    await openTable();
    await showColumn('Network', false);
    await showColumn('vCPU', true);
    // A layout is written a moment later.
    const settings = path.join(home, (await readdir(home, { recursive: true })).find((file) => path.basename(file) === 'settings.json') ?? 'settings.json');
    await expect.poll(() => readFile(settings, 'utf8').catch(() => '')).toMatch(/vcpus(?!.*\bnetwork\b)/s);
    await app.close();
    await virsh('start', down.name);
    app = await openApp({ host: 'browser', home });
    page = app.page;
    await expect(machineLine(page, 'running', down.name)).toBeVisible();
    expect(await stateOf(down.name)).toBe('running');
    await page.getByRole('tab', { name: 'All machines' }).click();
    await expect(page.getByRole('columnheader', { name: 'vCPU' })).toBeVisible();
    await expect(page.getByRole('columnheader', { name: 'Network' })).toHaveCount(0);
  });
});
