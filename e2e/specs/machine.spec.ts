import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { addHost, command, displayCanvas, machineLine, openMachine, showConsole, typeOnSerial } from '../fixtures/steps.ts';
import { compareWithVirsh } from '../fixtures/screen.ts';
import { expect, patienceMs, test } from '../fixtures/test.ts';
import { checkLab, defineBrokenDomain, defineLabDomain, labDisksDir, run, startLab, uniqueName, type Lab, type LabDomain, type LabDomainOptions } from '../lab/index.ts';

/** What is done with machines besides the main job, and what goes wrong with them. */
const PEERS = ['libvirtd', 'guest'] as const;
const check = checkLab(PEERS);

let lab: Lab<(typeof PEERS)[number]>;

test.describe(check.title('machines @one-host'), () => {
  test.skip(check.skip, check.reasons.join('; '));

  test.beforeAll(async () => {
    lab = await startLab({ need: [...PEERS] });
  });
  test.afterAll(async () => {
    await lab.dispose();
  });

  /** A machine that is removed with its disks. */
  async function withDomain(options: Omit<LabDomainOptions, 'name'>, use: (domain: LabDomain) => Promise<void>): Promise<void> {
    const domain = await defineLabDomain(lab.libvirtd, lab.guest, { network: 'none', ...options, name: uniqueName('win') });
    try {
      await use(domain);
    } finally {
      await domain.dispose();
    }
  }

  /** Presses the keys that write a text on a US keyboard: a display knows keys, not letters. */
  async function pressKeys(page: Page, text: string): Promise<void> {
    const shifted = new Map([['>', 'Period'], ['S', 'KeyS']]);
    for (const sign of text) {
      const key = shifted.get(sign);
      await page.keyboard.press(key === undefined ? sign : `Shift+${key}`, { delay: 20 });
    }
    await page.keyboard.press('Enter', { delay: 20 });
  }

  const openOn = async (page: Page, name: string): Promise<void> => {
    await addHost(page, lab.libvirtd.uri);
    await openMachine(page, name);
  };

  test('a start that fails says why, and repairs it', { annotation: [{ type: 'feature', description: 'M-X-03' }, { type: 'feature', description: 'C-APP-03' }] }, async ({ open }) => {
    const idle = await defineBrokenDomain(lab.libvirtd, lab.guest, uniqueName('net'), 'inactive-network');
    const blank = await defineBrokenDomain(lab.libvirtd, lab.guest, uniqueName('img'), 'missing-image');
    try {
      const { page } = await open();
      await openOn(page, idle.name);
      await command(page, 'Start');
      const strip = page.getByRole('alert').filter({ hasText: `Start ${idle.name} failed` });
      await expect(strip).toContainText(`Its network ${idle.name} is not running.`);
      await strip.getByRole('button', { name: `Start ${idle.name} and retry` }).click();
      await expect(machineLine(page, 'running', idle.name)).toBeVisible();
      await expect(strip).toHaveCount(0);
      await openMachine(page, blank.name);
      await command(page, 'Start');
      const failed = page.getByRole('alert').filter({ hasText: `Start ${blank.name} failed` });
      await expect(failed).toContainText(`The image ${blank.diskPath} is not there.`);
      await blank.repair();
      await command(page, 'Start');
      await expect(machineLine(page, 'running', blank.name)).toBeVisible();
      for (const { name } of [idle, blank]) expect((await lab.libvirtd.virsh(['domstate', name])).trim()).toBe('running');
    } finally {
      await idle.dispose();
      await blank.dispose();
    }
  });

  test('a display asks for a password that nobody knows here', { annotation: [{ type: 'feature', description: 'M-CON-16' }] }, async ({ open }) => {
    await withDomain({ graphics: { type: 'vnc', password: 'first123' } }, async (domain) => {
      await domain.start();
      await lab.libvirtd.virsh(['qemu-monitor-command', '--hmp', domain.name, 'set_password vnc other123']);
      const { page } = await open();
      await openOn(page, domain.name);
      const field = page.getByLabel('Password', { exact: true });
      await expect(field).toBeFocused();
      await page.keyboard.type('wrong');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('dialog')).toContainText('That was not it.');
      await field.fill('other123');
      await page.keyboard.press('Enter');
      await expect(displayCanvas(page)).toBeVisible();
      await expect(page.getByRole('dialog')).toHaveCount(0);
      expect(await lab.libvirtd.virsh(['qemu-monitor-command', '--hmp', domain.name, 'info vnc'])).toContain('Client:');
    });
  });

  test('a machine that has only SPICE shows its display, and gets VNC', { annotation: [{ type: 'feature', description: 'M-CON-02' }, { type: 'feature', description: 'C-CON-02' }, { type: 'feature', description: 'C-CON-05' }] }, async ({ open }) => {
    await withDomain({ graphics: { type: 'spice' } }, async (domain) => {
      const serial = await domain.boot();
      await serial.dispose();
      const { page } = await open();
      await openOn(page, domain.name);
      await expect(displayCanvas(page)).toBeVisible();
      await compareWithVirsh(page, domain.name);
      await showConsole(page, /Serial/);
      await typeOnSerial(page, 'echo spoken-$((6*7))');
      await expect(page.locator('.xterm-rows')).toContainText('spoken-42');
      await showConsole(page, /Display/);
      await expect(page.getByText(/\d+ × \d+.*, SPICE/)).toBeVisible();
      await displayCanvas(page).click();
      await pressKeys(page, 'echo typed-here >/dev/ttyS0');
      await showConsole(page, /Serial/);
      await expect(page.locator('.xterm-rows')).toContainText('typed-here');
      await showConsole(page, /Screenshots|Pictures/);
      await expect(page.locator('img.console-shot')).toBeVisible();
      await showConsole(page, /Display/);
      await page.getByRole('button', { name: 'Add VNC (next start)' }).click();
      await expect(page.getByText('It will have a VNC display when it is started next.')).toBeVisible();
      await lab.libvirtd.virsh(['destroy', domain.name]);
      await expect(machineLine(page, 'off', domain.name)).toBeVisible();
      await command(page, 'Start');
      await expect(machineLine(page, 'running', domain.name)).toBeVisible();
      expect(await lab.libvirtd.virsh(['dumpxml', domain.name])).toContain("<graphics type='vnc'");
      await showConsole(page, /Display 2/);
      await expect(displayCanvas(page)).toBeVisible();
    });
  });

  test('a CD goes in and out, and a deleted machine leaves its disk', { annotation: [{ type: 'feature', description: 'C-DISK-04' }] }, async ({ open }) => {
    await withDomain({}, async (domain) => {
      await domain.start();
      const { page } = await open();
      await openOn(page, domain.name);
      const inDrive = async (): Promise<string> => /^\s*hda\s+(\S+)/m.exec(await lab.libvirtd.virsh(['domblklist', domain.name]))?.[1] ?? '';
      const dialog = page.getByRole('dialog', { name: `CD of ${domain.name}` });
      await command(page, 'Insert or eject CD');
      await dialog.getByRole('textbox', { name: 'Image on the host' }).fill(lab.guest.isoPath);
      await dialog.getByRole('button', { name: 'Insert' }).click();
      await expect.poll(inDrive).toBe(lab.guest.isoPath);
      await command(page, 'Insert or eject CD');
      await expect(dialog).toContainText(lab.guest.isoPath);
      await dialog.getByRole('button', { name: 'Eject' }).click();
      await expect.poll(inDrive).toBe('-');

      await command(page, 'Delete');
      const remove = page.getByRole('dialog', { name: `Delete ${domain.name}` });
      await expect(remove).toContainText('It is running: it will be forced off first.');
      await remove.getByRole('button', { name: 'Delete machine' }).click();
      await expect(page.getByRole('treeitem', { name: new RegExp(domain.name) })).toHaveCount(0);
      await expect(page.getByText('This machine does not exist any more.')).toBeVisible();
      expect(existsSync(domain.diskPath)).toBe(true);
      expect((await run(['virsh', '-c', lab.libvirtd.uri, 'dominfo', domain.name], { check: false })).status).not.toBe(0);
    });
  });

  test('a new machine from an installer starts and shows its display', { annotation: [{ type: 'feature', description: 'M-NEW-11' }] }, async ({ open }) => {
    const name = uniqueName('new');
    const pool = uniqueName('newpool');
    await run(['virsh', '-q', '-c', lab.libvirtd.uri, 'pool-create-as', pool, 'dir', '--target', join(labDisksDir(), pool), '--build']);
    try {
      const { page } = await open();
      await addHost(page, lab.libvirtd.uri);
      await expect(page.getByText(/1 of 1 host/)).toBeVisible();
      await page.getByRole('button', { name: 'New machine' }).first().click();
      const dialog = page.getByRole('dialog', { name: 'New machine' });
      await dialog.getByRole('textbox', { name: 'Path on the host' }).fill(lab.guest.isoPath);
      await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
      await dialog.getByRole('button', { name: 'Create' }).click();
      await expect(machineLine(page, 'running', name)).toBeVisible({ timeout: patienceMs(60_000) });
      await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
      await expect(displayCanvas(page)).toBeVisible();
      await showConsole(page, /Serial/);
      await expect(page.locator('.xterm-rows')).toContainText('GUEST-READY', { timeout: 90_000 });
    } finally {
      await run(['virsh', '-q', '-c', lab.libvirtd.uri, 'destroy', name], { check: false });
      await run(['virsh', '-q', '-c', lab.libvirtd.uri, 'undefine', '--nvram', name], { check: false });
      await run(['virsh', '-q', '-c', lab.libvirtd.uri, 'pool-destroy', pool]);
    }
  });

  test('a serial line in use can be taken over, and a machine may vanish behind its page', { annotation: [{ type: 'feature', description: 'M-CON-04' }, { type: 'feature', description: 'M-CON-17' }] }, async ({ open }) => {
    await withDomain({}, async (domain) => {
      const held = await domain.boot();
      try {
        const { page } = await open();
        await openOn(page, domain.name);
        await showConsole(page, /Serial/);
        const card = page.getByRole('alert').filter({ hasText: 'Somebody else uses Serial' });
        await card.getByRole('button', { name: 'Take over' }).click();
        await expect(card).toHaveCount(0);
        await typeOnSerial(page, 'echo mine-$((6*7))');
        await expect(page.locator('.xterm-rows')).toContainText('mine-42');

        await lab.libvirtd.virsh(['destroy', domain.name]);
        await expect(page.getByText(`${domain.name} is off.`).first()).toBeVisible();
        await lab.libvirtd.virsh(['undefine', domain.name]);
        await expect(page.getByText('This machine does not exist any more.')).toBeVisible();
        await page.getByRole('tabpanel').or(page.locator('main')).getByRole('button', { name: 'All machines' }).first().click();
        await expect(page.getByRole('tab', { selected: true, name: 'All machines' })).toBeVisible();
      } finally {
        await held.dispose();
      }
    });
  });
});
