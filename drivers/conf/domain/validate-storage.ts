import { unsupported } from '../lens/conf-error.ts';
import type { Disk } from './disk.ts';

const USAGES = ['none', 'volume', 'ceph', 'iscsi', 'tls', 'vtpm'];
const NO_AUTH = ['nbd', 'sheepdog', 'gluster', 'tftp', 'vxhs', 'nfs'];
/** The protocols whose secrets are of a kind of their own. */
const USAGE_OF_PROTOCOL: Readonly<Record<string, string>> = { iscsi: 'iscsi', rbd: 'ceph' };

/**
 * libvirt's checks of where a disk's data is.
 *
 * @libvirt virDomainDiskDefSourceValidate
 */
export function checkStorageSource(disk: Disk): void {
  checkAuth(disk);
  const encryption = disk.source?.encryption ?? disk.encryption;
  if (encryption?.format === 'luks' && encryption.cipher?.name !== undefined) {
    throw unsupported('supplying <cipher> for domain disk definition is unnecessary');
  }
}

function checkAuth({ source, auth: outer }: Disk): void {
  const auth = source?.auth ?? outer;
  if (auth === undefined || source === undefined || source.type === 'volume') return;
  if (source.type !== 'network') throw unsupported('authentication is supported only for network backed disks');
  if (NO_AUTH.includes(source.protocol)) throw unsupported(`authentication is not supported for protocol '${source.protocol}'`);
  const usage = auth.secret?.type;
  if (usage === undefined || !USAGES.includes(usage)) throw unsupported(`unknown secret type '${usage ?? '<null>'}'`);
  if ((USAGE_OF_PROTOCOL[source.protocol] ?? usage) !== usage) throw unsupported(`invalid secret type '${usage}'`);
}
