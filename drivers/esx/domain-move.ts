import type { DomainMethods } from '../api/facets/domain.ts';
import type { CallOptions } from '../api/records.ts';
import { parseConnectUri, uriParam } from '../core/connect-uri.ts';
import { libvirtError } from '../core/error-text.ts';
import { disposableTimeout, DisposableStore } from '../core/lifecycle.ts';
import { VirError } from '../core/vir-error.ts';
import { hostPort } from '../transport/tcp.ts';
import { prepared } from './domain-lifecycle.ts';
import type { EsxSession } from './esx-session.ts';
import type { Machine } from './machine.ts';
import { findManagedHost, identityOf, type ManagedHost } from './managed-host.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { readMany } from './vim/property-collector.ts';
import { runTask } from './vim/vim-task.ts';
import type { VimClient } from './vim/vim-client.ts';
import type { MoRef } from './vim/vim-value.ts';

/** VIR_MIGRATE_LIVE, _PERSIST_DEST, _UNDEFINE_SOURCE, _PAUSED: vSphere moves machines as they are, live and for good. */
const MOVE_FLAGS = 1 | 8 | 16 | 32;
/** So long a machine that has been moved may take to show on the host that it is on now. */
const ARRIVAL_MS = 5000;

/** Moves between hosts of one vCenter (libvirt's first protocol: prepare, perform, finish). */
export const domainMove = methodsOf<DomainMethods>()({
  /**
   * The destination names itself: `vpxmigr://VCENTER/POOL/HOST` in the vCenter's own words; a host without a way to its vCenter
   * says who it is (`vpxmigr://VCENTER/?uuid=…&host=NAME…`), and the source looks it up.
   */
  async migratePrepare(session, uriIn, _dname, _resource, flags = 0, options = {}) {
    checkFlags(flags, MOVE_FLAGS, 'esxDomainMigratePrepare');
    if (uriIn !== undefined) return { cookie: new Uint8Array(), uriOut: undefined };
    return { cookie: new Uint8Array(), uriOut: await uriOf(session, options) };
  },
  async migratePerform(session, dom, _cookie, uri, dname, _resource, flags = 0, options = {}) {
    checkFlags(flags, MOVE_FLAGS, 'esxDomainMigratePerform');
    if (dname !== undefined) throw libvirtError('esx', 'argument-unsupported', 'Renaming domains on migration not supported');
    const machine = await prepared(session, dom);
    const client = session.vcenter ?? session.client;
    if (session.vcenter === undefined && !session.isVcenter) throw libvirtError('esx', 'invalid-arg', 'Migration not possible without a vCenter');
    const [{ pool, host }, ref] = [await targetOf(client, uri, options), session.vcenter === undefined ? machine.ref : await findIn(session.vcenter, machine, options)];
    const what = 'Could not migrate domain';
    await runTask(client, () => client.call('MigrateVM_Task', ref, { pool, host, priority: 'defaultPriority' }), { ...options, what, subject: machine.name });
    await session.refresh(machine.ref).catch(() => undefined); // it may be out of this connection's reach now
  },
  async migrateFinish(session, dname) {
    const machine = session.machines.byName(dname) ?? (await arrivalOf(session, dname));
    if (machine === undefined) throw libvirtError('esx', 'no-domain', `No domain with name '${dname}'`);
    return (await session.refresh(machine.ref))?.domain ?? machine.domain;
  },
});

async function uriOf(session: EsxSession, options: CallOptions): Promise<string> {
  const [host] = session.hosts;
  if (host === undefined || session.hosts.length > 1) throw libvirtError('esx', 'invalid-arg', 'the destination has more than one host: name one of them', { subject: session.uriText });
  if (session.isVcenter) {
    const pool = session.tree.computeResourceOf(host)?.properties.reference('resourcePool');
    if (pool === undefined) throw libvirtError('esx', 'internal-error', 'the host has no resource pool');
    return knownUri(session.uri.host, { pool, host });
  }
  const { vcenter, ...identity } = await identityOf(session.client, host, session.uri.host, options);
  if (session.vcenter !== undefined) return knownUri(session.vcenter.http.endpoint.host, await findManagedHost(session.vcenter, identity, options));
  if (vcenter === undefined) throw libvirtError('esx', 'invalid-arg', 'This host is not managed by a vCenter: machines cannot be moved to it', { subject: session.uriText });
  const words = [...(identity.uuid === undefined ? [] : [`uuid=${identity.uuid}`]), ...identity.names.map((name) => `host=${encodeURIComponent(name)}`)];
  return `vpxmigr://${bracketed(vcenter)}/?${words.join('&')}`;
}

function knownUri(vcenter: string, { pool, host }: ManagedHost): string {
  return `vpxmigr://${bracketed(vcenter)}/${pool.value}/${host.value}`;
}

function bracketed(host: string): string {
  return hostPort(host, 0).replace(/:0$/, '');
}

async function targetOf(client: VimClient, uri: string, options: CallOptions): Promise<ManagedHost> {
  const parsed = parseConnectUri(uri);
  if (parsed.scheme !== 'vpxmigr') throw new VirError({ code: 'invalid-arg', domain: 'esx', message: 'invalid argument: Only vpxmigr:// migration URIs are supported' });
  const [pool, host] = parsed.path.split('/').filter((part) => part !== '');
  if (pool !== undefined && host !== undefined) return { pool: { type: 'ResourcePool', value: pool }, host: { type: 'HostSystem', value: host } };
  const names = parsed.params.flatMap(([name, value]) => (name === 'host' ? [value] : []));
  const uuid = uriParam(parsed, 'uuid');
  if (pool !== undefined || (names.length === 0 && uuid === undefined)) throw new VirError({ code: 'invalid-arg', domain: 'esx', message: 'invalid argument: Migration URI has to specify resource pool and host system' });
  return findManagedHost(client, { uuid, names }, options);
}

/**
 * The same machine in the vCenter, where its reference is another one. Its instance UUID is given by the vCenter and unique there;
 * machines that were copied as files share their BIOS UUID, and are told apart by their names.
 */
async function findIn(vcenter: VimClient, machine: Machine, options: CallOptions): Promise<MoRef> {
  const searchIndex = vcenter.manager('searchIndex');
  const find = async (uuid: string | undefined, instanceUuid: boolean): Promise<readonly MoRef[]> => (uuid === undefined ? [] : ((await vcenter.call('FindAllByUuid', searchIndex, { uuid, vmSearch: true, instanceUuid }, options)) ?? []));
  const [only, ...others] = await find(machine.instanceUuid, true);
  if (only !== undefined && others.length === 0) return only;
  const alike = await find(machine.biosUuid, false);
  const named = (await readMany(vcenter, alike, ['name'], options)).filter((each) => each.string('name') === machine.properties.string('name'));
  const [found] = named;
  if (found === undefined) throw libvirtError('esx', 'no-domain', `the vCenter does not know the machine ${machine.name}`);
  if (named.length > 1) throw libvirtError('esx', 'operation-failed', `the vCenter has more than one machine ${machine.name} with this UUID`);
  return found.ref;
}

/** Waits for a machine to show on its new host. */
function arrivalOf(session: EsxSession, name: string): Promise<Machine | undefined> {
  return new Promise((resolve) => {
    const waiting = new DisposableStore();
    const end = (machine: Machine | undefined): void => {
      waiting.dispose();
      resolve(machine);
    };
    waiting.add(session.events.changes.event(({ kind, machine }) => { if (kind !== 'removed' && machine.name === name) end(machine); }));
    waiting.add(session.closed.event(() => { end(undefined); }));
    waiting.add(disposableTimeout(() => { end(undefined); }, ARRIVAL_MS));
  });
}
