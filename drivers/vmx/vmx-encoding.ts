import { vmxError } from './vmx-error.ts';

/** The text of a .vmx file, decoded as its own `.encoding` entry says. UTF-8 that is none loses the bytes that are none. */
export function decodeVmx(bytes: Uint8Array): string {
  const ascii = new TextDecoder('latin1').decode(bytes);
  const encoding = /^[ \t]*\.encoding[ \t]*=[ \t]*"([^"\r\n]*)"/im.exec(ascii)?.[1] ?? 'UTF-8';
  try {
    return new TextDecoder(encoding.trim()).decode(bytes);
  } catch (cause) {
    if (cause instanceof RangeError) throw vmxError(`Could not convert from ${encoding} to UTF-8 encoding`);
    throw cause;
  }
}
