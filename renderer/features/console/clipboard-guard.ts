/** What noVNC reads messages from. */
export interface CutTextSource {
  rQlen: () => number;
  rQwait: (what: string, bytes: number, goBack: number) => boolean;
  rQpeekBytes: (length: number, copy: boolean) => Uint8Array;
  rQskipBytes: (length: number) => void;
  rQshiftBytes: (length: number, copy: boolean) => Uint8Array;
}

/** Longest text that is taken from a machine or given to one, in bytes of UTF-8. */
export const MOST_CLIPBOARD_BYTES = 1024 * 1024;
/** A message that is longer is not even waited for. */
const MOST_MESSAGE_BYTES = 16 * 1024 * 1024;
const HEADER_BYTES = 7;
const FLAG_BYTES = 4;
const FORMAT_TEXT = 1;
const ACTION_MASK = 0xff00_0000;
const ACTION_PROVIDE = 1 << 28;

/** What the guard is given. */
export interface GuardOptions {
  readonly source: CutTextSource;
  /** noVNC's own way with the message. */
  readonly own: () => boolean;
  readonly isDeaf: () => boolean;
  readonly onText: (text: string) => void;
  /** Ends the connection. */
  readonly fail: (why: string) => void;
}

/**
 * ServerCutText (RFC 6143, 7.6.4) and its extension:
 *
 *     type 3 (already read) · 3 bytes of nothing · int32 length · text in Latin-1
 *     negative length: uint32 flags (formats in the low half, the action in the highest byte) · zlib of (uint32 size · text in UTF-8) …
 *
 * A machine is not trusted: what is too long is passed over, and what is packed is unpacked no further than the limit. noVNC would make room
 * for whatever size a message claims.
 */
export function guardCutText({ source, own, isDeaf, onText, fail }: GuardOptions): boolean {
  if (source.rQlen() < HEADER_BYTES) return own();
  const header = source.rQpeekBytes(Math.min(source.rQlen(), HEADER_BYTES + FLAG_BYTES), true);
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const length = view.getInt32(3);
  const bytes = Math.abs(length);
  if (bytes > MOST_MESSAGE_BYTES) {
    fail(`clipboard of ${bytes} bytes`);
    return false;
  }
  if (length >= 0 && bytes <= MOST_CLIPBOARD_BYTES) return own();
  if (source.rQwait('ServerCutText', HEADER_BYTES + bytes, 1)) return false;
  const flags = length < 0 && bytes >= FLAG_BYTES ? view.getUint32(HEADER_BYTES) : 0;
  const isProvided = length < 0 && ((flags & ACTION_MASK) >>> 0) === ACTION_PROVIDE;
  if (length < 0 && bytes <= MOST_CLIPBOARD_BYTES && bytes >= FLAG_BYTES && !isProvided) return own();
  source.rQskipBytes(HEADER_BYTES);
  if (!isProvided || bytes > MOST_CLIPBOARD_BYTES) {
    source.rQskipBytes(bytes);
    return true;
  }
  source.rQskipBytes(FLAG_BYTES);
  const packed = source.rQshiftBytes(bytes - FLAG_BYTES, true);
  if ((flags & FORMAT_TEXT) !== 0 && !isDeaf()) {
    void unpackText(packed).then((text) => {
      if (text !== undefined) onText(text);
    });
  }
  return true;
}

/** The text in a packed clipboard; undefined: it is damaged, or longer than anybody shall take. Never rejects. */
export async function unpackText(packed: Uint8Array): Promise<string | undefined> {
  const stream = new DecompressionStream('deflate');
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  // Damage is told on the reading side.
  const written = writer.write(packed.slice()).then(() => writer.close()).catch(() => undefined);
  try {
    return await readText(reader);
  } catch {
    // Damaged: a text that cannot be read is none.
    return undefined;
  } finally {
    await reader.cancel().catch(() => undefined);
    await written;
  }
}

async function readText(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string | undefined> {
  let text = new Uint8Array(0);
  for (;;) {
    const size = text.length < FLAG_BYTES ? undefined : new DataView(text.buffer).getUint32(0);
    if (size !== undefined && size > MOST_CLIPBOARD_BYTES) return undefined;
    if (size !== undefined && text.length >= FLAG_BYTES + size) return toText(text.subarray(FLAG_BYTES, FLAG_BYTES + size));
    const { done, value } = await reader.read();
    if (done) return undefined;
    const grown = new Uint8Array(text.length + value.length);
    grown.set(text);
    grown.set(value, text.length);
    text = grown;
  }
}

/** Lines end as they do here, and the zero at the end is no part of the text. */
function toText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(/\0[^]*$/, '').replaceAll('\r\n', '\n');
}

/** A text that is short enough to be given to a machine, or undefined. */
export function withinLimit(text: string): string | undefined {
  return new TextEncoder().encode(text).length > MOST_CLIPBOARD_BYTES ? undefined : text;
}
