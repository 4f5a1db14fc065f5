import type { SpiceDisplayConn, SpiceMainConn, SpiceMessage } from '@spice-project/spice-html5';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SpiceHello } from '../../../main/contract/consoles.ts';
import type { ClientStream } from '../../../main/contract/define.ts';
import { loadAgain } from '../../kit/lazy-part.ts';
import { machineId } from '../../state/inventory-store.ts';
import { classifyLone } from './classify-failure.ts';
import { ConsoleFailure } from './console-failure.ts';
import { ConsoleLink } from './console-link.ts';
import type { DisplaySessionOptions } from './display-session.ts';
import { handOvers } from './hand-overs.ts';
import { pressCombo, type KeyCombo } from './key-combos.ts';
import { pictureOf } from './save-file.ts';
import { SpiceInput } from './spice-input.ts';
import { SpiceSocket, withSockets } from './spice-socket.ts';
import { Typist } from './typist.ts';

/** What can be seen of a SPICE display. */
export interface SpiceState {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly path: string | undefined;
  readonly viewOnly: boolean;
  /** The connection itself allows only looking. */
  readonly viewOnlyForced: boolean;
}

const CHANNELS_LIST = 104;
/** Display, inputs and cursor: sound and devices are not for the window. */
const WANTED_CHANNELS: ReadonlySet<number> = new Set([2, 3, 4]);
const KEYS_MS = 20;
let count = 0;

/**
 * One SPICE display of a machine: keeps it connected, drawn by spice-html5, and fed with keys. Each of its channels is a stream of its own.
 */
export class SpiceSession {
  readonly store: StoreApi<SpiceState> = createStore<SpiceState>(() => ({ widthPx: 0, heightPx: 0, path: undefined, viewOnly: false, viewOnlyForced: false }));
  readonly link: ConsoleLink<SpiceHello>;
  readonly typist: Typist;
  readonly #options: DisplaySessionOptions;
  readonly #input: SpiceInput;
  #main: SpiceMainConn | undefined;
  #canvas: HTMLCanvasElement | undefined;

  constructor(options: DisplaySessionOptions) {
    this.#options = options;
    this.typist = new Typist(this.#sendKey);
    this.#input = new SpiceInput(() => this.#main, () => {
      const { viewOnly, viewOnlyForced } = this.store.getState();
      return !viewOnly && !viewOnlyForced;
    });
    const { client, machine, id } = options;
    this.link = new ConsoleLink<SpiceHello>({
      open: ({ force, signal }) => client.consoles.spice({ machine, id, force }, { signal }),
      run: (stream, ready, signal) => this.#run(stream, ready, signal),
      classify: classifyLone,
      heldUntilMs: handOvers.of(machineId(machine)),
    });
  }

  setViewOnly(viewOnly: boolean): void {
    this.store.setState({ viewOnly });
  }

  press(combo: KeyCombo): void {
    pressCombo(combo, this.#sendKey);
  }

  focus(): void {
    this.#canvas?.focus({ preventScroll: true });
  }

  blur(): void {
    this.#canvas?.blur();
  }

  /** The picture as PNG; undefined while there is none. */
  picture(): Promise<Blob | undefined> {
    const canvas = this.#canvas;
    return canvas === undefined ? Promise.resolve(undefined) : pictureOf(canvas);
  }

  dispose(): void {
    this.typist.stop();
    this.link.dispose();
  }

  readonly #sendKey = (_keysym: number, code: string, down: boolean): void => {
    this.#input.key(code, down);
  };

  async #run(stream: ClientStream<SpiceHello>, ready: () => void, signal: AbortSignal): Promise<void> {
    const { SpiceMainConn: Main } = await loadAgain(() => import('@spice-project/spice-html5'));
    if (signal.aborted) {
      stream.close();
      return;
    }
    quieten(Main.prototype);
    this.store.setState({ path: stream.hello.path, viewOnlyForced: stream.hello.viewOnly });
    const screen = document.createElement('div');
    screen.id = `spice-${(count += 1)}`;
    screen.className = 'console-spice';
    this.#options.target.append(screen);
    const sockets: SpiceSocket[] = [];
    try {
      await new Promise<void>((resolve, reject) => {
        signal.addEventListener('abort', () => { resolve(); }, { once: true });
        this.#connect(Main, { stream, screenId: screen.id, sockets, ready, resolve, reject });
      });
    } finally {
      this.#end(sockets, screen);
    }
  }

  #connect(Main: typeof SpiceMainConn, { stream, screenId, sockets, ready, resolve, reject }: Connecting): void {
    const { client, machine, id } = this.#options;
    const fail = (error: unknown): void => {
      reject(error instanceof Error ? error : new ConsoleFailure('console.notSpice', String(error)));
    };
    const make = (): SpiceSocket => {
      const isFirst = sockets.length === 0;
      const socket = new SpiceSocket({
        opening: isFirst ? Promise.resolve(stream) : client.consoles.spice({ machine, id, force: false }),
        run: (deliver) => {
          try {
            withSockets(make, deliver);
          } catch (error) {
            fail(error);
          }
        },
        onClosed: (error) => {
          if (error === undefined) resolve();
          else fail(error);
        },
      });
      sockets.push(socket);
      return socket;
    };
    // The password is main's affair: what the page would send is thrown away there.
    const main = withSockets(make, () => new Main({ uri: 'spice:', password: '', screen_id: screenId, onerror: fail }));
    this.#main = main;
    const own = main.process_channel_message.bind(main);
    main.process_channel_message = (message) => {
      const known = own(message.type === CHANNELS_LIST ? wantedChannels(message) : message);
      if (main.display !== undefined) this.#watch(main.display, ready);
      return known;
    };
  }

  /** spice-html5 finds its pictures by ids that all displays would share, and takes keys in its own way. */
  #watch(display: SpiceDisplayConn, ready: () => void): void {
    if (Object.hasOwn(display, 'hook_events')) return;
    display.hook_events = () => {
      const canvas = display.primary_surface === undefined ? undefined : display.surfaces[display.primary_surface]?.canvas;
      if (canvas === undefined) return;
      canvas.removeAttribute('id');
      this.#canvas = canvas;
      this.#input.attach(canvas);
      this.store.setState({ widthPx: canvas.width, heightPx: canvas.height });
      this.#whenKeysGo(ready);
    };
    display.unhook_events = () => undefined;
    display.delete_surface = (id) => {
      if (display.primary_surface === id) display.primary_surface = undefined;
      display.surfaces[id]?.canvas.remove();
      Reflect.deleteProperty(display.surfaces, id);
    };
  }

  /** The channel of keys comes a moment later than the first picture; whoever sees that it is connected types. */
  #whenKeysGo(ready: () => void): void {
    const main = this.#main;
    const look = (): void => {
      if (main === undefined || this.#main !== main) return;
      if (main.inputs?.state === 'ready') ready();
      else setTimeout(look, KEYS_MS);
    };
    look();
  }

  #end(sockets: readonly SpiceSocket[], screen: HTMLElement): void {
    this.typist.stop();
    this.#input.dispose();
    void this.picture().then((picture) => { if (picture !== undefined) this.#options.onLastPicture(picture); });
    this.#canvas = undefined;
    const main = this.#main;
    this.#main = undefined;
    try {
      main?.stop();
    } finally {
      for (const socket of sockets) socket.close();
      screen.remove();
    }
  }
}

interface Connecting {
  readonly stream: ClientStream<SpiceHello>;
  readonly screenId: string;
  readonly sockets: SpiceSocket[];
  readonly ready: () => void;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** SpiceMsgChannels: `u32 count · (u8 type · u8 number) …`, without the channels that the window has no use for. */
export function wantedChannels({ type, data }: SpiceMessage): SpiceMessage {
  if (data === undefined || data.byteLength < 4) return { type, ...(data === undefined ? {} : { data }) };
  const given = new Uint8Array(data);
  const kept = Array.from({ length: Math.floor((given.length - 4) / 2) }, (_, at) => [given[4 + 2 * at] ?? 0, given[5 + 2 * at] ?? 0] as const).filter(([kind, number]) => WANTED_CHANNELS.has(kind) && number === 0);
  const out = new Uint8Array(4 + 2 * kept.length);
  new DataView(out.buffer).setUint32(0, kept.length, true);
  out.set(kept.flat(), 4);
  return { type, data: out.buffer };
}

/** Its chatter is no concern of the browser's console. */
function quieten(prototype: SpiceMainConn): void {
  const base = Object.getPrototypeOf(prototype) as Pick<SpiceMainConn, 'log_info' | 'log_warn'>;
  base.log_info = () => undefined;
  base.log_warn = () => undefined;
}
