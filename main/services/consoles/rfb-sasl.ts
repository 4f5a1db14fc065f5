import type { VirStream } from '../../../drivers/api/stream.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { negotiateSasl, type SaslAnswer, type SaslCarrier } from '../../../drivers/transport/sasl/negotiate-sasl.ts';
import type { SaslLayer } from '../../../drivers/transport/sasl/sasl-types.ts';
import type { ByteReader } from './byte-reader.ts';

/** Who asks, and on what line. */
export interface RfbSaslOptions {
  readonly host: string;
  /** Nothing below encrypts, or nobody knows for whom: the mechanism has to. */
  readonly isOpen: boolean;
  readonly account: () => Promise<{ readonly username: string; readonly password: string } | undefined>;
}

/** Longest list of mechanisms and longest message that are believed. */
const MAX_LIST = 1024;
const MAX_DATA = 65_536;

/**
 * RFB's security type SASL, up to the security result.
 *
 * ```
 * server  u32 n, n bytes: mechanisms
 * client  u32 n, n bytes: the chosen one; u32 n, n bytes: its first message
 * server  u32 n, n bytes: answer, u8 complete
 * client  u32 n, n bytes …                   until both are content
 * ```
 * A message that is there, be it empty, has a NUL behind it, which counts; 0 bytes means none.
 *
 * @throws auth-failed, auth-cancelled, as `negotiateSasl`; a display says no by hanging up.
 */
export async function signInToDisplay(reader: ByteReader, stream: VirStream, options: RfbSaslOptions): Promise<SaslLayer | undefined> {
  const offered = (await reader.take(await lengthWithin(reader, MAX_LIST))).toString('latin1');
  const answer = async (): Promise<SaslAnswer> => {
    const length = await lengthWithin(reader, MAX_DATA);
    const data = length === 0 ? undefined : (await reader.take(length)).subarray(0, length - 1);
    return { complete: (await reader.uint8()) !== 0, data };
  };
  const carrier: SaslCarrier = {
    start: async (mechanism, data) => {
      await stream.send(Buffer.concat([counted(Buffer.from(mechanism, 'latin1')), message(data)]));
      return refusedWhenClosed(answer);
    },
    step: async (data) => {
      await stream.send(message(data));
      return refusedWhenClosed(answer);
    },
  };
  return negotiateSasl(carrier, {
    service: 'vnc', host: options.host, isOpen: options.isOpen, offered,
    credentials: async () => {
      const account = await options.account();
      if (account === undefined) throw new VirError({ code: 'auth-cancelled', domain: 'none', message: 'authentication cancelled' });
      return account;
    },
  });
}

async function refusedWhenClosed(answer: () => Promise<SaslAnswer>): Promise<SaslAnswer> {
  try {
    return await answer();
  } catch (error) {
    if (!VirError.is(error, 'rpc')) throw error;
    throw new VirError({ code: 'auth-failed', domain: 'none', message: 'authentication failed: the display does not accept the name and the password', cause: error });
  }
}

async function lengthWithin(reader: ByteReader, most: number): Promise<number> {
  const length = await reader.uint32();
  if (length <= most) return length;
  throw new VirError({ code: 'rpc', domain: 'none', message: `the display sends ${length} bytes where ${most} are the most` });
}

function message(data: Uint8Array | undefined): Buffer {
  return counted(data === undefined ? Buffer.alloc(0) : Buffer.concat([data, Buffer.of(0)]));
}

function counted(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
