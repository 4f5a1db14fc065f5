import '@xterm/xterm/css/xterm.css';
import type { FitAddon } from '@xterm/addon-fit';
import type { SearchAddon } from '@xterm/addon-search';
import type { Terminal } from '@xterm/xterm';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SerialHello } from '../../../main/contract/consoles.ts';
import type { VireoClient } from '../../../main/contract/contract.ts';
import type { ClientStream } from '../../../main/contract/define.ts';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { loadAgain } from '../../kit/lazy-part.ts';
import { machineId } from '../../state/inventory-store.ts';
import { classifySerial } from './classify-failure.ts';
import { ConsoleLink } from './console-link.ts';
import { handOvers } from './hand-overs.ts';
import { feedTerminal } from './terminal-feed.ts';
import { terminalTheme } from './terminal-theme.ts';

/** What can be seen of a serial line. */
export interface SerialState {
  readonly path: string | undefined;
  /** Nothing has come for a while since it was opened. */
  readonly silent: boolean;
  readonly columns: number;
  readonly rows: number;
  /** What the last search found: which of how many; undefined: nothing is searched. */
  readonly found: { readonly at: number; readonly count: number } | undefined;
  /** The terminal itself is here. */
  readonly ready: boolean;
}

/** What a session is made of. */
export interface SerialSessionOptions {
  readonly client: Pick<VireoClient, 'consoles'>;
  readonly machine: MachineKey;
  readonly id: string;
  readonly target: HTMLElement;
  readonly screenReader: boolean;
  /** Name of the terminal for a screen reader. */
  readonly label: string;
  /** Looks at every key before the terminal; false keeps it from the terminal. */
  readonly onKey: (event: KeyboardEvent) => boolean;
}

interface Parts {
  readonly terminal: Terminal;
  readonly fit: FitAddon;
  readonly search: SearchAddon;
}

const SILENT_MS = 4000;
const EARLY_KEYS_MS = 5000;
const EARLY_KEYS = 1000;
const SCROLLBACK_LINES = 10_000;
const encoder = new TextEncoder();

/** One serial line of a machine: keeps it connected, and its terminal with everything that was said. */
export class SerialSession {
  readonly store: StoreApi<SerialState> = createStore<SerialState>(() => ({ path: undefined, silent: false, columns: 0, rows: 0, found: undefined, ready: false }));
  readonly link: ConsoleLink<SerialHello>;
  readonly #options: SerialSessionOptions;
  readonly #resized: ResizeObserver;
  readonly #themed: MutationObserver;
  #parts: Parts | undefined;
  #loading: Promise<Parts> | undefined;
  #stream: ClientStream<SerialHello> | undefined;
  readonly #early: { readonly data: Uint8Array; readonly timeMs: number }[] = [];
  #wantsFocus = false;
  #disposed = false;

  constructor(options: SerialSessionOptions) {
    this.#options = options;
    const { client, machine, id } = options;
    this.link = new ConsoleLink<SerialHello>({
      open: async ({ force, signal }) => {
        // What the line says first shall find its terminal.
        await this.#load();
        return client.consoles.serial({ machine, id, force }, { signal });
      },
      run: (stream, ready, signal) => this.#run(stream, ready, signal),
      classify: classifySerial,
      heldUntilMs: handOvers.of(machineId(machine)),
    });
    this.#resized = new ResizeObserver(() => {
      this.#fit();
    });
    this.#themed = new MutationObserver(() => {
      if (this.#parts !== undefined) this.#parts.terminal.options.theme = terminalTheme();
    });
    this.#themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  }

  focus(): void {
    this.#wantsFocus = true;
    this.#parts?.terminal.focus();
  }

  blur(): void {
    this.#wantsFocus = false;
    this.#parts?.terminal.blur();
  }

  setScreenReader(on: boolean): void {
    if (this.#parts !== undefined) this.#parts.terminal.options.screenReaderMode = on;
  }

  /** What is marked; empty when nothing is. */
  selection(): string {
    return this.#parts?.terminal.getSelection() ?? '';
  }

  paste(text: string): void {
    this.#parts?.terminal.paste(text);
  }

  selectAll(): void {
    this.#parts?.terminal.selectAll();
  }

  clear(): void {
    this.#parts?.terminal.clear();
  }

  /** Everything that the terminal remembers, as text. */
  transcript(): string {
    const buffer = this.#parts?.terminal.buffer.normal;
    if (buffer === undefined) return '';
    const lines = Array.from({ length: buffer.length }, (_, at) => buffer.getLine(at)?.translateToString(true) ?? '');
    return `${lines.join('\n').trimEnd()}\n`;
  }

  /** Looks for a text and marks it; without one the marks go. */
  find(text: string, back: boolean): void {
    const search = this.#parts?.search;
    if (search === undefined) return;
    if (text === '') {
      search.clearDecorations();
      this.store.setState({ found: undefined });
      return;
    }
    const options = { decorations: { matchOverviewRuler: '#888888', activeMatchColorOverviewRuler: '#ffffff', matchBackground: '#5a4a12', activeMatchBackground: '#9a7a10' } };
    if (back) search.findPrevious(text, options);
    else search.findNext(text, options);
  }

  dispose(): void {
    this.#disposed = true;
    this.link.dispose();
    this.#resized.disconnect();
    this.#themed.disconnect();
    this.#parts?.terminal.dispose();
  }

  #load(): Promise<Parts> {
    this.#loading ??= this.#build();
    return this.#loading;
  }

  async #build(): Promise<Parts> {
    const [{ Terminal }, { FitAddon }, { SearchAddon }] = await loadAgain(() => Promise.all([import('@xterm/xterm'), import('@xterm/addon-fit'), import('@xterm/addon-search')]));
    const { target, screenReader, label, onKey } = this.#options;
    const style = getComputedStyle(target);
    const terminal = new Terminal({
      allowProposedApi: true,
      fontFamily: style.getPropertyValue('--font-mono'),
      fontSize: 13,
      scrollback: SCROLLBACK_LINES,
      screenReaderMode: screenReader,
      theme: terminalTheme(),
      cursorBlink: false,
    });
    const parts: Parts = { terminal, fit: new FitAddon(), search: new SearchAddon() };
    if (this.#disposed) {
      terminal.dispose();
      return parts;
    }
    terminal.loadAddon(parts.fit);
    terminal.loadAddon(parts.search);
    terminal.open(target);
    terminal.textarea?.setAttribute('aria-label', label);
    terminal.attachCustomKeyEventHandler(onKey);
    terminal.onData((text) => {
      this.#send(encoder.encode(text));
    });
    terminal.onBinary((text) => {
      this.#send(Uint8Array.from(text, (character) => character.charCodeAt(0)));
    });
    terminal.onResize(({ cols, rows }) => {
      this.store.setState({ columns: cols, rows });
    });
    parts.search.onDidChangeResults(({ resultIndex, resultCount }) => {
      this.store.setState({ found: { at: resultIndex + 1, count: resultCount } });
    });
    this.#parts = parts;
    this.#resized.observe(target);
    this.#fit();
    this.store.setState({ ready: true, columns: terminal.cols, rows: terminal.rows });
    if (this.#wantsFocus) terminal.focus();
    return parts;
  }

  #fit(): void {
    // A page behind has no size, and its terminal keeps its own.
    if (this.#options.target.clientHeight > 0) this.#parts?.fit.fit();
  }

  #send(data: Uint8Array): void {
    if (this.#stream === undefined) {
      this.#early.push({ data, timeMs: performance.now() });
      if (this.#early.length > EARLY_KEYS) this.#early.shift();
    }
    // What fails to go out ends the stream, and its reader tells.
    else this.#stream.send(data).catch(() => undefined);
  }

  /** Sends what was typed in the moment before the line was there; what is older was meant for something else. */
  #sendEarly(): void {
    const since = performance.now() - EARLY_KEYS_MS;
    for (const { data, timeMs } of this.#early.splice(0)) if (timeMs >= since) this.#send(data);
  }

  async #run(stream: ClientStream<SerialHello>, ready: () => void, signal: AbortSignal): Promise<void> {
    const { terminal } = await this.#load();
    this.#stream = stream;
    const close = (): void => {
      stream.close();
    };
    signal.addEventListener('abort', close);
    this.store.setState({ path: stream.hello.path, silent: false });
    const silence = setTimeout(() => {
      this.store.setState({ silent: true });
    }, SILENT_MS);
    ready();
    this.#sendEarly();
    try {
      await feedTerminal(stream, { write: (data, onDone) => { terminal.write(data, onDone); } }, () => {
        clearTimeout(silence);
        this.store.setState({ silent: false });
      });
    } finally {
      clearTimeout(silence);
      signal.removeEventListener('abort', close);
      this.store.setState({ silent: false });
      if (this.#stream === stream) this.#stream = undefined;
      stream.close();
    }
  }
}
