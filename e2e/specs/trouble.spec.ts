import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { addHost, command, machineLine, openMachine } from '../fixtures/steps.ts';
import { expect, test } from '../fixtures/test.ts';
import { checkLab, defineLabDomain, startLab, uniqueName } from '../lab/index.ts';

/** Hosts that cannot be reached or are lost, and files that cannot be read. */
const check = checkLab(['privateLibvirtd', 'guest']);
const userCheck = checkLab(['libvirtd', 'user']);

let dir = '';
test.beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vireo-trouble-'));
});
test.afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** Adds a host that does not come up, and opens its page. */
async function hostPage(page: Page, uri: string): Promise<Locator> {
  const name = uniqueName('host');
  await addHost(page, uri, name);
  await page.getByRole('treeitem', { name: new RegExp(name) }).dblclick({ timeout: 10_000 });
  const panel = page.getByRole('tabpanel').filter({ hasText: uri });
  await expect(panel).toBeVisible();
  return panel;
}

test.describe('addresses that lead nowhere @one-host', () => {
  test('say what is wrong, and what to do', async ({ open }) => {
    const other = join(dir, 'other');
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.resume();
      socket.write('HTTP/1.1 400 Bad Request\r\n\r\nthis is no libvirt, it is something else entirely');
    });
    await new Promise<void>((resolve) => server.listen(other, resolve));
    try {
      const { page } = await open();
      const missing = join(dir, 'none');
      await expect(await hostPage(page, `qemu+unix:///system?socket=${missing}`)).toContainText(`There is no socket at ${missing}`);
      const way = page.getByRole('list', { name: 'The way to the host' });
      await expect(way.getByRole('listitem')).toHaveCount(7);
      await expect(way.getByRole('listitem').filter({ hasText: 'Socket' })).toContainText('failed here');
      await expect(way.getByRole('img', { name: 'not reached' })).toHaveCount(5);
      await expect(await hostPage(page, `qemu+unix:///system?socket=${other}`)).toContainText('Something answers there, but it does not speak as libvirt does.');
      await command(page, 'Add a host');
      const dialog = page.getByRole('dialog', { name: 'Add a host' });
      await dialog.getByRole('textbox', { name: 'Address' }).fill('nosuch:///system');
      await page.keyboard.press('Enter');
      await expect(dialog.getByRole('alert')).toContainText('no connection driver available for nosuch:///system');
      await expect(dialog.getByRole('alert')).toContainText('Addresses look like qemu:///system');
      await page.keyboard.press('Escape');
      await expect(page.getByText('0 of 2 hosts')).toBeVisible();
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test(userCheck.title('a user who may not use the socket gets the command, and may look'), { annotation: [{ type: 'feature', description: 'M-CONN-06' }, { type: 'feature', description: 'M-CONN-08' }] }, async ({ open }) => {
    test.skip(userCheck.skip, userCheck.reasons.join('; '));
    const lab = await startLab({ need: ['libvirtd', 'user'] });
    try {
      const { page } = await open({ user: lab.user });
      const panel = await hostPage(page, lab.libvirtd.uri);
      await expect(panel).toContainText(/may not use .*libvirt-sock\. Join the group libvirt/);
      await expect(panel).toContainText(`sudo usermod -aG libvirt ${lab.user.name}`);
      await panel.getByRole('button', { name: 'Open read-only' }).click();
      await expect(page.getByText('1 of 1 host')).toBeVisible();
      await expect(page.getByRole('treeitem').filter({ hasText: 'read-only' })).toBeVisible();
      await page.getByRole('tab', { name: 'Overview' }).click();
      await expect(page.getByRole('tabpanel').filter({ hasText: 'Host name' }).last()).toContainText((await lab.libvirtd.virsh(['hostname'])).trim());
    } finally {
      await lab.dispose();
    }
  });
});

test.describe(check.title('a daemon that dies @one-host'), () => {
  test.skip(check.skip, check.reasons.join('; '));

  test('leaves what was known, dimmed, and all is taken up again', { annotation: [{ type: 'feature', description: 'M-CONN-09' }] }, async ({ open }) => {
    const lab = await startLab({ need: ['privateLibvirtd', 'guest'] });
    try {
      const daemon = lab.privateLibvirtd;
      const runs = await defineLabDomain(daemon, lab.guest, { name: uniqueName('runs'), network: 'user' });
      const vanishes = await defineLabDomain(daemon, lab.guest, { name: uniqueName('gone'), network: 'user' });
      await runs.start();
      const { page } = await open();
      await addHost(page, daemon.uri);
      await expect(machineLine(page, 'running', runs.name)).toBeVisible();
      await openMachine(page, vanishes.name);
      const start = page.locator('header.head').getByRole('button', { name: 'Start', exact: true });
      await expect(start).not.toHaveAttribute('aria-disabled', 'true');

      await daemon.kill();
      await expect(page.getByText(/^The host does not answer\. Last seen/)).toBeVisible();
      await expect(start).toHaveAttribute('aria-disabled', 'true');
      await expect(start).toHaveAttribute('aria-description', 'The host does not answer: this is what was known last');
      await expect(page.getByRole('treeitem', { name: new RegExp(runs.name) })).toBeVisible();

      await daemon.restart();
      // Nobody tells a window that is away what changes.
      await daemon.virsh(['undefine', vanishes.name]);
      const late = await defineLabDomain(daemon, lab.guest, { name: uniqueName('late'), network: 'user' });
      await command(page, 'All machines');
      await expect(machineLine(page, 'running', runs.name)).toBeVisible({ timeout: 40_000 });
      await expect(machineLine(page, 'off', late.name)).toBeVisible();
      await expect(page.getByRole('treeitem', { name: new RegExp(vanishes.name) })).toHaveCount(0);
      await openMachine(page, late.name);
      await expect(start).not.toHaveAttribute('aria-disabled', 'true');
      await command(page, 'Start');
      await expect(machineLine(page, 'running', late.name)).toBeVisible();
      expect((await daemon.virsh(['domstate', late.name])).trim()).toBe('running');
    } finally {
      await lab.dispose();
    }
  });
});

test('files that cannot be read are kept, and it is said @one-host', async ({ open }) => {
  const home = join(dir, 'home');
  const first = await open({ home });
  await command(first.page, 'Add a host');
  await first.page.getByRole('textbox', { name: 'Address' }).fill('test:///default');
  await first.page.keyboard.press('Enter');
  await expect(first.page.getByText('1 of 1 host')).toBeVisible();
  await first.close();
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' });
  const broken = ['settings.json', 'connections.json'].map((name) => join(home, files.find((file) => file.endsWith(name)) ?? name));
  for (const file of broken) writeFileSync(file, '{ "half": ');

  const { page } = await open({ home });
  await expect(page.getByText(/^The settings could not be read\. They were kept as .*settings\.json\.broken-/)).toBeVisible();
  await expect(page.getByText(/^The list of connections could not be read\. It was kept as .*connections\.json\.broken-/)).toBeVisible();
  for (const file of broken) {
    const folder = join(file, '..');
    const kept = readdirSync(folder).find((name) => join(folder, name).startsWith(`${file}.broken-`));
    expect(readFileSync(join(folder, kept ?? ''), 'utf8')).toBe('{ "half": ');
  }
});
