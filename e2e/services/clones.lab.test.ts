import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labDomainXml } from '../lab/domain-xml.ts';
import { checkLab, defineLabDomain, labDisksDir, startLab, uniqueName, type Lab, type LabDomain } from '../lab/index.ts';
import { until } from '../../main/testing/until.ts';
import { call, makeEmbedRoot, type EmbedRoot } from '../qemu/embed-host.ts';
import { LabApp } from './lab-app.ts';

/** Clones that Vireo makes itself: given up they leave nothing, done again they are there; with the firmware's variables; without a daemon. */
const check = checkLab(['libvirtd', 'guest', 'bareQemu']);
const MIB = 2 ** 20;

describe.skipIf(check.skip)(check.title('clones'), () => {
  let lab: Lab<'libvirtd' | 'guest'>;
  let vireo: LabApp;

  beforeAll(async () => {
    lab = await startLab({ need: ['libvirtd', 'guest'] });
    vireo = await LabApp.start();
  });
  afterAll(async () => {
    await vireo.dispose();
    await lab.dispose();
  });

  const { signal } = new AbortController();
  const context = { signal, clientId: 'lab' };

  describe('on libvirtd', () => {
    let domain: LabDomain;
    const copy = uniqueName('copy');

    beforeAll(async () => {
      domain = await defineLabDomain(lab.libvirtd, lab.guest, { network: 'none', name: uniqueName('big') });
      // Enough that the copy is not over before it is given up.
      const raw = join(labDisksDir(), 'big.raw');
      const piece = randomBytes(16 * MIB);
      for (let i = 0; i < 24; i++) writeFileSync(raw, piece, { flag: 'a' });
      rmSync(domain.diskPath);
      execFileSync('qemu-img', ['convert', '-O', 'qcow2', raw, domain.diskPath]);
      rmSync(raw);
      await vireo.open(lab.libvirtd.uri);
    });
    afterAll(async () => {
      await lab.libvirtd.virsh(['undefine', copy]);
      rmSync(join(labDisksDir(), `${copy}.qcow2`), { force: true });
      await domain.dispose();
    });

    it('that are cancelled leave nothing, and can be done again', async () => {
      const machine = await vireo.keyOf(domain.name);
      const plan = await vireo.app.handlers.clones.plan(machine, context);
      expect(plan).toMatchObject({ by: 'vireo', disks: [{ target: 'vda', ways: ['copy', 'linked', 'share', 'skip'] }, { device: 'cdrom', ways: ['share', 'skip'] }] });
      const pools = await lab.libvirtd.virsh(['pool-list', '--all', '--name']);
      const id = await vireo.app.handlers.clones.make({ machine, name: copy, disks: [] }, context);
      await until(() => vireo.tasks.some((task) => task.id === id && task.phase === 'phase.copyingDisk'));
      await vireo.app.handlers.tasks.cancel({ id }, context);
      expect((await vireo.ended(id)).state).toBe('cancelled');
      const file = join(labDisksDir(), `${copy}.qcow2`);
      await until(() => !existsSync(file), 60_000);
      expect((await lab.libvirtd.virsh(['list', '--all', '--name'])).split('\n')).not.toContain(copy);

      const again = await vireo.app.handlers.tasks.retry({ id }, context);
      expect((await vireo.ended(again)).state).toBe('done');
      expect(existsSync(file)).toBe(true);
      expect(await lab.libvirtd.virsh(['dumpxml', copy])).toContain(file);
      expect(execFileSync('qemu-img', ['compare', file, domain.diskPath], { encoding: 'utf8' })).toContain('Images are identical');
      const log = await vireo.app.handlers.tasks.log({ id: again }, context);
      expect(log.map(({ text }) => text)).toEqual(expect.arrayContaining(['log.started', 'log.cancelled', 'log.again', 'phase.copyingDisk', 'log.done']));
      const { records } = await vireo.app.handlers.audit.read({ text: copy, limit: 10 }, context);
      expect(records.map(({ command, outcome }) => [command, outcome])).toContainEqual(['clones.make', 'cancelled']);
      const notOurs = (await lab.libvirtd.virsh(['pool-list', '--all', '--name'])).split('\n').filter((name) => name.startsWith('vireo-export-'));
      expect(notOurs.filter((name) => !pools.includes(name))).toEqual([]);
    }, 180_000);

    it('take the firmware’s variables with them', async () => {
      const [name, twin] = [uniqueName('uefi'), uniqueName('twin')];
      const folder = join(labDisksDir(), name);
      mkdirSync(folder);
      const variables = join(folder, `${name}_VARS.fd`);
      writeFileSync(variables, Buffer.alloc(MIB, 7));
      const loader = join(folder, 'CODE.fd');
      copyFileSync(variables, loader);
      const file = join(folder, 'define.xml');
      writeFileSync(file, `<domain type='qemu'><name>${name}</name><memory unit='MiB'>32</memory><os><type arch='x86_64' machine='q35'>hvm</type><loader readonly='yes' type='pflash'>${loader}</loader><nvram>${variables}</nvram></os><features><acpi/></features><devices/></domain>`);
      await lab.libvirtd.virsh(['define', file]);
      try {
        const machine = await vireo.keyOf(name);
        expect((await vireo.app.handlers.clones.plan(machine, context)).nvram).toBe(true);
        const ended = await vireo.ended(await vireo.app.handlers.clones.make({ machine, name: twin, disks: [] }, context));
        expect(ended).toMatchObject({ state: 'done' });
        expect(await lab.libvirtd.virsh(['dumpxml', twin])).toContain(`>${join(folder, `${twin}_VARS.fd`)}</nvram>`);
        expect(execFileSync('cmp', [variables, join(folder, `${twin}_VARS.fd`)], { encoding: 'utf8' })).toBe('');
      } finally {
        for (const each of [name, twin]) await lab.libvirtd.virsh(['undefine', '--keep-nvram', each]).catch(() => '');
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });

  describe('on QEMU without a daemon', () => {
    let root: EmbedRoot;

    beforeAll(async () => {
      root = await makeEmbedRoot();
      const connection = await root.open();
      const disk = `${root.folder}/images/source.qcow2`;
      execFileSync('qemu-img', ['convert', '-O', 'qcow2', lab.guest.qcow2Path, disk]);
      await call(connection, 'domain', 'defineXML')(labDomainXml({ name: 'source', boot: 'disk', network: 'user', memoryMiB: 128, graphics: { type: 'none' } }, lab.guest, disk));
      await connection.close();
      await vireo.open(root.uri);
    });
    afterAll(async () => {
      await root.dispose();
    });

    it('are copied and linked', async () => {
      const machine = await vireo.keyOf('source');
      for (const [name, way] of [['full', 'copy'], ['layer', 'linked']] as const) {
        const ended = await vireo.ended(await vireo.app.handlers.clones.make({ machine, name, disks: [{ target: 'vda', way }] }, context));
        expect(ended).toMatchObject({ state: 'done' });
        await vireo.keyOf(name);
      }
      const info = (name: string): Record<string, unknown> => JSON.parse(execFileSync('qemu-img', ['info', '--output=json', `${root.folder}/images/${name}`], { encoding: 'utf8' })) as Record<string, unknown>;
      expect(info('full.qcow2')['backing-filename']).toBeUndefined();
      expect(info('layer.qcow2')['backing-filename']).toBe(`${root.folder}/images/source.qcow2`);
    });
  });
});
