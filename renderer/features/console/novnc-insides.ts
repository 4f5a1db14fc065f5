import type RFB from '@novnc/novnc';
import { guardCutText, type CutTextSource } from './clipboard-guard.ts';
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

/** Draws the picture at a scale of its own. noVNC knows only "to fit" and 1. Does nothing where noVNC's insides are not the known ones. */
export function scaleTo(rfb: RFB, scale: number): void {
  const display = inside(rfb, '_display');
  if (typeof display !== 'object' || display === null || !('scale' in display) || typeof display.scale !== 'number' || Math.abs(display.scale - scale) < 0.0001) return;
  display.scale = scale;
}

/** Stands between noVNC and the texts that a display sends. Changes nothing, and answers false, where noVNC's insides are not the known ones. */
export function guardClipboard(rfb: RFB, onText: (text: string) => void): boolean {
  const own = inside(rfb, '_handleServerCutText');
  const source = inside(rfb, '_sock');
  const fail = inside(rfb, '_fail');
  if (typeof own !== 'function' || typeof fail !== 'function' || typeof source !== 'object' || source === null) return false;
  if (!['rQlen', 'rQwait', 'rQpeekBytes', 'rQskipBytes', 'rQshiftBytes'].every((name) => typeof (source as Readonly<Record<string, unknown>>)[name] === 'function')) return false;
  const handle = (): boolean =>
    guardCutText({ source: source as CutTextSource, own: () => Boolean(Reflect.apply(own, rfb, [])), isDeaf: () => rfb.viewOnly, onText, fail: (why) => Reflect.apply(fail, rfb, [why]) as void });
  Object.defineProperty(rfb, '_handleServerCutText', { value: handle });
  return true;
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
