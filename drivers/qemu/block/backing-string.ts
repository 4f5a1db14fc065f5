import { formatPlainJson } from '../../conf/json/plain-json.ts';
import { storageSlice, type BlockImage } from './block-image.ts';
import { networkUri, storageProps, type NetworkSource } from './storage-props.ts';

const URI_PROTOCOLS: ReadonlySet<NetworkSource['protocol']> = new Set<NetworkSource['protocol']>(['nbd', 'http', 'https', 'ftp', 'ftps', 'tftp', 'iscsi', 'gluster']);

/**
 * How the image above is to name this one in its header: a path, a URI, or `json:…`.
 *
 * @libvirt qemuBlockGetBackingStoreString
 */
export function backingString(image: BlockImage, pretty = false): string {
  const slice = storageSlice(image);
  const simple = slice === undefined ? simpleString(image) : undefined;
  if (simple !== undefined) return simple;
  const target = storageProps(image, { targetOnly: true });
  const props = slice === undefined ? target : { driver: 'raw', ...slice, file: target };
  return `json:{"file":${formatPlainJson(props, pretty)}}`;
}

function simpleString({ source, format }: BlockImage): string | undefined {
  switch (source.type) {
    case 'file':
      return source.file;
    case 'block':
      return source.dev;
    case 'dir':
      return format === 'fat' ? `fat:${source.dir ?? ''}` : source.dir;
    case 'network':
      return isSimple(source) ? networkUri(source) : undefined;
    case 'volume':
    case 'nvme':
    case 'vhostuser':
      return undefined;
  }
}

function isSimple({ protocol, hosts, timeout = 0n, readahead = 0n, cookies, ssl }: NetworkSource): boolean {
  const [host] = hosts;
  const isOneTcpHost = hosts.length === 1 && (host?.transport ?? 'tcp') === 'tcp';
  return isOneTcpHost && URI_PROTOCOLS.has(protocol) && timeout === 0n && readahead === 0n && (cookies?.cookie.length ?? 0) === 0 && ssl === undefined;
}
