import type { ExtraMethods } from '../../../api/extras.ts';
import type { DomainMethods } from '../../../api/facets/domain.ts';
import type { TypedParameter } from '../../../api/records.ts';
import type { DomainRef } from '../../../api/refs.ts';
import { DomainMigrateFlags as M } from '../../../core/constants.ts';
import { migrateDomain } from '../../../core/migrate-domain.ts';
import { typed } from '../../../core/typed-params.ts';
import { readMigrationParams } from '../../qmp/migration-params.ts';
import { setMaxDowntime, setMaxSpeed } from '../../qmp/migration.ts';
import type { QmpClient } from '../../qmp/qmp-client.ts';
import type { EmbedSession } from '../embed-session.ts';
import { checkFlags, methodsOf } from '../method-table.ts';
import { qemuError } from '../qemu-error.ts';
import { formatCookie } from './move-cookie.ts';
import { beginMove, confirmMove, performMove } from './move-source.ts';
import { finishTarget, obstaclesOf, prepareTarget } from './move-target.ts';
import { confirmOffline, finishOffline } from './move-offline.ts';
import { readWish } from './move-wish.ts';

/** `VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY` */
const POSTCOPY = 1;
const MIB = 1n << 20n;

/** Machines that move between hosts: libvirt's third protocol, both sides, and what is set while they move. */
export const domainMove = methodsOf<DomainMethods>()({
  async migrateBegin3Params(session, dom, params, flags = 0) {
    const { xml, cookie } = await beginMove(session, dom, readWish(params, flags));
    return { cookieOut: cookie, xml };
  },
  migratePrepare3Params: (session, params, cookieIn, flags = 0) => prepare(session, params, cookieIn, flags),
  migratePerform3Params: (session, dom, dconnuri, params, cookieIn, flags = 0, options = {}) => (dconnuri === undefined ? performMove(session, dom, readWish(params, flags), cookieIn, options) : toPeer(session, dom, dconnuri, params, flags)),
  async migrateFinish3Params(session, params, _cookieIn, cancelled, flags = 0) {
    const dom = await finish(session, readWish(params, flags).name ?? '', cancelled, flags);
    return { dom, cookieOut: new Uint8Array() };
  },
  migrateConfirm3Params: (session, dom, _params, _cookieIn, cancelled, flags = 0) => confirm(session, dom, cancelled, flags),

  async migrateBegin3(session, dom, xmlin, dname, resource, flags = 0) {
    const { xml, cookie } = await beginMove(session, dom, readWish(paramsOf({ xml: xmlin, dname, resource }), flags));
    return { cookieOut: cookie, xml };
  },
  migratePrepare3: (session, cookieIn, uriIn, dname, resource, domXml, flags = 0) => prepare(session, paramsOf({ uri: uriIn, dname, resource, xml: domXml }), cookieIn, flags),
  migratePerform3(session, dom, xmlin, cookieIn, dconnuri, uri, dname, resource, flags = 0, options = {}) {
    const params = paramsOf({ xml: xmlin, uri, dname, resource });
    return dconnuri === undefined ? performMove(session, dom, readWish(params, flags), cookieIn, options) : toPeer(session, dom, dconnuri, params, flags);
  },
  async migrateFinish3(session, dname, _cookieIn, _dconnuri, _uri, cancelled, flags = 0) {
    return { dom: await finish(session, dname, cancelled, flags), cookieOut: new Uint8Array() };
  },
  migrateConfirm3: (session, dom, _cookieIn, cancelled, flags = 0) => confirm(session, dom, cancelled, flags),

  async migrateStartPostCopy(session, dom, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainMigrateStartPostCopy');
    const machine = await session.state.require(dom);
    if (!machine.isMoving || machine.job === undefined) throw qemuError('operation-invalid', 'post-copy can only be started while outgoing migration is in progress');
    await machine.monitor().execute('migrate-start-postcopy');
  },
  async migrateGetMaxDowntime(session, dom, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainMigrateGetMaxDowntime');
    return BigInt((await paramOf(await monitorOf(session, dom), 'downtime-limit')) ?? 0);
  },
  async migrateSetMaxDowntime(session, dom, downtime, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainMigrateSetMaxDowntime');
    await setMaxDowntime(await monitorOf(session, dom), downtime);
  },
  async migrateGetMaxSpeed(session, dom, flags = 0) {
    checkFlags(flags, POSTCOPY, 'qemuDomainMigrateGetMaxSpeed');
    const machine = await session.state.require(dom);
    if ((flags & POSTCOPY) !== 0) return BigInt((await paramOf(machine.monitor(), 'max-postcopy-bandwidth')) ?? 0) / MIB;
    return (machine.moveSpeedBytes ?? UNLIMITED_MIB * MIB) / MIB;
  },
  async migrateSetMaxSpeed(session, dom, bandwidth, flags = 0) {
    checkFlags(flags, POSTCOPY, 'qemuDomainMigrateSetMaxSpeed');
    if (bandwidth > UNLIMITED_MIB) throw qemuError('overflow', `bandwidth must be less than ${UNLIMITED_MIB + 1n}`);
    const machine = await session.state.require(dom);
    const isPostcopy = (flags & POSTCOPY) !== 0;
    if (isPostcopy || machine.isMoving) await setMaxSpeed(machine.monitor(), bandwidth * MIB, isPostcopy ? 'postcopy' : 'precopy');
    if (!isPostcopy) machine.moveSpeedBytes = bandwidth * MIB;
  },
  async migrateGetCompressionCache(session, dom, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainMigrateGetCompressionCache');
    return BigInt((await paramOf(await monitorOf(session, dom), 'xbzrle-cache-size')) ?? 0);
  },
  async migrateSetCompressionCache(session, dom, cacheSize, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainMigrateSetCompressionCache');
    await (await monitorOf(session, dom)).execute('migrate-set-parameters', { 'xbzrle-cache-size': cacheSize });
  },
});

/** libvirt's word for "no limit", in MiB/s. */
const UNLIMITED_MIB = 9_223_372_036_853n;

/** Says beforehand why a machine cannot come. */
export function movesOf(session: EmbedSession): ExtraMethods['moves'] {
  return {
    // Without that flag nothing is held.
    offer: (dom, params, flags) => beginMove(session, dom, readWish(params, flags & ~M.CHANGE_PROTECTION)),
    check: ({ xml, cookie }, params, flags) => obstaclesOf(session.state, cookie, readWish([...params.filter(({ field }) => field !== 'destination_xml'), typed.string('destination_xml', xml)], flags)),
  };
}

function finish(session: EmbedSession, name: string, cancelled: boolean, flags: number): Promise<DomainRef> {
  return (flags & M.OFFLINE) === 0 ? finishTarget(session, name, cancelled) : finishOffline(session, name, cancelled);
}

function confirm(session: EmbedSession, dom: DomainRef, cancelled: boolean, flags: number): Promise<void> {
  return (flags & M.OFFLINE) === 0 ? confirmMove(session, dom, cancelled) : confirmOffline(session, dom, flags, cancelled);
}

async function prepare(session: EmbedSession, params: readonly TypedParameter[], cookie: Uint8Array, flags: number): Promise<{ readonly cookieOut: Uint8Array; readonly uriOut: string }> {
  const { state } = session;
  const { token, uri, disks } = await prepareTarget(session, cookie, readWish(params, flags));
  return { cookieOut: formatCookie({ token, disks, boot: state.boot, uid: state.surroundings.uid ?? -1, root: state.layout.root }), uriOut: uri };
}

/** To a host that this one is to connect to itself: this process does it. */
async function toPeer(session: EmbedSession, dom: DomainRef, uri: string, params: readonly TypedParameter[], flags: number): Promise<Uint8Array> {
  const { peers } = session;
  readWish(params, flags); // says at once what is not done here
  if (peers === undefined) throw qemuError('operation-unsupported', 'this connection cannot open another one');
  const dest = await peers.open(uri);
  try {
    const through = (flags & M.TUNNELLED) === 0 ? params : [...params.filter(({ field }) => field !== 'migrate_uri'), typed.string('migrate_uri', 'tunnel:')];
    await migrateDomain(peers.self, dom, dest, { params: through, flags: flags & ~(M.PEER2PEER | M.TUNNELLED) }).result;
    return new Uint8Array();
  } finally {
    await dest.close();
  }
}

function paramsOf({ xml, uri, dname, resource }: { readonly xml?: string | undefined; readonly uri?: string | undefined; readonly dname?: string | undefined; readonly resource: bigint }): readonly TypedParameter[] {
  const texts: readonly (readonly [string, string | undefined])[] = [['destination_xml', xml], ['migrate_uri', uri], ['destination_name', dname]];
  return [...texts.flatMap(([field, text]) => (text === undefined ? [] : [typed.string(field, text)])), ...(resource === 0n ? [] : [typed.ullong('bandwidth', resource)])];
}

async function monitorOf({ state }: EmbedSession, dom: DomainRef): Promise<QmpClient> {
  return (await state.require(dom)).monitor();
}

async function paramOf(monitor: QmpClient, name: 'downtime-limit' | 'max-postcopy-bandwidth' | 'xbzrle-cache-size'): Promise<bigint | number | undefined> {
  const value = readMigrationParams(await monitor.execute('query-migrate-parameters'))[name];
  return typeof value === 'bigint' || typeof value === 'number' ? value : undefined;
}
