import type { StorageSource } from '../../conf/domain/storage-source.ts';
import { xmlError } from '../../conf/lens/conf-error.ts';
import { qemuError } from '../qmp/qmp-error.ts';
import type { QemuCapabilities } from '../conf/qemu-capabilities.ts';
import type { BlockImage } from './block-image.ts';

type NetworkSource = Extract<StorageSource, { type: 'network' }>;

/**
 * Refuses what this QEMU cannot open, in libvirt's words.
 *
 * @throws VirError `config-unsupported`, `xml-error`.
 * @libvirt qemuDomainValidateStorageSource
 */
export function validateImage(image: BlockImage, caps: QemuCapabilities): void {
  validateFormat(image);
  const { source } = image;
  if (source.reservations !== undefined && !caps.has('pr-manager-helper')) throw unsupported('reservations not supported with this QEMU binary');
  if (source.type === 'network') validateNetwork(source);
  if ((image.settings.metadataCacheBytes ?? 0n) > 0n && image.format !== 'qcow2') {
    throw unsupported('metadata cache max size control is supported only with qcow2 images');
  }
  validateEncryption(image, caps);
  if (source.type === 'network' && source.tlsHostname !== undefined) {
    if (source.protocol !== 'nbd') throw unsupported("'tlsHostname' field is supported only with NBD disks");
    if (!caps.has('blockdev.nbd.tls-hostname')) throw unsupported("'tlsHostname' field is not supported by this QEMU");
  }
}

function validateFormat({ source, format, isReadOnly }: BlockImage): void {
  if (format === 'cow') throw unsupported("'cow' storage format is not supported");
  if (format === 'dir') throw unsupported("'directory' storage format is not directly supported by QEMU, use 'dir' disk type instead");
  if (format === 'iso') throw unsupported("storage format 'iso' is not directly supported by QEMU, use 'raw' instead");
  if (format === 'fat' && source.type !== 'volume' && source.type !== 'dir') throw unsupported("storage format 'fat' is supported only with 'dir' storage type");
  if (source.type !== 'dir') return;
  if (format !== 'fat') throw unsupported("storage type 'dir' requires use of storage format 'fat'");
  if (!isReadOnly) throw unsupported("virtual FAT storage can't be accessed in read-write mode");
}

function validateNetwork(source: NetworkSource): void {
  const { protocol, hosts } = source;
  validateCookies(source);
  if (protocol === 'tftp') throw unsupported("'tftp' protocol is not supported with this QEMU binary");
  if (protocol !== 'nfs') return;
  if (hosts.length !== 1) throw unsupported("'nfs' protocol requires the usage of exactly one host");
  if (hosts[0]?.transport !== undefined) throw unsupported("'nfs' host must use TCP protocol");
  if ((hosts[0]?.port ?? 0) !== 0) throw unsupported("port cannot be specified in 'nfs' protocol host");
}

const BAD_IN_VALUE = /[\u0001-\u001f ",;\\]/;
const BAD_IN_NAME = /[()<>@:/[\]?={}]/;

function validateCookies({ cookies }: NetworkSource): void {
  const seen = new Set<string>();
  for (const { name = '', value = '' } of cookies?.cookie ?? []) {
    if (name === '') throw xmlError('cookie name must not be empty', 'storage');
    if (BAD_IN_VALUE.test(name) || BAD_IN_NAME.test(name)) throw xmlError(`cookie name '${name}' contains invalid characters`, 'storage');
    const bare = value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
    if (BAD_IN_VALUE.test(bare)) throw xmlError(`value of cookie '${name}' contains invalid characters`, 'storage');
    if (seen.has(name)) throw xmlError(`duplicate cookie '${name}'`, 'storage');
    seen.add(name);
  }
}

function validateEncryption({ source, format, encryption }: BlockImage, caps: QemuCapabilities): void {
  if (encryption === undefined) return;
  if (encryption.format === 'default' || encryption.format === 'qcow') throw unsupported('old qcow/qcow2 encryption is not supported');
  if (encryption.engine === 'librbd') {
    if (!caps.has('rbd-encryption')) throw unsupported('librbd encryption is not supported by this QEMU binary');
    if (source.type !== 'network') throw unsupported('librbd encryption is supported only with RBD backed disks');
    return;
  }
  if (encryption.format === 'luks2') throw unsupported('luks2 is currently not supported by the qemu encryption engine');
  if (format !== 'qcow2' && format !== 'raw') throw unsupported("encryption is supported only with 'raw' and 'qcow2' image format");
}

function unsupported(message: string): Error {
  return qemuError('config-unsupported', message);
}
