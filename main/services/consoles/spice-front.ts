import type { ServerStream } from '../../contract/define.ts';
import { ByteReader } from './byte-reader.ts';
import { readLink, TICKET_BYTES, type LinkedChannel } from './spice-link.ts';

const AUTH_BYTES = 4 + TICKET_BYTES;

/**
 * Plays the server's part of SPICE's link stage to the page: its link message goes to the machine, its ticket is worth nothing and is
 * thrown away, since `open` has given the real one. Gives back the channel, and what the page sent beyond that.
 */
export async function greetSpicePage<C extends LinkedChannel>(page: ServerStream, open: (link: Uint8Array) => Promise<C>): Promise<{ readonly channel: C; readonly ahead: Uint8Array }> {
  const reader = new ByteReader({ recv: page.recv });
  const channel = await open(await readLink(reader));
  try {
    await page.send(channel.reply);
    await reader.take(AUTH_BYTES);
    await page.send(Uint8Array.of(0, 0, 0, 0)); // and it is good
  } catch (error) {
    await channel.stream.abort();
    throw error;
  }
  return { channel, ahead: reader.leftOver() };
}
