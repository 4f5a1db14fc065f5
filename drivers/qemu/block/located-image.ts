import { fileSource, type StorageSource } from '../../conf/domain/storage-source.ts';
import type { ImageLocation, ImageServer, NetworkLocation } from '../../storage/image-location.ts';
import { sourceImage, type BlockImage, type ImageOptions, type StorageFormat } from './block-image.ts';

/** An image where another image's header (or `json:…`) says it is. */
export function locatedImage(location: ImageLocation, format: StorageFormat, below: BlockImage | 'none' | undefined, options: ImageOptions): BlockImage {
  const image = sourceImage(locatedSource(location), format, undefined, below, options);
  if (location.type !== 'network') return image;
  return { ...image, settings: { ...image.settings, sshUser: location.user, ignoresSshHostKey: location.ignoresHostKey === true } };
}

/** The `<source>` of a definition for an image at some place. */
export function locatedSource(location: ImageLocation): StorageSource {
  const { type, slice } = location;
  const common = fileSource(undefined);
  const slices = slice === undefined ? undefined : { slice: [{ type: 'storage', ...slice }] };
  switch (type) {
    case 'file':
      return { ...common, type, file: location.path, slices };
    case 'block':
      return { ...policyOf(common), type, dev: location.path , slices };
    case 'dir':
      return { ...policyOf(common), type, dir: location.path, slices };
    case 'nvme':
      return { ...policyOf(common), type, controller: 'pci', managed: undefined, namespace: BigInt(location.namespace), address: pciAddress(location.device), slices };
    case 'network':
      return { ...networkSource(location), slices };
  }
}

/** What sources of every kind on this host have. */
function policyOf({ startupPolicy, index, slices, seclabels, auth, encryption, reservations }: ReturnType<typeof fileSource>) {
  return { startupPolicy, index, slices, seclabels, auth, encryption, reservations };
}

function networkSource({ protocol, servers, path, volume, snapshot, configFile, query, web }: NetworkLocation): Extract<StorageSource, { type: 'network' }> {
  return {
    type: 'network',
    protocol,
    name: volume === undefined ? path : `${volume}/${path ?? ''}`,
    query,
    tls: undefined,
    tlsHostname: undefined,
    index: undefined,
    hosts: servers.map(hostOf),
    identity: undefined,
    snapshot,
    config: configFile,
    initiator: undefined,
    ssl: web?.verifiesPeer,
    cookies: web?.cookies === undefined ? undefined : { cookie: [...web.cookies] },
    readahead: web?.readaheadBytes,
    timeout: web?.timeoutSeconds,
    slices: undefined,
    auth: undefined,
    encryption: undefined,
    reservations: undefined,
  };
}

function hostOf({ transport, name, port, socket }: ImageServer): Extract<StorageSource, { type: 'network' }>['hosts'][number] {
  return { name, port: port === 0 ? undefined : port, transport: transport === 'tcp' ? undefined : transport, socket };
}

function pciAddress(device: string): { domain: number; bus: number; slot: number; function: number } {
  const [domain = 0, bus = 0, slot = 0, part = 0] = device.split(/[:.]/).map((digits) => parseInt(digits, 16));
  return { domain, bus, slot, function: part };
}
