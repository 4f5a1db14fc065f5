import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { DomainMigrateFlags as Flags } from '../../drivers/core/constants.ts';
import type { JobProgress } from '../../drivers/core/job.ts';
import { migrateDomain, migrateDomainToUri } from '../../drivers/core/migrate-domain.ts';
import { typed } from '../../drivers/core/typed-params.ts';
import { labDomainXml } from '../lab/domain-xml.ts';
import { checkLab, GUEST_READY, type Lab, labDisksDir, type PrivateLibvirtd, run, SerialConsole, startLab, startPrivateLibvirtd, uniqueName } from '../lab/index.ts';
import { methodOf, openRemote, until } from './call.ts';

const check = checkLab(['privateLibvirtd', 'guest']);
/** Both hosts are this computer, which libvirt cannot know: the disk is one file. */
const LIVE = Flags.LIVE | Flags.UNSAFE | Flags.PERSIST_DEST | Flags.UNDEFINE_SOURCE;

describe.skipIf(check.skip)(check.title('migration of a real machine between two hosts'), () => {
  let lab: Lab<'privateLibvirtd' | 'guest'>;
  let other: PrivateLibvirtd;
  let here: Connection;
  let there: Connection;
  let dom: DomainRef;
  let serialLog: string;
  const name = uniqueName('migrate');
  const disk = join(labDisksDir(), `${name}.qcow2`);

  beforeAll(async () => {
    lab = await startLab({ need: ['privateLibvirtd', 'guest'] });
    other = await startPrivateLibvirtd({ displayPorts: [6050, 6099] });
    here = await openRemote(lab.privateLibvirtd.uri);
    there = await openRemote(other.uri);
    await run(['qemu-img', 'create', '-q', '-f', 'qcow2', disk, '64M']);
    serialLog = `${disk}.serial`;
    writeFileSync(serialLog, '');
    for (const file of [disk, serialLog]) chmodSync(file, 0o666);
    const logged = `<serial type='file'><source path='${serialLog}' append='on'/><target port='1'/></serial>`;
    const xml = labDomainXml({ name, network: 'user', graphics: { type: 'none' } }, lab.guest, disk)
      .replace('    <console ', `    ${logged}\n    <console `)
      // Both hosts would write down on the same files who owned them.
      .replace('</domain>', "  <seclabel type='none' model='dac'/>\n</domain>");
    await methodOf(here, 'domain', 'defineXML')(xml);
    dom = await methodOf(here, 'domain', 'lookupByName')(name);
    await methodOf(here, 'domain', 'createWithFlags')(dom, 1);
    const serial = new SerialConsole(lab.privateLibvirtd.uri, name);
    await methodOf(here, 'domain', 'resume')(dom);
    await serial.expect(GUEST_READY, 90_000);
    // A counter that misses nothing, not even the moment between the hosts.
    await serial.command('(i=0; while :; do echo tick-$i > /dev/ttyS1; i=$((i+1)); usleep 20000; done) >/dev/null 2>&1 & echo started');
    await serial.dispose();
    await until('ticks', () => ticks().length > 20);
    dom = await methodOf(here, 'domain', 'lookupByName')(name);
  });

  afterAll(async () => {
    for (const connection of [here, there]) {
      for (const found of await methodOf(connection, 'connect', 'listAllDomains')(0)) {
        if (found.name !== name) continue;
        await methodOf(connection, 'domain', 'destroy')(found).catch(() => undefined);
        await methodOf(connection, 'domain', 'undefineFlags')(found, 1).catch(() => undefined);
      }
      await connection.close();
    }
    await other.dispose();
    await lab.dispose();
    for (const file of [disk, serialLog]) rmSync(file, { force: true });
  });

  const ticks = (): number[] => [...readFileSync(serialLog, 'latin1').matchAll(/tick-(\d+)\r?\n/g)].map((match) => Number(match[1]));
  const state = async (connection: Connection): Promise<string> => {
    const found = (await methodOf(connection, 'connect', 'listAllDomains')(0)).find((item) => item.name === name);
    return found === undefined ? 'absent' : (await methodOf(connection, 'domain', 'getState')(found, 0)).state;
  };
  /** The counter goes on, and no number is missing or comes twice. */
  const nothingLost = async (): Promise<void> => {
    const before = ticks().length;
    await until('more ticks', () => ticks().length > before + 20);
    const all = ticks();
    expect(all).toEqual(all.map((_tick, i) => (all[0] ?? 0) + i));
  };
  const uri = (): string => `unix://${join(labDisksDir(), `${uniqueName('m')}.sock`)}`;
  /** As they were before libvirt had typed parameters. */
  const withoutParams = (connection: Connection): Connection =>
    Object.assign(Object.create(connection) as Connection, {
      facets: connection.facets,
      supports: (feature: string) => (feature === 'migration-params' ? Promise.resolve({ supported: false as const, reason: 'old' }) : connection.supports(feature)),
    });

  it('is led through all phases by us, and loses nothing', async () => {
    const seen: JobProgress[] = [];
    const job = migrateDomain(here, dom, there, { flags: LIVE, params: [typed.string('migrate_uri', 'tcp://127.0.0.1'), typed.ullong('bandwidth', 60n)] });
    job.onDidChange(() => seen.push(job.progress));
    const arrived = await job.result;
    expect(arrived).toMatchObject({ name, uuid: dom.uuid });
    expect(await state(here)).toBe('absent');
    expect(await state(there)).toBe('running');
    await nothingLost();
    const copying = seen.filter(({ total }) => total > 0);
    expect(copying.length).toBeGreaterThan(0);
    expect(copying.every(({ done, total }) => done >= 0 && done <= total)).toBe(true);
    dom = arrived;
  });

  it('is cancelled, and the machine goes on where it was', async () => {
    const job = migrateDomain(there, dom, here, { flags: LIVE, params: [typed.string('migrate_uri', uri()), typed.ullong('bandwidth', 1n)] });
    await until('progress', () => job.progress.total > 0, 20_000);
    job.cancel();
    await expect(job.result).rejects.toMatchObject({ code: 'operation-aborted' });
    expect(job.state).toBe('cancelled');
    expect(await state(there)).toBe('running');
    expect(await state(here)).toBe('absent');
    await nothingLost();
  });

  it('works with hosts that have no typed parameters', async () => {
    const job = migrateDomain(withoutParams(there), dom, withoutParams(here), { flags: LIVE, params: [typed.string('migrate_uri', uri())] });
    dom = await job.result;
    expect(await state(here)).toBe('running');
    expect(await state(there)).toBe('absent');
    await nothingLost();
    await expect(migrateDomain(withoutParams(here), dom, withoutParams(there), { params: [typed.string('listen_address', '::')] }).result).rejects.toMatchObject({ code: 'argument-unsupported' });
  });

  it('is done by the hosts themselves', async () => {
    await migrateDomainToUri(here, dom, other.uri, { flags: LIVE, params: [typed.string('migrate_uri', uri())] }).result;
    expect(await state(there)).toBe('running');
    await nothingLost();
    dom = await methodOf(there, 'domain', 'lookupByName')(name);
    await expect(migrateDomainToUri(there, dom, 'qemu:///system').result).rejects.toMatchObject({ code: 'invalid-arg' });
  });

  it("goes through the daemons' own connection", async () => {
    await migrateDomainToUri(there, dom, lab.privateLibvirtd.uri, { flags: LIVE | Flags.TUNNELLED }).result;
    expect(await state(here)).toBe('running');
    await nothingLost();
    dom = await methodOf(here, 'domain', 'lookupByName')(name);
  });

  it('says why the destination refuses, and the machine goes on', async () => {
    const job = migrateDomain(here, dom, there, { flags: LIVE, params: [typed.string('migrate_uri', 'nonsense://x')] });
    await expect(job.result).rejects.toMatchObject({ name: 'VirError' });
    expect(await state(here)).toBe('running');
    // The source has let go: the next one begins.
    dom = await migrateDomain(here, dom, there, { flags: LIVE, params: [typed.string('migrate_uri', uri())] }).result;
    expect(await state(there)).toBe('running');
    await nothingLost();
  });

  it('survives the death of the destination', async () => {
    const job = migrateDomain(there, dom, here, { flags: LIVE, params: [typed.string('migrate_uri', uri()), typed.ullong('bandwidth', 1n)] });
    await until('progress', () => job.progress.total > 0, 20_000);
    const arriving = readFileSync(join(lab.privateLibvirtd.stateDir, `run/qemu/${name}.pid`), 'utf8');
    process.kill(Number(arriving), 'SIGKILL');
    await expect(job.result).rejects.toMatchObject({ name: 'VirError' });
    expect(await state(there)).toBe('running');
    await nothingLost();
  });
});
