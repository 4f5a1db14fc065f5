import type { ByteChannel } from './byte-channel.ts';

/** Passes everything between two channels in both directions, as fast as the slower takes it. The end of one ends the other. */
export function joinChannels(one: ByteChannel, other: ByteChannel): void {
  pass(one, other);
  pass(other, one);
}

function pass(from: ByteChannel, to: ByteChannel): void {
  to.onDidDrain(() => { from.resume(); });
  from.onDidClose(({ kind }) => {
    if (kind === 'eof') to.end();
    else to.dispose();
  });
  from.consume((chunk) => {
    if (!to.write(chunk)) from.pause();
  });
}
