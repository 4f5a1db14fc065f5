import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { MachineKey } from '../../main/contract/ids.ts';
import type { SnapshotFacts } from '../../main/contract/snapshots.ts';
import { checkLab, labDisksDir, startLab, uniqueName, type Lab } from '../lab/index.ts';
import { makeEmbedRoot } from '../qemu/embed-host.ts';
import { LabApp } from './lab-app.ts';

const check = checkLab(['libvirtd', 'bareQemu']);
const MIB = 2 ** 20;

describe.skipIf(check.skip)(check.title('what snapshots inside of images take'), () => {
  let lab: Lab<'libvirtd'>;
  let app: LabApp;
  beforeAll(async () => {
    lab = await startLab({ need: ['libvirtd'] });
    app = await LabApp.start();
  });
  afterAll(async () => {
    await app.dispose();
    await lab.dispose();
  });

  const write = (image: string, pattern: number, place: string): void => { execFileSync('qemu-io', ['-c', `write -P ${pattern} ${place}`, image], { stdio: 'ignore' }); };
  const xmlOf = (name: string, image: string): string => `<domain type='qemu'><name>${name}</name><memory unit='MiB'>32</memory><os><type arch='x86_64' machine='pc'>hvm</type></os>
    <devices><disk type='file'><driver name='qemu' type='qcow2'/><source file='${image}'/><target dev='vda' bus='virtio'/></disk></devices></domain>`;
  const list = async (key: MachineKey): Promise<ReadonlyMap<string, SnapshotFacts>> =>
    new Map((await app.app.handlers.snapshots.list(key, app.context)).snapshots.map((each) => [each.name, each]));
  const run = async (verb: 'take' | 'delete', key: MachineKey, name: string): Promise<void> => {
    const { snapshots } = app.app.handlers;
    const task = verb === 'take' ? await snapshots.take({ machine: key, name, description: '', mode: 'whole', quiesce: false }, app.context) : await snapshots.delete({ machine: key, name, children: false }, app.context);
    expect((await app.ended(task)).failure?.error.message).toBeUndefined();
  };

  const measure = async (key: MachineKey, image: string): Promise<void> => {
    await run('take', key, 'one');
    expect((await list(key)).get('one')?.sizeBytes).toBe(0);
    write(image, 2, '0 3M');
    await run('take', key, 'two words');
    write(image, 3, '1M 1M');
    const found = await list(key);
    // What was written over since, and a table that leads there.
    expect(found.get('one')?.sizeBytes).toBe(3 * MIB + 65_536);
    expect(found.get('two words')?.sizeBytes).toBe(MIB + 65_536);
    expect(found.get('one')?.disks[0]).toMatchObject({ target: 'vda', place: 'internal', sizeBytes: 3 * MIB + 65_536 });
  };

  it('is told on libvirtd', async () => {
    const name = uniqueName('cost');
    const image = `${labDisksDir()}/${name}.qcow2`;
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', image, '64M']);
    onTestFinished(async () => {
      await lab.libvirtd.virsh(['undefine', name, '--snapshots-metadata'], { check: false });
      for (const each of [image, image.replace(/qcow2$/, 'xml')]) rmSync(each, { force: true });
    });
    write(image, 1, '0 8M');
    await app.open(lab.libvirtd.uri);
    const file = `${labDisksDir()}/${name}.xml`;
    writeFileSync(file, xmlOf(name, image));
    await lab.libvirtd.virsh(['define', file]);
    await measure(await app.keyOf(name), image);
  });

  it('is told on qemu:///embed, memory and all', async () => {
    const root = await makeEmbedRoot();
    onTestFinished(() => root.dispose());
    const image = `${root.folder}/disks/cost.qcow2`;
    mkdirSync(`${root.folder}/disks`);
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', image, '64M']);
    write(image, 1, '0 8M');
    const other = await root.open();
    const { requireMethod } = await import('../../drivers/core/require-method.ts');
    const name = uniqueName('cost');
    const dom = await requireMethod(other, 'domain', 'defineXML')(xmlOf(name, image));
    const id = await app.open(root.uri);
    onTestFinished(async () => { await app.app.handlers.connections.remove({ id }, app.context); });
    const key = await app.keyOf(name);
    await measure(key, image);
    await requireMethod(other, 'domain', 'create')(dom);
    await run('take', key, 'with memory');
    await expect.poll(async () => (await list(key)).get('with memory')?.sizeBytes ?? 0, { timeout: 10_000 }).toBeGreaterThan(MIB / 4);
    await requireMethod(other, 'domain', 'destroy')(dom);
    await other.close();
  });
});
