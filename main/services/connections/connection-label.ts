import type { ConnectUri } from '../../../drivers/api/driver.ts';
import { parseConnectUri } from '../../../drivers/core/connect-uri.ts';
import type { ConnectionInfo } from '../../contract/connections.ts';

/** What a connection is called as long as nobody named it, and the short word behind it. */
export type DefaultLabel = Pick<ConnectionInfo, 'label' | 'labelKey' | 'labelValues' | 'badge'>;

/** The name that a URI gives by itself. */
export function defaultLabel(text: string): DefaultLabel {
  const uri = parseConnectUri(text);
  const badge = badgeOf(uri);
  if (uri.host !== '') return { label: uri.host, labelKey: undefined, labelValues: {}, badge };
  const last = uri.path.split('/').findLast((part) => part !== '') ?? '';
  if (/\.xml$/i.test(last)) return { label: last, labelKey: 'connection.testFile', labelValues: { file: last }, badge };
  if (last === 'default') return { label: 'Test host', labelKey: 'connection.testHost', labelValues: {}, badge };
  if (last === 'session') return { label: 'This computer (session)', labelKey: 'connection.thisComputerSession', labelValues: {}, badge };
  return { label: 'This computer', labelKey: 'connection.thisComputer', labelValues: {}, badge };
}

function badgeOf(uri: ConnectUri): string {
  if (uri.transport !== undefined && uri.transport !== 'unix') return uri.transport;
  if (uri.host !== '') return 'tls';
  const name = uri.path.split('/').findLast((part) => part !== '') ?? '';
  if (name === 'embed') return 'QEMU';
  if (name === 'session') return uri.scheme === DEFAULT_SCHEME ? name : uri.scheme;
  return uri.scheme === DEFAULT_SCHEME ? '' : uri.scheme;
}

/** The kind of host that needs no word. */
const DEFAULT_SCHEME = 'qemu';
