import type RFB from '@novnc/novnc';
import { RawRects, type RectDecoder } from './raw-rects.ts';

/** The bit of the extended clipboard that says "text". */
const CLIPBOARD_TEXT = 1;

function inside(rfb: RFB, name: string): unknown {
  return (rfb as unknown as Readonly<Record<string, unknown>>)[name];
}

/** Whether the display has said that its size may be chosen from outside. noVNC knows, but tells nobody. */
export const canResizeGuest = (rfb: RFB): boolean => inside(rfb, '_supportsSetDesktopSize') === true;

/** Whether the guest shares its clipboard as text. noVNC knows, but tells nobody. */
export function sharesClipboard(rfb: RFB): boolean {
  const formats = inside(rfb, '_clipboardServerCapabilitiesFormats');
  return typeof formats === 'object' && formats !== null && Boolean((formats as Readonly<Record<number, unknown>>)[CLIPBOARD_TEXT]);
}

const RAW_ENCODING = 0;

/** Puts a faster decoder in place of noVNC's for raw rectangles. Undefined, and nothing changed, where noVNC's insides are not the known ones. */
export function useRawRects(rfb: RFB): RawRects | undefined {
  const decoders = inside(rfb, '_decoders');
  if (typeof decoders !== 'object' || decoders === null) return undefined;
  const table = decoders as Record<number, Partial<RectDecoder> | undefined>;
  const own = table[RAW_ENCODING];
  if (typeof own?.decodeRect !== 'function') return undefined;
  const rects = new RawRects(own as RectDecoder);
  table[RAW_ENCODING] = rects;
  return rects;
}
