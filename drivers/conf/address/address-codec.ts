import type { Codec } from '../lens/codec.ts';
import { formatSocketAddress, socketAddress, type SocketAddress } from './socket-address.ts';

/** An IP address in its numeric form. */
export const ipAddress: Codec<SocketAddress> = {
  kind: 'string',
  decode: socketAddress,
  encode: formatSocketAddress,
};
