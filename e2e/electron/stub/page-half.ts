// What runs in the page. These functions are carried over as text: they may use nothing but their arguments and the page.

/** Values as text: JSON, with marks for what JSON has not. */
export interface Codec {
  readonly encode: (value: unknown) => string;
  readonly decode: (text: string) => unknown;
}

/** From main to the preload. */
export type ToPage =
  | { readonly kind: 'message'; readonly channel: string; readonly message: unknown; readonly ports: readonly number[] }
  | { readonly kind: 'port-message'; readonly port: number; readonly data: unknown }
  | { readonly kind: 'port-close'; readonly port: number };

/** From the preload to main. */
export type FromPage =
  | { readonly kind: 'send'; readonly channel: string; readonly args: readonly unknown[] }
  /** The page has called `window.close()`. */
  | { readonly kind: 'close' }
  | { readonly kind: 'port-message'; readonly port: number; readonly data: unknown }
  | { readonly kind: 'port-close'; readonly port: number };

/** The event by which the isolated world asks the page's world to expose something. */
const EXPOSE_EVENT = 'electron-stub-expose';
/** The event by which the page's world says that it wants to close: Chromium lets a page close only what a page has opened, Electron any. */
const CLOSE_EVENT = 'electron-stub-close';

/** Structured clone, then text. What is not carried throws. */
export function makeCodec(): Codec {
  const toBase64 = (bytes: Uint8Array): string => {
    let binary = '';
    for (let at = 0; at < bytes.length; at += 32_768) binary += String.fromCharCode(...bytes.subarray(at, at + 32_768));
    return btoa(binary);
  };
  const wrap = (value: unknown): unknown => {
    if (value === undefined) return { $: 'undefined' };
    if (typeof value === 'bigint') return { $: 'bigint', value: String(value) };
    if (value instanceof Uint8Array) return { $: 'bytes', value: toBase64(value) };
    if (Array.isArray(value)) return value.map(wrap);
    if (value === null || typeof value !== 'object') return value;
    if (Object.getPrototypeOf(value) !== Object.prototype) throw new Error(`electron stub: cannot carry ${Object.prototype.toString.call(value)}`);
    return { $: 'object', value: Object.entries(value).map(([key, inner]) => [key, wrap(inner)]) };
  };
  const unwrap = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(unwrap);
    if (value === null || typeof value !== 'object') return value;
    const marked = value as { readonly $: string; readonly value: unknown };
    if (marked.$ === 'undefined') return undefined;
    if (marked.$ === 'bigint') return BigInt(marked.value as string);
    if (marked.$ === 'bytes') return Uint8Array.from(atob(marked.value as string), (letter) => letter.charCodeAt(0));
    return Object.fromEntries((marked.value as [string, unknown][]).map(([key, inner]) => [key, unwrap(inner)]));
  };
  return { encode: (value) => JSON.stringify(wrap(structuredClone(value))), decode: (text) => unwrap(JSON.parse(text)) };
}

/** The page's own world: exposes what the preload's `contextBridge` gives it, until the preload has run. */
export function pageHalf(exposeEvent: string, closeEvent: string): void {
  window.close = () => { document.dispatchEvent(new CustomEvent(closeEvent)); };
  const freeze = (value: unknown): unknown => {
    if (value !== null && typeof value === 'object') Object.values(Object.freeze(value)).forEach(freeze);
    return value;
  };
  const expose = (event: Event): void => {
    const detail = (event as CustomEvent<string>).detail;
    if (detail === '') {
      document.removeEventListener(exposeEvent, expose);
      return;
    }
    const { key, value } = JSON.parse(detail) as { readonly key: string; readonly value: unknown };
    Object.defineProperty(window, key, { value: freeze(value), writable: false, configurable: false, enumerable: true });
  };
  document.addEventListener(exposeEvent, expose);
}

/** The preload's world: `electron` as a sandboxed preload sees it. */
export function preloadHalf(codec: Codec, out: (text: string) => void, exposeEvent: string, closeEvent: string): { readonly receive: (texts: readonly string[]) => void; readonly require: (name: string) => unknown; readonly done: () => void } {
  const send = (message: FromPage): void => { out(codec.encode(message)); };
  document.addEventListener(closeEvent, () => { send({ kind: 'close' }); });
  const listeners = new Map<string, Set<(event: unknown, ...args: unknown[]) => void>>();
  const ports = new Map<number, MessagePort>();
  const closed = (id: number): void => {
    if (ports.delete(id)) send({ kind: 'port-close', port: id });
  };
  const handOver = (id: number): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event: MessageEvent<unknown>) => {
      if (event.ports.length > 0) throw new Error('electron stub: ports over ports are not emulated');
      send({ kind: 'port-message', port: id, data: event.data });
    };
    port1.addEventListener('close', () => { closed(id); });
    ports.set(id, port1);
    return port2;
  };
  const deliver = (message: ToPage): void => {
    if (message.kind === 'message') {
      const event = { sender: ipcRenderer, ports: message.ports.map(handOver) };
      for (const listener of [...(listeners.get(message.channel) ?? [])]) listener(event, message.message);
    } else if (message.kind === 'port-message') {
      ports.get(message.port)?.postMessage(message.data);
    } else {
      const port = ports.get(message.port);
      ports.delete(message.port);
      port?.close();
    }
  };
  const strictly = <T extends object>(name: string, target: T): T =>
    new Proxy(target, {
      get: (object, key, receiver) => {
        if (typeof key === 'string' && !(key in object) && key !== 'then' && key !== '__esModule') throw new Error(`electron stub: ${name}.${key} is not emulated`);
        return Reflect.get(object, key, receiver) as unknown;
      },
    });
  const ipcRenderer: object = strictly('ipcRenderer', {
    send: (channel: string, ...args: readonly unknown[]) => { send({ kind: 'send', channel, args }); },
    on: (channel: string, listener: (event: unknown, ...args: unknown[]) => void) => {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
      return ipcRenderer;
    },
  });
  const contextBridge = strictly('contextBridge', {
    exposeInMainWorld: (key: string, value: unknown) => {
      const text = JSON.stringify({ key, value }, (_key, inner: unknown) => {
        if (typeof inner === 'function') throw new Error('electron stub: functions through contextBridge are not emulated');
        return inner;
      });
      document.dispatchEvent(new CustomEvent(exposeEvent, { detail: text }));
    },
  });
  return {
    receive: (texts) => { for (const text of texts) deliver(codec.decode(text) as ToPage); },
    require: (name) => {
      if (name === 'electron' || name === 'electron/renderer') return strictly('electron', { contextBridge, ipcRenderer });
      throw new Error(`module not found: ${name} (a sandboxed preload has no modules)`);
    },
    done: () => { document.dispatchEvent(new CustomEvent(exposeEvent, { detail: '' })); },
  };
}

/** The text that runs in the page's own world before anything of the page. */
export function pageSource(): string {
  return `if (window === window.top) (${pageHalf.toString()})(${JSON.stringify(EXPOSE_EVENT)}, ${JSON.stringify(CLOSE_EVENT)});`;
}

/** The text that runs in the preload's isolated world. Its `process` is the little that a sandboxed preload has. */
export function preloadSource(preload: string): string {
  const process = { platform: globalThis.process.platform, arch: globalThis.process.arch, sandboxed: true, contextIsolated: true, type: 'renderer' };
  return `(() => {
    if (window !== window.top) return;
    const half = (${preloadHalf.toString()})((${makeCodec.toString()})(), globalThis.__stubOut, ${JSON.stringify(EXPOSE_EVENT)}, ${JSON.stringify(CLOSE_EVENT)});
    globalThis.__stubIn = half.receive;
    const module = { exports: {} };
    (function (require, module, exports, process) {${preload}\n})(half.require, module, module.exports, Object.freeze(${JSON.stringify(process)}));
    half.done();
  })();`;
}
