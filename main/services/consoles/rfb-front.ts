import type { ServerStream } from '../../contract/define.ts';
import { ByteReader } from './byte-reader.ts';

/**
 * Plays an RFB 3.8 server without security to the page, up to the moment when ClientInit comes (RFC 6143, 7.1). Gives
 * back what the page sent beyond that.
 */
export async function greetPage(page: ServerStream): Promise<Uint8Array> {
  const reader = new ByteReader({ recv: page.recv });
  await page.send(Buffer.from('RFB 003.008\n', 'latin1'));
  await reader.take(12);
  await page.send(Uint8Array.of(1, 1)); // one kind of security: None
  await reader.take(1);
  await page.send(Uint8Array.of(0, 0, 0, 0)); // and it is good
  return reader.leftOver();
}
