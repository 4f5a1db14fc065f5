import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addHost, command, machineLine, openMachine } from '../fixtures/steps.ts';
import { expect, patienceMs, test } from '../fixtures/test.ts';
import { checkLab, defineLabDomain, labDisksDir, run, startLab, uniqueName, type Lab, type LabDomain } from '../lab/index.ts';

const PEERS = ['privateLibvirtd', 'guest'] as const;
const check = checkLab(PEERS);

test.describe(check.title('appliances @one-host'), () => {
  test.skip(check.skip, check.reasons.join('; '));

  let lab: Lab<(typeof PEERS)[number]>;
  let machine: LabDomain;
  let dir = '';
  let pool = '';

  test.beforeAll(async () => {
    lab = await startLab({ need: [...PEERS] });
    machine = await defineLabDomain(lab.privateLibvirtd, lab.guest, { name: uniqueName('pack'), boot: 'disk', network: 'user' });
    dir = mkdtempSync(path.join(tmpdir(), 'vireo-appliance-'));
    pool = path.join(labDisksDir(), uniqueName('pool'));
    mkdirSync(pool, { mode: 0o777 });
    await lab.privateLibvirtd.virsh(['pool-create-as', 'default', 'dir', '--target', pool]);
  });
  test.afterAll(async () => {
    await machine.dispose();
    await lab.dispose();
    for (const folder of [dir, pool]) rmSync(folder, { recursive: true, force: true });
  });

  test('a machine is packed, and made anew of what was packed', async ({ open }) => {
    const ova = path.join(dir, 'packed.ova');
    const name = uniqueName('unpacked');
    const { page } = await open();
    await addHost(page, lab.privateLibvirtd.uri);
    await openMachine(page, machine.name);
    await command(page, `Export ${machine.name} as an appliance…`);
    const packing = page.getByRole('dialog', { name: `Export ${machine.name}` });
    await packing.getByLabel('Archive to make').fill(ova);
    await packing.getByRole('button', { name: 'Export' }).click();
    await expect.poll(() => statSync(ova, { throwIfNoEntry: false })?.size ?? 0, { timeout: patienceMs(60_000) }).toBeGreaterThan(1_000_000);

    await command(page, 'Import appliance…');
    const unpacking = page.getByRole('dialog', { name: 'Import appliance' });
    await unpacking.getByLabel('Appliance').fill(ova);
    await unpacking.getByLabel('Name').fill(name);
    await unpacking.getByRole('button', { name: 'Import' }).click();
    await expect.poll(async () => (await lab.privateLibvirtd.virsh(['list', '--all', '--name'])).split('\n'), { timeout: patienceMs(60_000) }).toContain(name);
    await openMachine(page, name);
    await expect(machineLine(page, 'off', name)).toBeVisible();
    const image = path.join(pool, `${name}.img`);
    expect((await run(['qemu-img', 'compare', '-f', 'raw', '-F', 'qcow2', image, machine.diskPath])).stdout).toContain('Images are identical');
    await lab.privateLibvirtd.virsh(['undefine', name]);
  });
});
