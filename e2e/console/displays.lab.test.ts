import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkLab, defineLabDomain, startLab, uniqueName, type Lab, type LabDomain } from '../lab/index.ts';
import { startConsoleBench, type ConsoleBench } from './console-bench.ts';

const check = checkLab(['libvirtd', 'guest']);

describe.skipIf(check.skip)(check.title('displays that are not plain VNC, in the window'), () => {
  let lab: Lab<'libvirtd' | 'guest'>;
  let locked: LabDomain;
  let hidden: LabDomain;
  let bench: ConsoleBench;

  beforeAll(async () => {
    lab = await startLab({ need: ['libvirtd', 'guest'] });
    locked = await defineLabDomain(lab.libvirtd, lab.guest, { name: uniqueName('lab-locked'), graphics: { type: 'vnc', password: 'secret' } });
    hidden = await defineLabDomain(lab.libvirtd, lab.guest, { name: uniqueName('lab-hidden'), graphics: { type: 'vnc', listen: 'none' } });
    await locked.start();
    await hidden.start();
    bench = await startConsoleBench(lab.libvirtd.uri);
  });

  afterAll(async () => {
    expect(bench.complaints).toEqual([]);
    await bench.dispose();
    await locked.dispose();
    await hidden.dispose();
    await lab.dispose();
  });

  /** Of the running machine only: its document keeps the old one. */
  const changePassword = (password: string): Promise<unknown> => lab.libvirtd.virsh(['qemu-monitor-command', locked.uuid, JSON.stringify({ execute: 'set_password', arguments: { protocol: 'vnc', password, connected: 'keep' } })]);

  it('shows a display whose password the connection may know, without asking', async () => {
    const { page } = bench;
    await page.getByRole('treeitem', { name: locked.name }).dblclick();
    await page.locator('.console-picture canvas').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('fills the screen with it, and comes back', async () => {
    const { page } = bench;
    await page.getByRole('button', { name: 'Full screen' }).click();
    await expect.poll(() => page.locator('.console-pane.is-full').count()).toBe(1);
    const size = await page.locator('.console-pane.is-full').boundingBox();
    expect(size).toMatchObject({ x: 0, y: 0 });
    await page.locator('.is-full .console-bar').getByRole('button', { name: 'Leave full screen' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.console-pane.is-full').count()).toBe(0);
  });

  it('explains a display that listens nowhere, and shows the serial line instead', async () => {
    const { page } = bench;
    await page.getByRole('treeitem', { name: hidden.name }).dblclick();
    const panel = page.getByRole('tabpanel', { name: hidden.name });
    await panel.getByText('Its display listens nowhere, so nothing can be shown.').waitFor();
    await panel.locator('.xterm').waitFor();
  });

  it('keeps both connected side by side in their tabs', async () => {
    const { page } = bench;
    await page.getByRole('tab', { name: locked.name }).click();
    await expect.poll(() => page.locator('.console-status:visible').textContent()).toMatch(/VNC/);
    await page.getByRole('tab', { name: hidden.name }).click();
    await expect.poll(() => page.locator('.console-status:visible').textContent()).toMatch(/serial/);
    expect(await page.getByRole('button', { name: 'Try now' }).count()).toBe(0);
  });

  it('asks for a password that the document does not know, again when it was wrong, and not for ever', async () => {
    const { page } = bench;
    await changePassword('changed');
    await page.getByRole('tab', { name: locked.name }).getByTitle(`Close ${locked.name}`).click();
    await page.getByRole('treeitem', { name: locked.name }).dblclick();
    const dialog = page.getByRole('dialog');
    const answer = async (text: string): Promise<void> => {
      await dialog.getByLabel('Password', { exact: true }).fill(text);
      await page.keyboard.press('Enter');
    };
    await dialog.waitFor();
    await answer('wrong');
    await dialog.getByText('That was not it.').waitFor();
    await answer('changed');
    await page.locator('.console-picture canvas').waitFor();
    expect(await dialog.count()).toBe(0);
  });

  it('says so when nobody answers, and asks again when told to', async () => {
    const { page } = bench;
    await changePassword('again');
    await page.getByRole('tab', { name: locked.name }).getByTitle(`Close ${locked.name}`).click();
    await page.getByRole('treeitem', { name: locked.name }).dblclick();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('The display wants a password.').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).waitFor();
    await page.keyboard.press('Escape');
  });
});
