import type { DomainMethods } from '../api/facets/domain.ts';
import type { DomainRef } from '../api/refs.ts';
import { libvirtError } from '../core/error-text.ts';
import { parseConnectUri } from '../core/connect-uri.ts';
import { VirError } from '../core/vir-error.ts';
import { prepared } from './domain-lifecycle.ts';
import type { EsxSession } from './esx-session.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { readOne } from './vim/property-collector.ts';
import { runTask } from './vim/vim-task.ts';
import type { MoRef } from './vim/vim-value.ts';

/** VIR_MIGRATE_LIVE, _PERSIST_DEST, _UNDEFINE_SOURCE, _PAUSED: vSphere moves machines as they are, live and for good. */
const MOVE_FLAGS = 1 | 8 | 16 | 32;

/** Moves between hosts of one vCenter (libvirt's first protocol: prepare, perform, finish). */
export const domainMove = methodsOf<DomainMethods>()({
  /** The destination names itself: `vpxmigr://VCENTER/POOL/HOST`. */
  migratePrepare(session, uriIn, _dname, _resource, flags = 0) {
    checkFlags(flags, MOVE_FLAGS, 'esxDomainMigratePrepare');
    if (uriIn !== undefined) return { cookie: new Uint8Array(), uriOut: undefined };
    const host = session.firstHost;
    const pool = session.tree.computeResourceOf(host)?.properties.reference('resourcePool');
    if (pool === undefined) throw libvirtError('esx', 'internal-error', 'the host has no resource pool');
    const vcenter = session.vcenter?.http.endpoint.host ?? session.uri.host;
    return { cookie: new Uint8Array(), uriOut: `vpxmigr://${vcenter}/${pool.value}/${host.value}` };
  },
  async migratePerform(session, dom, _cookie, uri, dname, _resource, flags = 0, options) {
    checkFlags(flags, MOVE_FLAGS, 'esxDomainMigratePerform');
    if (dname !== undefined) throw libvirtError('esx', 'argument-unsupported', 'Renaming domains on migration not supported');
    const { pool, host } = targetOf(uri);
    const machine = await prepared(session, dom);
    const client = session.vcenter ?? session.client;
    if (session.vcenter === undefined && !session.isVcenter) throw libvirtError('esx', 'invalid-arg', 'Migration not possible without a vCenter');
    const ref = session.vcenter === undefined ? machine.ref : await findIn(session, dom);
    const what = 'Could not migrate domain';
    await runTask(client, () => client.call('MigrateVM_Task', ref, { pool, host, priority: 'defaultPriority' }), { ...options, what, subject: machine.name });
    await session.refresh(machine.ref).catch(() => undefined); // it may be out of this connection's reach now
  },
  migrateFinish: async (session, dname) => {
    const machine = session.machines.byName(dname);
    if (machine === undefined) throw libvirtError('esx', 'no-domain', `No domain with name '${dname}'`);
    return (await session.refresh(machine.ref))?.domain ?? machine.domain;
  },
});

function targetOf(uri: string): { readonly pool: MoRef; readonly host: MoRef } {
  const parsed = parseConnectUri(uri);
  if (parsed.scheme !== 'vpxmigr') throw new VirError({ code: 'invalid-arg', domain: 'esx', message: 'invalid argument: Only vpxmigr:// migration URIs are supported' });
  const [pool, host] = parsed.path.split('/').filter((part) => part !== '');
  if (pool === undefined || host === undefined) throw new VirError({ code: 'invalid-arg', domain: 'esx', message: 'invalid argument: Migration URI has to specify resource pool and host system' });
  return { pool: { type: 'ResourcePool', value: pool }, host: { type: 'HostSystem', value: host } };
}

/** The same machine in the vCenter, where its reference is another one. */
async function findIn(session: EsxSession, dom: DomainRef): Promise<MoRef> {
  const { vcenter } = session;
  if (vcenter === undefined) throw libvirtError('esx', 'invalid-arg', 'Migration not possible without a vCenter');
  const found = await vcenter.call('FindByUuid', vcenter.manager('searchIndex'), { uuid: dom.uuid, vmSearch: true });
  if (found === undefined) throw libvirtError('esx', 'no-domain', `the vCenter does not know the machine ${dom.name}`);
  await readOne(vcenter, found, ['name']);
  return found;
}
