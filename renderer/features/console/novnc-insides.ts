import type RFB from '@novnc/novnc';

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
