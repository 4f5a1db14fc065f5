import { sourceImage, type BlockImage } from '../block/block-image.ts';
import type { Hostdev, HostdevSource } from '../../conf/domain/hostdev.ts';
import { fileSource, type StorageSource } from '../../conf/domain/storage-source.ts';
import type { CommandContext } from './command-context.ts';

type ScsiSource = Extract<HostdevSource, { type: 'scsi' }>;

/** libvirt's numbers of SCSI devices; its documents have no place for them. */
const numbers = new WeakMap<Hostdev, number>();

/** Gives a SCSI device of the host its number. */
export function numberScsi(hostdev: Hostdev, number: number): void {
  numbers.set(hostdev, number);
}

/** A SCSI device of the host as an image: one node, for it is opened as it is. */
export function scsiImage(hostdev: Hostdev, source: ScsiSource, context: CommandContext): BlockImage {
  const image = sourceImage(sourceOf(source, context), 'raw', undefined, 'none', { nextId: () => 0 });
  const storageNode = `libvirt-${numbers.get(hostdev) ?? hostdev.alias ?? ''}-backend`;
  const auth = image.auth === undefined ? undefined : `${storageNode}-secret0`;
  return { ...image, storageNode, isReadOnly: hostdev.readonly === true, aliases: { ...image.aliases, auth } };
}

function sourceOf(source: ScsiSource, { passed }: CommandContext): StorageSource {
  if (source.protocol !== 'iscsi') return { ...fileSource(undefined), type: 'block', dev: passed.scsiGeneric?.(source) ?? '' };
  return {
    type: 'network', protocol: 'iscsi', name: source.name, hosts: source.hosts.map((each) => ({ ...each, transport: undefined, socket: undefined })), initiator: source.initiator,
    auth: source.auth, query: undefined, tls: undefined, tlsHostname: undefined, index: undefined, identity: undefined, snapshot: undefined, config: undefined,
    ssl: undefined, cookies: undefined, readahead: undefined, timeout: undefined, slices: undefined, encryption: undefined, reservations: undefined,
  };
}
