import type { VirStream } from '../../api/stream.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { SaslLayer } from './sasl-types.ts';

/**
 * A stream whose bytes are protected by a layer of SASL in both directions, see `secured-channel.ts`. `early` is what of the
 * peer was read already.
 */
export function securedStream(stream: VirStream, early: Uint8Array, layer: SaslLayer): VirStream {
  let rest = early;
  const more = async (): Promise<boolean> => {
    const piece = await stream.recv();
    if (piece === undefined) return false;
    if (piece instanceof Uint8Array) rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    return true;
  };
  const recv = async (): Promise<Uint8Array | undefined> => {
    for (;;) {
      const length = rest.length < 4 ? undefined : new DataView(rest.buffer, rest.byteOffset).getUint32(0);
      if (length !== undefined && length > layer.maxSealedBytes) throw libvirtError('rpc', 'rpc', `a protected piece of ${length} bytes is too long`);
      if (length === undefined || rest.length < 4 + length) {
        if (!(await more())) return undefined;
        continue;
      }
      const sealed = rest.subarray(4, 4 + length);
      rest = rest.subarray(4 + length);
      const plain = layer.decode(sealed);
      if (plain.length > 0) return plain;
    }
  };
  const send = async (data: Uint8Array): Promise<void> => {
    for (let at = 0; at < data.length; at += layer.maxPlainBytes) {
      const sealed = layer.encode(data.subarray(at, at + layer.maxPlainBytes));
      const packet = Buffer.allocUnsafe(4 + sealed.length);
      packet.writeUInt32BE(sealed.length, 0);
      packet.set(sealed, 4);
      await stream.send(packet);
    }
  };
  return { recv, send, finish: () => stream.finish(), abort: () => stream.abort() };
}
