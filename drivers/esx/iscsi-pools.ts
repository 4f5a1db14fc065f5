import type { Uuid } from '../api/refs.ts';
import type { EsxSession } from './esx-session.ts';
import { hashUuid } from './hash-uuid.ts';
import type { AnyScsiLun, HostInternetScsiHba, HostInternetScsiHbaStaticTarget, HostScsiDisk } from './vim/vim.gen.ts';

/** A target that the host's iSCSI adapter is configured for. */
export interface IscsiPool {
  readonly name: string;
  readonly uuid: Uuid;
  readonly target: HostInternetScsiHbaStaticTarget;
}

const HBA = 'config.storageDevice.hostBusAdapter';
const LUN = 'config.storageDevice.scsiLun';
const TOPOLOGY = 'config.storageDevice.scsiTopology';

/** The iSCSI targets of the (first) host; none where it has no such adapter. */
export async function iscsiPools(session: EsxSession): Promise<readonly IscsiPool[]> {
  const adapter = await adapterOf(session);
  return (adapter?.configuredStaticTarget ?? []).map((target) => ({ name: target.iScsiName, uuid: hashUuid(target.iScsiName), target }));
}

/** The disks of a target. */
export async function iscsiDisks(session: EsxSession, pool: IscsiPool): Promise<readonly HostScsiDisk[]> {
  const host = await session.readOne(session.firstHost, [LUN, TOPOLOGY]);
  const topology = host.object(TOPOLOGY, 'HostScsiTopology');
  const keys = new Set<string>();
  for (const { target } of topology?.adapter ?? []) {
    for (const { transport, lun } of target ?? []) {
      if (transport?._type === 'HostInternetScsiTargetTransport' && transport.iScsiName === pool.name) for (const { scsiLun } of lun ?? []) keys.add(scsiLun);
    }
  }
  return host.list(LUN, 'ScsiLun').filter((each: AnyScsiLun): each is HostScsiDisk => each._type === 'HostScsiDisk' && keys.has(each.key ?? ''));
}

/** Looks for new disks on the adapter. */
export async function rescanIscsi(session: EsxSession): Promise<void> {
  const adapter = await adapterOf(session);
  const host = await session.readOne(session.firstHost, ['configManager.storageSystem']);
  const system = host.reference('configManager.storageSystem');
  if (adapter === undefined || system === undefined) throw session.unsupported('this host has no iSCSI adapter');
  await session.client.call('RescanHba', system, { hbaDevice: adapter.device });
}

async function adapterOf(session: EsxSession): Promise<HostInternetScsiHba | undefined> {
  const host = await session.readOne(session.firstHost, [HBA]);
  return host.list(HBA, 'HostHostBusAdapter').find((each) => each._type === 'HostInternetScsiHba');
}
