import type RFB from '@novnc/novnc';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { VncHello } from '../../../main/contract/consoles.ts';
import type { ClientStream } from '../../../main/contract/define.ts';
import { loadAgain } from '../../kit/lazy-part.ts';
import { classifyDisplay } from './classify-failure.ts';
import { ConsoleFailure } from './console-failure.ts';
import { ConsoleLink } from './console-link.ts';
import type { DisplaySessionOptions } from './display-session.ts';
import { FramePace } from './frame-pace.ts';
import { pressCombo, type KeyCombo } from './key-combos.ts';
import type { ClipboardSharing } from './clipboard-sharing.ts';
import { withinLimit } from './clipboard-guard.ts';
import { canResizeGuest, guardClipboard, scaleTo, sharesClipboard, useRawRects } from './novnc-insides.ts';
import { RoundTrip } from './round-trip.ts';
import { pictureOf } from './save-file.ts';
import { StreamSocket } from './stream-socket.ts';
import { Typist } from './typist.ts';

/** How the picture fills its place. `actual`: a pixel of the guest is one of the page, `device`: one of the screen. `guest` asks the machine to change its screen instead. */
export type VncScaling = 'fit' | 'actual' | 'device' | 'guest';

/** What can be seen of a display. */
export interface VncState {
  readonly widthPx: number;
  readonly heightPx: number;
  /** 1: a pixel of the guest is one of the page. */
  readonly scale: number;
  readonly path: string | undefined;
  readonly roundTripMs: number | undefined;
  readonly viewOnly: boolean;
  /** The connection itself allows only looking. */
  readonly viewOnlyForced: boolean;
  readonly scaling: VncScaling;
  readonly canResizeGuest: boolean;
  /** Other clients that were there when this one came. */
  readonly others: number;
  /** A text that the machine has copied, and nobody here has taken. */
  readonly offered: string | undefined;
}

/** What a session is made of. */
export interface VncSessionOptions extends DisplaySessionOptions {
  readonly scaling: VncScaling;
  /** What a machine's copied texts may do here. */
  readonly clipboard: () => ClipboardSharing;
}

const FACTS_MS = 2000;
const SOCKET_CLOSED = 3;
/** A picture a little smaller than its place is not blown up: it would only get blurred. */
const SNAP_SCALE = 1.2;
/** The page's own colours: noVNC would paint a grey of its own. */
const SURROUND = 'transparent';

/** One display of a machine: keeps it connected, drawn and fed with keys. */
export class VncSession {
  readonly store: StoreApi<VncState>;
  readonly link: ConsoleLink<VncHello>;
  readonly typist: Typist;
  readonly #options: VncSessionOptions;
  #rfb: RFB | undefined;
  #socket: StreamSocket | undefined;
  #paused = false;

  constructor(options: VncSessionOptions) {
    this.#options = options;
    this.typist = new Typist(this.#sendKey);
    this.store = createStore<VncState>(() => ({
      widthPx: 0,
      heightPx: 0,
      scale: 1,
      path: undefined,
      roundTripMs: undefined,
      viewOnly: false,
      viewOnlyForced: false,
      scaling: options.scaling,
      canResizeGuest: false,
      others: 0,
      offered: undefined,
    }));
    const { client, machine, id } = options;
    this.link = new ConsoleLink<VncHello>({
      open: ({ signal }) => client.consoles.vnc({ machine, id }, { signal }),
      run: (stream, ready, signal) => this.#run(stream, ready, signal),
      classify: classifyDisplay,
    });
  }

  /** Takes nothing more from the display, so that it draws nothing more: for one that is not in front. */
  setPaused(paused: boolean): void {
    this.#paused = paused;
    if (this.#socket !== undefined) this.#socket.paused = paused;
  }

  setScaling(scaling: VncScaling): void {
    this.store.setState({ scaling });
    this.#applyScaling();
  }

  setViewOnly(viewOnly: boolean): void {
    this.store.setState({ viewOnly });
    if (this.#rfb !== undefined) this.#rfb.viewOnly = viewOnly || this.store.getState().viewOnlyForced;
  }

  press(combo: KeyCombo): void {
    pressCombo(combo, this.#sendKey);
  }

  /** Gives a text to the guest: by its clipboard where it shares one, else by typing. */
  async paste(text: string): Promise<void> {
    if (this.#rfb !== undefined && sharesClipboard(this.#rfb)) this.#rfb.clipboardPasteFrom(text);
    else await this.typist.type(text);
  }

  /** Takes what the machine offers into the clipboard here. */
  async takeOffered(): Promise<void> {
    const { offered } = this.store.getState();
    if (offered === undefined) return;
    await navigator.clipboard.writeText(offered);
    this.store.setState({ offered: undefined });
  }

  focus(): void {
    this.#rfb?.focus({ preventScroll: true });
  }

  blur(): void {
    this.#rfb?.blur();
  }

  /** The picture as PNG; undefined while there is none. */
  picture(): Promise<Blob | undefined> {
    const rfb = this.#rfb;
    if (rfb === undefined || this.store.getState().widthPx === 0) return Promise.resolve(undefined);
    return pictureOf(rfb);
  }

  dispose(): void {
    this.typist.stop();
    this.link.dispose();
  }

  /** A machine is not trusted with the clipboard here: what it copies is only offered, unless it may write by itself. */
  readonly #offer = (given: string): void => {
    const text = withinLimit(given);
    if (text === undefined || text === '' || this.#options.clipboard() === 'off') return;
    // The page may write only while it is in front: a text that comes at another time is not for this person now.
    if (this.#options.clipboard() === 'share' && document.hasFocus()) navigator.clipboard.writeText(text).catch(ignoreRefusal);
    else this.store.setState({ offered: text });
  };

  readonly #sendKey = (keysym: number, code: string, down: boolean): void => {
    this.#rfb?.sendKey(keysym, code === '' ? null : code, down);
  };

  async #run(stream: ClientStream<VncHello>, ready: () => void, signal: AbortSignal): Promise<void> {
    const { default: Rfb } = await loadAgain(() => import('@novnc/novnc'));
    if (signal.aborted) {
      stream.close();
      return;
    }
    const trip = new RoundTrip();
    const socket = new StreamSocket(Promise.resolve(stream), trip);
    const rfb = new Rfb(this.#options.target, socket, { shared: true });
    const rects = useRawRects(rfb);
    const pace = new FramePace();
    socket.pace = () => pace.next();
    if (rects !== undefined) socket.beforeMessage = (piece) => rects.take(piece);
    this.#begin(rfb, socket, stream.hello);
    const watching = this.#watchCanvas(rfb, trip);
    const onAbort = (): void => {
      rfb.disconnect();
    };
    signal.addEventListener('abort', onAbort);
    try {
      await ended(rfb, socket, () => {
        socket.paused = this.#paused;
        ready();
      });
    } finally {
      signal.removeEventListener('abort', onAbort);
      watching();
      this.typist.stop();
      // Taken while it is still there; nobody waits for it.
      const last = this.store.getState().widthPx === 0 ? undefined : pictureOf(rfb);
      void last?.then((picture) => { if (picture !== undefined) this.#options.onLastPicture(picture); });
      socket.close();
      if (this.#rfb === rfb) {
        this.#rfb = undefined;
        this.#socket = undefined;
      }
    }
  }

  #begin(rfb: RFB, socket: StreamSocket, hello: VncHello): void {
    this.#rfb = rfb;
    this.#socket = socket;
    rfb.background = SURROUND;
    rfb.showDotCursor = true;
    rfb.viewOnly = hello.viewOnly || this.store.getState().viewOnly;
    // Over a network fewer bytes count, on this computer fewer computations.
    rfb.compressionLevel = hello.path === 'direct' ? 0 : 2;
    rfb.qualityLevel = hello.path === 'direct' ? 9 : 6;
    guardClipboard(rfb, this.#offer);
    rfb.addEventListener('clipboard', ({ detail }) => {
      this.#offer(detail.text);
    });
    this.store.setState({ path: hello.path, viewOnlyForced: hello.viewOnly, others: hello.others, canResizeGuest: false, offered: undefined });
    this.#applyScaling();
  }

  #applyScaling(): void {
    const rfb = this.#rfb;
    if (rfb === undefined) return;
    const { scaling } = this.store.getState();
    rfb.scaleViewport = scaling !== 'actual' && scaling !== 'device';
    // A rounded pixel too much must not make it something to scroll.
    this.#options.target.classList.toggle('is-fitted', rfb.scaleViewport);
    rfb.resizeSession = scaling === 'guest';
    if (scaling === 'device') scaleTo(rfb, 1 / window.devicePixelRatio);
    this.#placeCanvas();
  }

  /** Learns the size of the picture from the canvas: noVNC tells nobody. */
  #watchCanvas(rfb: RFB, trip: RoundTrip): () => void {
    const { target } = this.#options;
    const update = (): void => {
      const canvas = target.querySelector('canvas');
      if (canvas === null || canvas.width === 0) return;
      // noVNC puts its own scale back whenever the size changes.
      if (this.store.getState().scaling === 'device') scaleTo(rfb, 1 / window.devicePixelRatio);
      const scale = canvas.getBoundingClientRect().width / canvas.width;
      const { widthPx, heightPx, scale: before } = this.store.getState();
      // While its page is hidden it has no size.
      const next = { widthPx: canvas.width, heightPx: canvas.height, scale: scale === 0 ? before : scale };
      if (next.widthPx !== widthPx || next.heightPx !== heightPx || Math.abs(next.scale - before) > 0.001) this.store.setState(next);
      this.#placeCanvas();
    };
    const seen = new MutationObserver(update);
    const resized = new ResizeObserver(update);
    seen.observe(target, { childList: true, subtree: true, attributes: true, attributeFilter: ['width', 'height', 'style'] });
    if (target.parentElement !== null) resized.observe(target.parentElement);
    const timer = setInterval(() => {
      const roundTripMs = trip.roundTripMs;
      const can = canResizeGuest(rfb);
      const now = this.store.getState();
      if (now.roundTripMs !== roundTripMs || now.canResizeGuest !== can) this.store.setState({ roundTripMs, canResizeGuest: can });
    }, FACTS_MS);
    update();
    return () => {
      seen.disconnect();
      resized.disconnect();
      clearInterval(timer);
    };
  }

  /** Gives the picture its own size where its place is hardly larger. */
  #placeCanvas(): void {
    const { target } = this.#options;
    const { widthPx, heightPx, scaling, scale } = this.store.getState();
    const place = target.parentElement?.getBoundingClientRect();
    if (place === undefined || widthPx === 0 || place.width === 0) return;
    const room = Math.min(place.width / widthPx, place.height / heightPx);
    const own = scaling === 'fit' && room >= 1 && room < SNAP_SCALE;
    target.style.inlineSize = own ? `${widthPx}px` : '100%';
    target.style.blockSize = own ? `${heightPx}px` : '100%';
    target.classList.toggle('is-sharp', scale > 1 && Number.isInteger(scale));
  }
}

/** Resolves when the display ends regularly, rejects when it failed. */
function ended(rfb: RFB, socket: StreamSocket, onConnect: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    rfb.addEventListener('connect', onConnect);
    rfb.addEventListener('securityfailure', ({ detail }) => {
      reject(new ConsoleFailure('console.securityRefused', detail.reason));
    });
    rfb.addEventListener('credentialsrequired', () => {
      reject(new ConsoleFailure('console.securityRefused'));
      rfb.disconnect();
    });
    rfb.addEventListener('disconnect', ({ detail }) => {
      if (socket.error !== undefined) reject(socket.error instanceof Error ? socket.error : new Error('The stream failed.', { cause: socket.error }));
      // A display that goes away in the middle of the handshake is not clean for noVNC, but not wrong either.
      else if (detail.clean || socket.readyState === SOCKET_CLOSED) resolve();
      else reject(new ConsoleFailure('console.notRfb'));
    });
  });
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof DOMException)) throw error;
}
