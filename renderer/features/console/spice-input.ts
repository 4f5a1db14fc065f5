import type { SpiceMainConn, SpiceOutgoing } from '@spice-project/spice-html5';
import { scancodeOf } from './spice-scancodes.ts';

const KEY_DOWN = 101;
const KEY_UP = 102;
const MOUSE_MOTION = 111;
const MOUSE_POSITION = 112;
const MOUSE_PRESS = 113;
const MOUSE_RELEASE = 114;
const MODE_CLIENT = 2;
/** A server confirms every fourth motion; so many may be under way. */
const MOST_MOTIONS = 8;
const RETRY_MS = 20;
/** SPICE's numbers of the browser's buttons left, middle, right. */
const BUTTONS = [1, 2, 3] as const;
const WHEEL_UP = 4;
const WHEEL_DOWN = 5;
const HEADER_BYTES = 6;

/** `u16 type · u32 size · body`, little-endian. */
function outgoing(type: number, size: number, fill: (view: DataView) => void): SpiceOutgoing {
  return {
    type,
    buffer_size: () => HEADER_BYTES + size,
    to_buffer: (buffer) => {
      const head = new DataView(buffer);
      head.setUint16(0, type, true);
      head.setUint32(2, size, true);
      fill(new DataView(buffer, HEADER_BYTES, size));
    },
  };
}

/** Where the pointer is, in pixels of the guest. */
interface Place {
  readonly x: number;
  readonly y: number;
}

/** Keys and pointer of a SPICE display. spice-html5's own way knows neither scaled pictures nor all keys. */
export class SpiceInput {
  readonly #main: () => SpiceMainConn | undefined;
  readonly #mayAct: () => boolean;
  #buttons = 0;
  #last: Place | undefined;
  #pending: Place | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #detach = (): void => undefined;

  constructor(main: () => SpiceMainConn | undefined, mayAct: () => boolean) {
    this.#main = main;
    this.#mayAct = mayAct;
  }

  /** Listens to a picture; one at a time. */
  attach(canvas: HTMLCanvasElement): void {
    this.#detach();
    const ends = new AbortController();
    const { signal } = ends;
    const on = <K extends keyof HTMLElementEventMap>(type: K, listener: (event: HTMLElementEventMap[K]) => void): void => {
      canvas.addEventListener(type, (event) => {
        event.preventDefault();
        listener(event);
      }, { signal, passive: false });
    };
    canvas.tabIndex = -1;
    on('keydown', ({ code }) => { this.key(code, true); });
    on('keyup', ({ code }) => { this.key(code, false); });
    on('contextmenu', () => undefined);
    on('pointermove', (event) => { this.#move(placeOn(canvas, event)); });
    on('pointerdown', (event) => {
      canvas.focus({ preventScroll: true });
      canvas.setPointerCapture(event.pointerId);
      this.#move(placeOn(canvas, event));
      this.#button(BUTTONS[event.button], true);
    });
    on('pointerup', (event) => { this.#button(BUTTONS[event.button], false); });
    on('wheel', ({ deltaY }) => {
      const wheel = deltaY < 0 ? WHEEL_UP : WHEEL_DOWN;
      this.#button(wheel, true);
      this.#button(wheel, false);
    });
    this.#detach = () => {
      ends.abort();
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  dispose(): void {
    this.#detach();
  }

  /** One key, as `KeyboardEvent.code` names it. */
  key(code: string, down: boolean): void {
    const scancode = scancodeOf(code, down);
    if (scancode === undefined) return;
    this.#send(outgoing(down ? KEY_DOWN : KEY_UP, 4, (view) => { view.setUint32(0, scancode, true); }));
  }

  #move(place: Place): void {
    this.#pending = place;
    this.#flush();
  }

  /** The newest place counts, when the server has room for it; a button that is pressed does not wait for that. */
  #flush(now = false): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const main = this.#main();
    const place = this.#pending;
    if (place === undefined || main?.inputs === undefined) return;
    if (!now && main.inputs.waiting_for_ack >= MOST_MOTIONS) {
      this.#timer = setTimeout(() => { this.#flush(); }, RETRY_MS);
      return;
    }
    this.#pending = undefined;
    const before = this.#last;
    this.#last = place;
    const sent = main.mouse_mode === MODE_CLIENT ? this.#send(this.#position(place)) : before !== undefined && this.#send(this.#motion(before, place));
    if (sent) main.inputs.waiting_for_ack += 1;
  }

  #position({ x, y }: Place): SpiceOutgoing {
    return outgoing(MOUSE_POSITION, 11, (view) => {
      view.setUint32(0, x, true);
      view.setUint32(4, y, true);
      view.setUint16(8, this.#buttons, true);
    });
  }

  #motion(from: Place, to: Place): SpiceOutgoing {
    return outgoing(MOUSE_MOTION, 10, (view) => {
      view.setInt32(0, to.x - from.x, true);
      view.setInt32(4, to.y - from.y, true);
      view.setUint16(8, this.#buttons, true);
    });
  }

  #button(button: number | undefined, down: boolean): void {
    if (button === undefined) return;
    this.#flush(true);
    const bit = 1 << (button - 1);
    this.#buttons = down ? this.#buttons | bit : this.#buttons & ~bit;
    this.#send(outgoing(down ? MOUSE_PRESS : MOUSE_RELEASE, 3, (view) => {
      view.setUint8(0, button);
      view.setUint16(1, this.#buttons, true);
    }));
  }

  #send(message: SpiceOutgoing): boolean {
    const inputs = this.#main()?.inputs;
    if (inputs?.state !== 'ready' || !this.#mayAct()) return false;
    inputs.send_msg(message);
    return true;
  }
}

function placeOn(canvas: HTMLCanvasElement, { clientX, clientY }: Pick<MouseEvent, 'clientX' | 'clientY'>): Place {
  const box = canvas.getBoundingClientRect();
  const at = (offset: number, shown: number, real: number): number => Math.min(real - 1, Math.max(0, Math.floor((offset * real) / Math.max(1, shown))));
  return { x: at(clientX - box.left, box.width, canvas.width), y: at(clientY - box.top, box.height, canvas.height) };
}
