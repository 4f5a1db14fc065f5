import { isAppReady } from './ready.ts';
import { strict } from './strict.ts';

const schemes = new Set<string>();
const handlers = new Map<string, (request: Request) => Response | Promise<Response>>();

/** `protocol` of electron. Pages of a scheme are shown as `http://HOST.SCHEME.localhost`, which Chromium takes for secure, too. */
export const protocol = strict('protocol', {
  registerSchemesAsPrivileged: (list: readonly Electron.CustomScheme[]) => {
    if (isAppReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme, privileges } of list) {
      if (privileges?.standard !== true || privileges.secure !== true) throw new Error('electron stub: only standard, secure schemes are emulated');
      if (privileges.bypassCSP === true || privileges.allowServiceWorkers === true) throw new Error('electron stub: bypassCSP and service workers are not emulated');
      schemes.add(scheme);
    }
  },
  handle: (scheme: string, handler: (request: Request) => Response | Promise<Response>) => {
    if (!isAppReady()) throw new Error('protocol.handle can only be used when the app is ready');
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    handlers.set(scheme, handler);
  },
});

/** The address that Chromium gets. */
export function toHttp(url: string): string {
  return url.replace(/^([a-z][\w+.-]*):\/\/([^/?#]*)/, (whole, scheme: string, host: string) => (schemes.has(scheme) ? `http://${host}.${scheme}.localhost` : whole));
}

/** The address that the application sees. */
export function fromHttp(url: string): string {
  return url.replace(/^http:\/\/([^/?#]+)\.([a-z][a-z0-9-]*)\.localhost/, (whole, host: string, scheme: string) => (schemes.has(scheme) ? `${scheme}://${host}` : whole));
}

/** Whether the application serves an address itself. */
export function isHandled(url: string): boolean {
  return handlers.has(url.slice(0, url.indexOf(':')));
}

/** The application's answer, as `Fetch.fulfillRequest` wants it. */
export async function answer(url: string, method: string): Promise<object> {
  const handler = handlers.get(url.slice(0, url.indexOf(':')));
  if (handler === undefined) throw new Error(`no handler for ${url}`);
  const response = await handler(new Request(url, { method }));
  if (response.status >= 300 && response.status < 400) throw new Error('electron stub: redirects of a handled scheme are not emulated');
  return {
    responseCode: response.status,
    responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
  };
}
