import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import { exportAppliance } from '../../main/services/appliance/export-appliance.ts';
import { importAppliance, type WorkContext } from '../../main/services/appliance/import-appliance.ts';
import { labDomainXml } from '../lab/domain-xml.ts';
import { checkLab, startLab, type Lab } from '../lab/index.ts';
import { call, makeEmbedRoot, readUntil, type EmbedRoot } from './embed-host.ts';

const check = checkLab(['bareQemu', 'guest']);
const quiet: WorkContext = { signal: new AbortController().signal, say: () => undefined, progress: () => undefined };

describe.skipIf(check.skip)(check.title('appliances of QEMU without a daemon'), () => {
  let lab: Lab<'guest'>;
  let root: EmbedRoot;
  let connection: Connection;
  let ova = '';

  beforeAll(async () => {
    lab = await startLab({ need: ['guest'] });
    root = await makeEmbedRoot();
    connection = await root.open();
    ova = `${root.folder}/machine.ova`;
  });
  afterAll(async () => {
    await connection.close();
    await root.dispose();
    await lab.dispose();
  });

  const images = (): string[] => readdirSync(`${root.folder}/images`).toSorted();

  it('are packed from a machine', async () => {
    const disk = `${root.folder}/images/source.qcow2`;
    execFileSync('qemu-img', ['convert', '-O', 'qcow2', lab.guest.qcow2Path, disk]);
    const dom = await call(connection, 'domain', 'defineXML')(labDomainXml({ name: 'source', boot: 'disk', network: 'default', memoryMiB: 128, graphics: { type: 'none' } }, lab.guest, disk));
    await exportAppliance(connection, dom, { file: ova, overwrite: false }, quiet);
    expect(execFileSync('tar', ['tf', ova], { encoding: 'utf8' }).trim().split('\n').map((name) => name.replace(/.*\./, ''))).toEqual(['ovf', 'mf', 'vmdk']);
    expect(images()).toEqual(['source.qcow2']);
  });

  it('leave nothing behind when they are given up', async () => {
    const abort = new AbortController();
    const context: WorkContext = { signal: abort.signal, say: () => undefined, progress: () => { abort.abort(); } };
    await expect(importAppliance(connection, { file: ova, name: 'half' }, context)).rejects.toMatchObject({ code: 'operation-aborted' });
    expect(images()).toEqual(['source.qcow2']);
    await expect(call(connection, 'domain', 'lookupByName')('half')).rejects.toMatchObject({ code: 'no-domain' });
  });

  it('come back under another name, and boot', async () => {
    const { domain, warnings } = await importAppliance(connection, { file: ova, name: 'again' }, quiet);
    expect(warnings).toEqual([]);
    expect(images()).toEqual(['again.img', 'source.qcow2']);
    const image = `${root.folder}/images/again.img`;
    expect(execFileSync('qemu-img', ['compare', '-f', 'raw', '-F', 'qcow2', image, lab.guest.qcow2Path], { encoding: 'utf8' })).toContain('Images are identical');
    expect(statSync(image).blocks * 512).toBeLessThan(statSync(image).size);
    const dom = await call(connection, 'domain', 'lookupByUUID')(domain.uuid);
    await call(connection, 'domain', 'create')(dom);
    const line = await call(connection, 'domain', 'openConsole')(dom, undefined);
    await readUntil(line, /GUEST-READY/);
    await line.abort();
    await call(connection, 'domain', 'destroy')(dom);
  }, 180_000);
});
