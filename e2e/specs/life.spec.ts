import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { addHost, command, firstInPalette, machineLine, openMachine } from '../fixtures/steps.ts';
import { expect, patienceMs, test } from '../fixtures/test.ts';
import { checkLab, defineLabDomain, labDisksDir, run, startLab, uniqueName, type Lab, type LabDomain } from '../lab/index.ts';

/** How machines multiply and end: clones with disks of their own, protection, deletion. */
const PEERS = ['libvirtd', 'guest'] as const;
const check = checkLab(PEERS);

let lab: Lab<(typeof PEERS)[number]>;

test.describe(check.title('clones and deletion @one-host'), () => {
  test.skip(check.skip, check.reasons.join('; '));

  test.beforeAll(async () => {
    lab = await startLab({ need: [...PEERS] });
  });
  test.afterAll(async () => {
    await lab.dispose();
  });

  const virsh = (...args: string[]): Promise<string> => lab.libvirtd.virsh(args);
  const xmlOf = (name: string): Promise<string> => virsh('dumpxml', name);
  const diskOf = async (name: string): Promise<string> => /<disk type='file' device='disk'>[\s\S]*?<source file='([^']+)'/.exec(await xmlOf(name))?.[1] ?? '';
  const image = async (path: string): Promise<Record<string, unknown>> => JSON.parse((await run(['qemu-img', 'info', '--output=json', path])).stdout) as Record<string, unknown>;

  /** Opens the dialog for a clone of a machine and names it. */
  async function cloneDialog(page: Page, domain: LabDomain, name: string) {
    await command(page, `Clone ${domain.name}`);
    const dialog = page.getByRole('dialog', { name: `Clone ${domain.name}` });
    await dialog.getByLabel('Name').fill(name);
    return dialog;
  }

  test('a clone has disks and an identity of its own', { annotation: [{ type: 'feature', description: 'M-CLN-01' }, { type: 'feature', description: 'C-ACT-05' }] }, async ({ open }) => {
    const domain = await defineLabDomain(lab.libvirtd, lab.guest, { network: 'user', name: uniqueName('orig'), boot: 'disk' });
    const [full, linked] = [uniqueName('full'), uniqueName('link')];
    try {
      const { page } = await open();
      await addHost(page, lab.libvirtd.uri);
      await openMachine(page, domain.name);
      const first = await cloneDialog(page, domain, full);
      await expect(first.getByLabel('What becomes of vda')).toHaveValue('copy');
      await first.getByRole('button', { name: 'Clone' }).click();
      await expect(machineLine(page, 'off', full)).toBeVisible({ timeout: patienceMs(60_000) });
      const second = await cloneDialog(page, domain, linked);
      await second.getByLabel('What becomes of vda').selectOption('linked');
      await expect(second).toContainText('A linked disk stands on the original');
      await second.getByRole('button', { name: 'Clone' }).click();
      await expect(machineLine(page, 'off', linked)).toBeVisible({ timeout: patienceMs(60_000) });

      const [original, copy] = [await xmlOf(domain.name), await xmlOf(full)];
      const macs = (xml: string): readonly string[] => [...xml.matchAll(/<mac address='([^']+)'/g)].map((match) => match[1] ?? '');
      expect(macs(copy)).toHaveLength(macs(original).length);
      expect(macs(copy)).not.toEqual(macs(original));
      expect((await virsh('domuuid', full)).trim()).not.toBe(domain.uuid);
      const [ownDisk, layer] = [await diskOf(full), await diskOf(linked)];
      expect(ownDisk).not.toBe(domain.diskPath);
      expect((await image(ownDisk))['backing-filename']).toBeUndefined();
      expect((await image(layer))['full-backing-filename']).toBe(domain.diskPath);
      expect((await run(['qemu-img', 'compare', ownDisk, domain.diskPath])).stdout).toContain('Images are identical');
      // It boots from what was copied.
      await virsh('start', full);
      await expect(machineLine(page, 'running', full)).toBeVisible();
      expect((await virsh('pool-list', '--all', '--name')).includes('vireo-export-')).toBe(false);
    } finally {
      for (const name of [full, linked]) {
        const disk = await diskOf(name).catch(() => '');
        await run(['virsh', '-q', '-c', lab.libvirtd.uri, 'destroy', name], { check: false });
        await run(['virsh', '-q', '-c', lab.libvirtd.uri, 'undefine', '--nvram', name], { check: false });
        if (disk !== '') rmSync(disk, { force: true });
      }
      await domain.dispose();
    }
  });

  test('a protected machine stays, then goes with the disk that was ticked', { annotation: [{ type: 'feature', description: 'M-DEL-01' }, { type: 'feature', description: 'C-ACT-08' }] }, async ({ open }) => {
    const pool = uniqueName('lifepool');
    const target = join(labDisksDir(), pool);
    const domain = await defineLabDomain(lab.libvirtd, lab.guest, { network: 'none', name: uniqueName('gone') });
    await virsh('pool-create-as', pool, 'dir', '--target', target, '--build');
    try {
      for (const disk of ['mine', 'ours']) await virsh('vol-create-as', pool, disk, '8M', '--format', 'qcow2');
      await virsh('attach-disk', domain.name, join(target, 'mine'), 'vdb', '--subdriver', 'qcow2', '--config');
      await virsh('attach-disk', domain.name, join(target, 'ours'), 'vdc', '--subdriver', 'qcow2', '--config');
      const friend = await defineLabDomain(lab.libvirtd, lab.guest, { network: 'none', name: uniqueName('friend') });
      await virsh('attach-disk', friend.name, join(target, 'ours'), 'vdc', '--subdriver', 'qcow2', '--config');
      const { page } = await open();
      await addHost(page, lab.libvirtd.uri);
      await openMachine(page, domain.name);
      await command(page, `Protect from deletion ${domain.name}`);
      await expect(page.getByRole('img', { name: 'Protected: it is neither deleted nor forced off' })).toBeVisible();
      expect(await xmlOf(domain.name)).toMatch(/<vireo:protected\s*\/>/);
      await expect(await firstInPalette(page, `Delete ${domain.name}`)).toContainText('It is protected: take the protection off first');
      await page.keyboard.press('Escape');
      await command(page, `Protect from deletion ${domain.name}`);
      await expect(page.getByRole('img', { name: /^Protected/ })).toHaveCount(0);

      await command(page, `Delete ${domain.name}`);
      const dialog = page.getByRole('dialog', { name: `Delete ${domain.name}` });
      await expect(dialog.getByRole('checkbox', { name: /vdc/ })).toBeDisabled();
      await expect(dialog).toContainText(`stays: used by ${friend.name}`);
      await dialog.getByRole('checkbox', { name: /vdb/ }).check();
      await dialog.getByLabel('Name of the machine').fill(domain.name);
      await dialog.getByRole('button', { name: 'Delete machine and 1 disk' }).click();
      await expect(page.getByRole('treeitem', { name: new RegExp(domain.name) })).toHaveCount(0);
      await expect.poll(async () => (await virsh('vol-list', pool)).includes('mine')).toBe(false);
      expect(await virsh('vol-list', pool)).toContain('ours');
      expect((await virsh('list', '--all', '--name')).split('\n')).not.toContain(domain.name);
      await friend.dispose();
    } finally {
      await run(['virsh', '-q', '-c', lab.libvirtd.uri, 'undefine', domain.name], { check: false });
      rmSync(domain.diskPath, { force: true });
      await run(['virsh', '-q', '-c', lab.libvirtd.uri, 'pool-destroy', pool], { check: false });
      rmSync(target, { recursive: true, force: true });
    }
  });
});
