import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { checkMigration } from '../../drivers/core/check-migration.ts';
import { DomainMigrateFlags as M } from '../../drivers/core/constants.ts';
import { migrateDomain, migrateDomainToUri } from '../../drivers/core/migrate-domain.ts';
import { DriverRegistry } from '../../drivers/core/registry.ts';
import { typed } from '../../drivers/core/typed-params.ts';
import { qemuEmbedDriver } from '../../drivers/qemu/embed/driver.ts';
import { checkLab, startLab, startSshd, waitFor, type Lab, type Sshd } from '../lab/index.ts';
import { bareMachine } from './embed-victim.ts';
import { call, guestIsReady, guestXml, makeEmbedRoot, recordEvents, type EmbedRoot } from './embed-host.ts';

const check = checkLab(['bareQemu', 'guest', 'sshd']);

describe.skipIf(check.skip)(check.title('QEMU without a daemon: machines that move between hosts'), () => {
  let lab: Lab<'guest'>;
  let sshd: Sshd;
  let [here, there]: [EmbedRoot | undefined, EmbedRoot | undefined] = [undefined, undefined];
  let source: Connection;
  let target: Connection;
  let far: Connection;
  let farUri: string;
  let dom: DomainRef;
  let disk: string;

  beforeAll(async () => {
    lab = await startLab({ need: ['guest'] });
    sshd = await startSshd();
    [here, there] = [await makeEmbedRoot(), await makeEmbedRoot()];
    [source, target] = [await here.open(), await there.open()];
    const params = new URLSearchParams({ keyfile: sshd.keyPath, known_hosts: sshd.knownHostsPath, root: `${there.folder}/far` });
    farUri = `qemu+ssh://root@${sshd.address}:${sshd.port}/embed?${params.toString()}`;
    far = await new DriverRegistry([qemuEmbedDriver]).open(farUri, {});
    disk = `${here.folder}/web.qcow2`;
    dom = await call(source, 'domain', 'defineXML')(guestXml(here.folder, lab.guest, { name: 'web', memoryMiB: 128 }));
    await call(source, 'domain', 'create')(dom);
    await guestIsReady(here.folder, dom);
  });
  afterAll(async () => {
    for (const each of await call(far, 'connect', 'listAllDomains')(1)) await call(far, 'domain', 'destroy')(each);
    for (const each of [source, target, far]) await each.close();
    await here?.dispose();
    await there?.dispose();
    await sshd.dispose();
    await lab.dispose();
  });

  const stateAt = async (connection: Connection): Promise<string> => {
    const found = (await call(connection, 'connect', 'listAllDomains')()).find(({ uuid }) => uuid === dom.uuid);
    return found === undefined ? 'none' : (await call(connection, 'domain', 'getState')(found)).state;
  };
  const isAlive = async (connection: Connection): Promise<void> => {
    expect((await call(connection, 'domain', 'getTime')(dom)).seconds).toBeGreaterThan(0n);
  };
  const move = (from: Connection, to: Connection, flags: number = M.LIVE, ...params: Parameters<typeof typed.string>[]) =>
    migrateDomain(from, dom, to, { flags, params: params.map(([field, value]) => typed.string(field, value)) });

  it('not with snapshots, which would stay behind', async () => {
    const snapshot = await call(source, 'domainSnapshot', 'createXML')(dom, '<domainsnapshot><name>before</name></domainsnapshot>');
    await expect(move(source, target).result).rejects.toThrow('cannot migrate domain with 1 snapshots');
    await expect(checkMigration(source, dom, target)).rejects.toThrow('1 snapshots');
    await call(source, 'domainSnapshot', 'delete')(snapshot);
    expect([await stateAt(source), await stateAt(target)]).toEqual(['running', 'none']);
  });

  it('over a socket, and stays defined where that was wanted', async () => {
    const events = await recordEvents(target);
    await move(source, target, M.LIVE | M.PERSIST_DEST | M.UNDEFINE_SOURCE).result;
    expect([await stateAt(source), await stateAt(target)]).toEqual(['none', 'running']);
    expect(await call(target, 'domain', 'isPersistent')(dom)).toBe(true);
    expect(await call(target, 'domain', 'getState')(dom)).toEqual({ state: 'running', reason: 2 });
    expect(events.map((event) => (event.kind === 'lifecycle' ? [event.event, event.detail] : []))).toContainEqual([2, 1]);
    expect(readdirSync(`${here?.folder ?? ''}/run`).filter((name) => name.includes(dom.uuid))).toEqual([]);
    await isAlive(target);
  });

  it('over TCP, with progress, paused', async () => {
    await move(target, source, M.LIVE | M.PAUSED | M.AUTO_CONVERGE | M.COMPRESSED, ['migrate_uri', 'tcp://127.0.0.1']).result;
    expect([await stateAt(source), await stateAt(target)]).toEqual(['paused', 'shutoff']);
    const { type, params } = await call(target, 'domain', 'getJobStats')(dom, 1);
    expect(type).toBe(3);
    expect(params.find(({ field }) => field === 'memory_total')?.value).toBeGreaterThan(100n << 20n);
    await call(source, 'domain', 'resume')(dom);
    await isAlive(source);
  });

  it('through SSH in both directions', async () => {
    await migrateDomainToUri(source, dom, farUri, { flags: M.LIVE | M.TUNNELLED }).result;
    expect([await stateAt(source), await stateAt(far)]).toEqual(['none', 'running']);
    await isAlive(far);
    await move(far, source, M.LIVE, ['migrate_uri', 'tunnel:']).result;
    expect([await stateAt(source), await stateAt(far)]).toEqual(['running', 'none']);
    await isAlive(source);
  });

  it('with its disk', async () => {
    const copy = `${there?.folder ?? ''}/copy.qcow2`;
    const xml = (await call(source, 'domain', 'getXMLDesc')(dom, 8 | 1)).replace(disk, copy);
    await move(source, target, M.LIVE | M.NON_SHARED_INC, ['destination_xml', xml]).result;
    expect([await stateAt(source), await stateAt(target)]).toEqual(['none', 'running']);
    expect(await call(target, 'domain', 'getXMLDesc')(dom, 0)).toContain(copy);
    await isAlive(target);
    const back = `${here?.folder ?? ''}/back.qcow2`;
    const again = (await call(target, 'domain', 'getXMLDesc')(dom, 8 | 1)).replace(copy, back);
    await move(target, far, M.LIVE | M.NON_SHARED_DISK, ['destination_xml', again], ['migrate_uri', 'tunnel:']).result;
    expect(await stateAt(far)).toBe('running');
    await move(far, source, M.LIVE).result;
    await isAlive(source);
  });

  it('by post-copy', async () => {
    await call(source, 'domain', 'migrateSetMaxSpeed')(dom, 5n, 0);
    expect(await call(source, 'domain', 'migrateGetMaxSpeed')(dom, 0)).toBe(5n);
    await call(source, 'domain', 'migrateSetMaxDowntime')(dom, 20n, 0);
    expect(await call(source, 'domain', 'migrateGetMaxDowntime')(dom, 0)).toBe(20n);
    const job = move(source, target, M.LIVE | M.POSTCOPY);
    await waitFor('the move', async () => ((await call(source, 'domain', 'getJobInfo')(dom)).memProcessed > 0n ? true : undefined), 20_000, 20);
    await call(source, 'domain', 'migrateStartPostCopy')(dom, 0);
    await job.result;
    expect([await stateAt(source), await stateAt(target)]).toEqual(['none', 'running']);
    await isAlive(target);
  });

  it('not when it is cancelled, nor when the other QEMU is killed', async () => {
    await call(target, 'domain', 'migrateSetMaxSpeed')(dom, 1n, 0);
    const slow = move(target, source);
    await waitFor('the move', async () => ((await call(target, 'domain', 'getJobInfo')(dom)).memProcessed > 0n ? true : undefined), 20_000, 20);
    await expect(call(target, 'domain', 'setMemory')(dom, 100n * 1024n)).rejects.toThrow(/is moving to another host/);
    await call(target, 'domain', 'abortJob')(dom);
    await expect(slow.result).rejects.toThrow(/canceled by client/);
    expect([await stateAt(source), await stateAt(target)]).toEqual(['none', 'running']);

    const broken = move(target, source);
    broken.result.catch(() => undefined);
    await waitFor('the move', async () => ((await call(target, 'domain', 'getJobInfo')(dom)).memProcessed > 0n ? true : undefined), 20_000, 20);
    const pid = Number(/ pid='(\d+)'/.exec(readFileSync(`${here?.folder ?? ''}/run/${dom.uuid}.xml`, 'utf8'))?.[1]);
    process.kill(pid, 'SIGKILL');
    await expect(broken.result).rejects.toThrow(/./);
    expect([await stateAt(source), await stateAt(target)]).toEqual(['none', 'running']);
    expect(readdirSync(`${here?.folder ?? ''}/run`).filter((name) => name.includes(dom.uuid))).toEqual([]);
    await isAlive(target);
    await call(target, 'domain', 'migrateSetMaxSpeed')(dom, 100_000n, 0);
    await move(target, source).result;
    await isAlive(source);
  });

  it('not where it cannot, and it is said why', async () => {
    const reasons = async (to: Connection, flags = 0, ...params: Parameters<typeof typed.string>[]): Promise<readonly string[]> =>
      (await checkMigration(source, dom, to, { flags, params: params.map(([field, value]) => typed.string(field, value)) })).map(({ reason }) => reason);
    expect(await reasons(target)).toEqual([]);
    expect(await reasons(source)).toEqual(['same-place']);
    expect(await reasons(target, M.NON_SHARED_DISK)).toEqual(['disk-onto-itself']);
    const xml = await call(source, 'domain', 'getXMLDesc')(dom, 8 | 1);
    const given = (from: RegExp | string, to: string): [string, string] => ['destination_xml', xml.replace(from, to)];
    const current = /<source file='([^']*\.qcow2)'/.exec(xml)?.[1] ?? '';
    expect(await reasons(target, 0, given(current, '/nowhere/web.qcow2'))).toEqual(['disk-not-reachable']);
    await expect(reasons(target, 0, given(/<vcpu[^>]*>1</, '<vcpu>2<'))).rejects.toThrow(/shows the guest another machine/);
    const other = await call(target, 'domain', 'defineXML')(bareMachine('taken'));
    expect(await reasons(target, 0, ['destination_name', 'taken'])).toContain('name-taken');
    await expect(move(source, target, 0, ['destination_name', 'taken']).result).rejects.toThrow(/Give it another name/);
    await call(target, 'domain', 'undefine')(other);
    await expect(move(source, target, M.TLS).result).rejects.toThrow(/through SSH instead/);
    await expect(move(source, target, 0, ['migrate_uri', 'rdma://x']).result).rejects.toThrow(/unsupported migration URI/);
    expect(await stateAt(source)).toBe('running');
  });

  it('without running: its definition, and nothing that would be lost', async () => {
    const image = `${here?.folder ?? ''}/off.qcow2`;
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', image, '1M']);
    const off = await call(source, 'domain', 'defineXML')(bareMachine('off', `<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${image}'/><target dev='vda' bus='virtio'/></disk>`));
    const away = (flags: number, dom: DomainRef = off): Promise<DomainRef> => migrateDomain(source, dom, target, { flags: M.OFFLINE | flags }).result;
    await expect(away(0)).rejects.toThrow(/must be specified with the persistent flag/);
    await expect(away(M.PERSIST_DEST | M.NON_SHARED_DISK)).rejects.toThrow(/cannot handle non-shared storage/);
    await expect(migrateDomainToUri(source, off, there?.uri ?? '', { flags: M.OFFLINE | M.TUNNELLED | M.PERSIST_DEST }).result).rejects.toThrow(/does not make sense|same host/);
    expect(await checkMigration(source, off, target, { flags: M.OFFLINE | M.PERSIST_DEST })).toEqual([]);
    const arrived = await away(M.PERSIST_DEST | M.UNDEFINE_SOURCE);
    expect(arrived).toMatchObject({ name: 'off', uuid: off.uuid, id: -1 });
    expect(await call(target, 'domain', 'getXMLDesc')(arrived, 2)).toContain(image);
    await expect(call(source, 'domain', 'lookupByUUID')(off.uuid)).rejects.toThrow(/not found|no domain/i);
    await call(target, 'domain', 'create')(arrived);
    await expect(migrateDomain(target, arrived, source, { flags: M.OFFLINE | M.PERSIST_DEST }).result).rejects.toThrow(/shut it down first/);
    await call(target, 'domain', 'destroy')(arrived);
    await call(target, 'domain', 'undefine')(arrived);
  });
});
