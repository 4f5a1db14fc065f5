import { createWebSocketStream, WebSocket } from 'ws';
import type { VirStream } from '../../api/stream.ts';
import { libvirtError } from '../../core/error-text.ts';
import { DuplexChannel } from '../../transport/byte-channel.ts';
import { channelToStream } from '../../transport/channel-stream.ts';
import { hostPort } from '../../transport/tcp.ts';
import type { HostHttp } from './host-http.ts';

/** Where a WebSocket of a host is. */
export interface WebSocketAddress {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Of the certificate that the server must show; undefined: the one that the connection trusts. */
  readonly thumbprint: string | undefined;
}

const HANDSHAKE_MS = 20_000;
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** Opens a WebSocket with binary messages, as a stream of bytes. */
export async function openWebSocket(http: HostHttp, { host, port, path, thumbprint }: WebSocketAddress): Promise<VirStream> {
  const socket = await http.socketTo(host, port, thumbprint, { deadlineMs: HANDSHAKE_MS });
  const server = hostPort(host, port);
  const scheme = http.isEncrypted ? 'https' : 'http';
  // The socket is there, and encrypted if it has to be: what is left is the handshake.
  const webSocket = new WebSocket(`ws://${server}${path}`, ['binary'], {
    createConnection: () => socket,
    handshakeTimeout: HANDSHAKE_MS,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    origin: `${scheme}://${server}`,
  });
  try {
    await new Promise<void>((resolve, reject) => {
      webSocket.once('open', resolve);
      webSocket.once('error', reject);
    });
  } catch (error) {
    socket.destroy();
    throw libvirtError('esx', 'operation-failed', `${server} does not open the screen: ${error instanceof Error ? error.message : String(error)}`, { subject: server, cause: error });
  }
  return channelToStream(new DuplexChannel(createWebSocketStream(webSocket), { description: `the screen at ${server}` }));
}
