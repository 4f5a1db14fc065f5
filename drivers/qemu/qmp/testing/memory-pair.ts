import { Duplex } from 'node:stream';
import { DuplexChannel } from '../../../transport/byte-channel.ts';

/** Two connected streams inside this process; what one writes, the other reads in the same pieces. */
function duplexPair(): readonly [Duplex, Duplex] {
  const sides: Duplex[] = [];
  const make = (other: () => Duplex | undefined): Duplex =>
    new Duplex({
      read() {
        // Pieces are pushed as they are written.
      },
      write(chunk: Buffer, _encoding, done) {
        other()?.push(chunk);
        setImmediate(done);
      },
      final(done) {
        other()?.push(null);
        done();
      },
    });
  const one = make(() => sides[1]);
  const two = make(() => sides[0]);
  sides.push(one, two);
  return [one, two];
}

/** A channel and its other end. */
export function memoryPair(description = 'fake QEMU'): { readonly channel: DuplexChannel; readonly peer: Duplex } {
  const [ours, peer] = duplexPair();
  peer.on('error', () => undefined);
  return { channel: new DuplexChannel(ours, { description }), peer };
}
