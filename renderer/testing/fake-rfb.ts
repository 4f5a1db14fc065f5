import type { FakePeer } from './fake-stream.ts';

/** Draws a made-up screen; `tick` counts up with every update. */
export type DrawScreen = (context: OffscreenCanvasRenderingContext2D, tick: number) => void;

/** What a made-up display does. */
export interface FakeRfbOptions {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly draw: DrawScreen;
  /** Sends the whole screen again and again, in pieces of this size, as fast as it is taken. */
  readonly floodPieceBytes?: number;
}

const SECURITY_NONE = 1;
const UPDATE_EVERY_MS = 500;
const HEADER_BYTES = 16;

/** Lengths of the page's messages by their kind; the ones that are not fixed are computed. */
function messageLength(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (bytes[0]) {
    case 0: // SetPixelFormat
      return 20;
    case 2: // SetEncodings: u8 2 | u8 | u16 count | s32 …
      return bytes.length < 4 ? 4 : 4 + view.getUint16(2) * 4;
    case 3: // FramebufferUpdateRequest
      return 10;
    case 4: // KeyEvent
      return 8;
    case 5: // PointerEvent
      return 6;
    case 6: // ClientCutText: u8 6 | u8[3] | u32 length
      return bytes.length < 8 ? 8 : 8 + view.getUint32(4);
    default:
      return bytes.length;
  }
}

function serverInit({ widthPx, heightPx }: FakeRfbOptions): Uint8Array {
  const name = new TextEncoder().encode('made up');
  const bytes = new Uint8Array(24 + name.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, widthPx);
  view.setUint16(2, heightPx);
  // 32 bits, 24 used, little-endian, true colour, red first.
  bytes.set([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16], 4);
  view.setUint32(20, name.length);
  bytes.set(name, 24);
  return bytes;
}

/** A whole screen as one rectangle in raw encoding. */
function update(options: FakeRfbOptions, context: OffscreenCanvasRenderingContext2D, tick: number): Uint8Array {
  const { widthPx, heightPx } = options;
  options.draw(context, tick);
  const pixels = context.getImageData(0, 0, widthPx, heightPx).data;
  const bytes = new Uint8Array(HEADER_BYTES + pixels.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(2, 1);
  view.setUint16(8, widthPx);
  view.setUint16(10, heightPx);
  bytes.set(pixels, HEADER_BYTES);
  return bytes;
}

/** Serves a made-up screen by RFB 3.8 without security. */
export function serveFakeRfb(peer: FakePeer, options: FakeRfbOptions): void {
  const context = new OffscreenCanvas(options.widthPx, options.heightPx).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no canvas here');
  let step: 'version' | 'security' | 'init' | 'messages' = 'version';
  let pending = new Uint8Array();
  let tick = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const screen = update(options, context, 0);
  const answer = (): void => {
    tick += 1;
    if (options.floodPieceBytes === undefined) {
      peer.push(update(options, context, tick));
      return;
    }
    for (let at = 0; at < screen.length; at += options.floodPieceBytes) peer.push(screen.subarray(at, at + options.floodPieceBytes));
  };
  const onMessage = (bytes: Uint8Array): void => {
    if (bytes[0] !== 3) return;
    clearTimeout(timer);
    if (options.floodPieceBytes !== undefined || bytes[1] === 0) answer();
    else timer = setTimeout(answer, UPDATE_EVERY_MS);
  };
  const onBytes = (): void => {
    for (;;) {
      const length = step === 'version' ? 12 : step === 'messages' ? messageLength(pending) : 1;
      if (pending.length === 0 || pending.length < length) return;
      const message = pending.subarray(0, length);
      pending = pending.slice(length);
      if (step === 'version') peer.push(Uint8Array.of(1, SECURITY_NONE));
      else if (step === 'security') peer.push(new Uint8Array(4));
      else if (step === 'init') peer.push(serverInit(options));
      else onMessage(message);
      step = step === 'version' ? 'security' : step === 'security' ? 'init' : 'messages';
    }
  };
  peer.onData = (data) => {
    const joined = new Uint8Array(pending.length + data.length);
    joined.set(pending);
    joined.set(data, pending.length);
    pending = joined;
    onBytes();
  };
  peer.onClose = () => {
    clearTimeout(timer);
  };
  peer.push(new TextEncoder().encode('RFB 003.008\n'));
}
