import { IpcClient } from './client.ts';
import { askForSession, offerSession } from './session-handover.ts';
import { messagePortTransport, webSocketTransport } from './transports.ts';

/** How the page stands with the application. `refused`: this page may not talk to it (no session of ours). */
export type LinkState = 'connecting' | 'open' | 'lost' | 'refused';

/** The page's link: the client, and how it stands. */
export interface Link {
  readonly client: IpcClient;
  readonly state: () => LinkState;
  readonly onChange: (listener: () => void) => () => void;
}

const TOKEN_KEY = 'vireo.session';
const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 5000;

/** Connects to the host that this page runs in: a MessagePort from Electron's preload, else a WebSocket. */
export function connect(): Link {
  const listeners = new Set<() => void>();
  let state: LinkState = 'connecting';
  const set = (next: LinkState): void => {
    state = next;
    for (const listener of [...listeners]) listener();
  };
  const inElectron = 'vireoShell' in window;
  const client = new IpcClient(() => {
    set('lost');
    if (!inElectron) void openSocket(client, set, true);
  });
  if (inElectron) listenForPort(client, set);
  else void openSocket(client, set, false);
  return {
    client,
    state: () => state,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The preload hands the port over with a message to this very window. */
function listenForPort(client: IpcClient, set: (state: LinkState) => void): void {
  window.addEventListener('message', (event) => {
    const port = event.ports[0];
    if (event.source !== window || event.data !== 'vireo-port' || port === undefined) return;
    client.attach(messagePortTransport(port));
    set('open');
  });
  window.postMessage('vireo-ready', window.location.origin);
}

async function openSocket(client: IpcClient, set: (state: LinkState) => void, again: boolean): Promise<void> {
  const own = await sessionToken();
  let outcome = own === undefined ? 'refused' : await tryUntilAnswered(client, own, again);
  if (outcome === 'refused') {
    sessionStorage.removeItem(TOKEN_KEY);
    // A second tab, opened by the address alone: one that is connected vouches for it.
    const given = await askForSession();
    if (given !== undefined) outcome = await tryUntilAnswered(client, given, false);
    if (given !== undefined && outcome === 'open') sessionStorage.setItem(TOKEN_KEY, given);
  }
  set(outcome);
}

/** Tries again and again while the application cannot be reached. */
async function tryUntilAnswered(client: IpcClient, token: string, again: boolean): Promise<'open' | 'refused'> {
  for (let delayMs = again ? FIRST_RETRY_MS : 0; ; delayMs = Math.min(MAX_RETRY_MS, Math.max(FIRST_RETRY_MS, delayMs * 2))) {
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    const outcome = await tryOnce(client, token);
    if (outcome !== 'unreachable') return outcome;
  }
}

/** From the one-use code behind the `#` when there is one, else what this tab has kept. */
async function sessionToken(): Promise<string | undefined> {
  const [, code, open = ''] = /^#code=([\w-]+)(?:&(open=.*))?$/.exec(window.location.hash) ?? [];
  if (code === undefined) return sessionStorage.getItem(TOKEN_KEY) ?? undefined;
  window.history.replaceState(null, '', open === '' ? window.location.pathname : `${window.location.pathname}#${open}`);
  const reply = await fetch('/session', { method: 'POST', body: code, headers: { 'content-type': 'text/plain' } });
  if (!reply.ok) return sessionStorage.getItem(TOKEN_KEY) ?? undefined;
  const token = await reply.text();
  sessionStorage.setItem(TOKEN_KEY, token);
  return token;
}

/** Opens a socket; the token is its first message, and `ready` the answer. */
function tryOnce(client: IpcClient, token: string): Promise<'open' | 'refused' | 'unreachable'> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${window.location.origin.replace(/^http/, 'ws')}/wire`);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      socket.send(token);
    };
    socket.onclose = (event) => {
      resolve(event.code === 4401 ? 'refused' : 'unreachable');
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (event.data !== 'ready') return;
      client.attach(webSocketTransport(socket));
      socket.addEventListener('close', offerSession(token));
      resolve('open');
    };
  });
}
