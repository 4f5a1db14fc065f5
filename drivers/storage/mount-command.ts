import type { CommandLine } from '../conf/format/command-text.ts';
import type { StoragePoolDef } from '../conf/storage-pool/storage-pool-def.ts';
import { libvirtError } from '../core/error-text.ts';

/** What nothing mounted for a pool may contain, wherever it comes from (Linux). */
const DEFAULT_OPTIONS = ['nodev', 'nosuid', 'noexec'];

/**
 * The command that makes a pool's storage appear: a mount, or the activation of a volume group.
 *
 * @throws VirError `no-support` for kinds of pools that no command starts.
 * @libvirt virStorageBackendFileSystemMountCmd, virStorageBackendLogicalChangeCmd
 */
export function startPoolCommand(def: StoragePoolDef): CommandLine {
  switch (def.type) {
    case 'fs':
    case 'netfs':
      return { argv: ['mount', ...mountArguments(def)] };
    case 'logical':
      return { argv: ['vgchange', '-aly', def.source.name ?? ''] };
    default:
      throw libvirtError('storage', 'no-support', `starting a pool of type '${def.type}'`);
  }
}

function mountArguments(def: StoragePoolDef): string[] {
  const format = def.source.format ?? 'auto';
  const options = [...DEFAULT_OPTIONS, ...formatOptions(def, format), ...(def.mountOptions?.options ?? []).map(({ name }) => name ?? '')];
  // `mount -t auto` does not find out about network file systems; without a type, mount does.
  const type = def.type === 'netfs' && format === 'auto' ? [] : ['-t', format];
  return ['-o', options.join(','), ...type, mountSource(def, format), def.target?.path ?? ''];
}

function formatOptions(def: StoragePoolDef, format: string): string[] {
  if (def.type !== 'netfs') return [];
  switch (format) {
    case 'glusterfs':
      return ['direct-io-mode=1'];
    case 'cifs':
      return ['guest'];
    default:
      return def.source.protocolVersion === undefined ? [] : [`nfsvers=${def.source.protocolVersion}`];
  }
}

function mountSource(def: StoragePoolDef, format: string): string {
  const { source } = def;
  if (def.type === 'fs') {
    const path = source.devices[0]?.path;
    if (path === undefined) throw libvirtError('storage', 'xml-error', 'missing storage pool source device path');
    return path;
  }
  const host = source.hosts[0]?.name ?? '';
  const dir = source.dir ?? '';
  return format === 'cifs' ? `//${host}/${dir}` : `${host}:${dir}`;
}
