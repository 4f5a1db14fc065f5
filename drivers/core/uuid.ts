import type { Uuid } from '../api/refs.ts';

const HEX = [...Array(256).keys()].map((byte) => byte.toString(16).padStart(2, '0'));

/** Reads a UUID the way libvirt does: 32 hex digits, dashes and spaces between them; undefined if it is none. */
export function parseUuid(text: string): Uuid | undefined {
  const digits = text.trim().replace(/-/g, '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(digits)) return undefined;
  return dashed(digits);
}

/** The text form of 16 bytes. */
export function uuidFromBytes(bytes: Uint8Array, offset = 0): Uuid {
  let digits = '';
  for (let i = 0; i < 16; i++) digits += HEX[bytes[offset + i] ?? 0] ?? '00';
  return dashed(digits);
}

/** The 16 bytes of a UUID. */
export function uuidToBytes(uuid: Uuid): Uint8Array {
  const bytes = new Uint8Array(16);
  const digits = uuid.replace(/-/g, '');
  for (let i = 0; i < 16; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** A new random UUID (version 4). */
export function randomUuid(): Uuid {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return uuidFromBytes(bytes);
}

function dashed(digits: string): Uuid {
  const parts = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)];
  return parts.join('-') as Uuid;
}
