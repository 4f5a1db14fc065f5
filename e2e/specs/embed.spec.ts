import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { command, displayCanvas, machineLine, openMachine, showConsole, typeOnSerial } from '../fixtures/steps.ts';
import { expect, test } from '../fixtures/test.ts';
import { checkLab, run, startLab, type Lab } from '../lab/index.ts';

/** A computer with QEMU and without libvirt: what its user does with a machine, from the first start on. */
const PEERS = ['bareQemu', 'guest'] as const;
const check = checkLab(PEERS);
/** In its own view of the computer there is no libvirt, whoever else may have started one. */
const HIDE_LIBVIRT = 'if [ -d /run/libvirt ]; then mount -t tmpfs none /run/libvirt; fi;';
const WITHOUT_LIBVIRT = ['unshare', '--mount', 'sh', '-c', `${HIDE_LIBVIRT} exec "$@"`, 'sh'];

let lab: Lab<'guest'>;
let home: string;

/** A second Vireo on the same root: the command line. */
async function vireo(...args: readonly string[]): Promise<string> {
  const { stdout } = await run([process.execPath, 'dist/cli/vireo.js', '-q', '-c', 'qemu:///embed', ...args], { env: { HOME: home, VIREO_HOME: home } });
  return stdout.trim();
}

/** The keyboard goes back from the machine to the window. */
const leaveConsole = (page: Page) => page.getByRole('tab', { name: 'Overview' }).click();
const stateOf = (page: Page, state: string) => expect(machineLine(page, state, 'vm-1')).toBeVisible({ timeout: 60_000 });

test.describe(check.title('QEMU without a daemon @one-host'), () => {
  test.skip(check.skip, check.reasons.join('; '));

  test.beforeAll(async () => {
    lab = await startLab({ need: ['guest'] });
  });
  test.afterAll(async () => {
    await lab.dispose();
  });
  test.beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'vireo-embed-home-'));
  });
  test.afterEach(async () => {
    for (const name of (await vireo('list', '--name')).split('\n').filter((each) => each !== '')) await vireo('destroy', name);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });

  test('a first machine, from an empty home to its deletion', { annotation: [{ type: 'feature', description: 'M-APP-02' }, { type: 'feature', description: 'M-CONN-10' }] }, async ({ open }) => {
    test.setTimeout(400_000);
    let { page, close } = await open({ home, prefix: WITHOUT_LIBVIRT });
    await expect(page.getByRole('heading', { name: 'This computer is ready to run machines' })).toBeVisible();
    await page.getByRole('button', { name: 'Use this computer' }).click();
    await page.getByRole('button', { name: 'New machine' }).last().click();
    const dialog = page.getByRole('dialog', { name: 'New machine' });
    await dialog.getByRole('textbox', { name: 'Path on the host' }).fill(lab.guest.isoPath);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await stateOf(page, 'running');
    await expect(displayCanvas(page)).toBeVisible();
    // Nobody else of this computer reaches the display.
    expect(await vireo('vncdisplay', 'vm-1')).toMatch(/^\/.*\/vnc0\.sock$/);

    await test.step('its serial line', async () => {
      await showConsole(page, /Serial/);
      await expect(page.locator('.xterm-rows')).toContainText('GUEST-READY', { timeout: 90_000 });
      await typeOnSerial(page, 'echo typed-$((6*7))');
      await expect(page.locator('.xterm-rows')).toContainText('typed-42');
      await leaveConsole(page);
    });
    await test.step('two Vireos see and do the same', async () => {
      await command(page, 'Pause');
      await stateOf(page, 'paused');
      expect(await vireo('domstate', 'vm-1')).toBe('paused');
      await vireo('resume', 'vm-1');
      await stateOf(page, 'running');
    });
    await test.step('a CD goes out', async () => {
      await command(page, 'Insert or eject CD');
      const media = page.getByRole('dialog', { name: 'CD of vm-1' });
      await expect(media).toContainText('guest.iso');
      await media.getByRole('button', { name: 'Eject' }).click();
      await expect.poll(() => vireo('domblklist', 'vm-1')).toMatch(/sdb\s+-/);
    });
    await test.step('it runs on without a window, and is there again', async () => {
      await close();
      expect(await vireo('domstate', 'vm-1')).toBe('running');
      ({ page, close } = await open({ home, prefix: WITHOUT_LIBVIRT }));
      await stateOf(page, 'running');
      await openMachine(page, 'vm-1');
      await showConsole(page, /Serial/);
      await typeOnSerial(page, 'echo again-$((6*7))');
      await expect(page.locator('.xterm-rows')).toContainText('again-42');
      await leaveConsole(page);
    });
    await test.step('it is put away with its state, and brought back', async () => {
      await command(page, 'Save and stop');
      await stateOf(page, 'saved');
      await command(page, 'Start');
      await stateOf(page, 'running');
      expect(await vireo('domstate', 'vm-1', '--reason')).toContain('restored');
    });
    await test.step('it is forced off, and deleted with its disk', async () => {
      await command(page, 'Force off');
      await page.getByRole('alertdialog').or(page.getByRole('dialog')).getByRole('button', { name: 'Force off' }).click();
      await stateOf(page, 'off');
      const image = /vda\s+(\S+)/.exec(await vireo('domblklist', 'vm-1'))?.[1] ?? '';
      expect(existsSync(image)).toBe(true);
      await command(page, 'Delete');
      const remove = page.getByRole('dialog', { name: 'Delete vm-1' });
      await remove.getByRole('checkbox', { name: /vm-1\.qcow2/ }).click();
      await remove.getByLabel('Name of the machine').fill('vm-1');
      await remove.getByRole('button', { name: /Delete machine and 1 disk/ }).click();
      await expect(page.getByRole('treeitem', { name: /vm-1/ })).toHaveCount(0);
      expect(existsSync(image)).toBe(false);
      expect(await vireo('list', '--all', '--name')).toBe('');
    });
    await close();
  });

  test('a computer without QEMU says in one line what to install', async ({ open }) => {
    const [unshare = '', mount = '', shell = '', option = ''] = WITHOUT_LIBVIRT;
    const { page } = await open({ home, prefix: [unshare, mount, shell, option, `${HIDE_LIBVIRT} node=$1; shift; exec env PATH=/nowhere "$node" "$@"`, 'sh'] });
    await expect(page.getByText('To run machines here, install QEMU:')).toBeVisible();
    await expect(page.locator('code').filter({ hasText: /^(sudo|brew) .*qemu/ })).toBeVisible();
  });
});
