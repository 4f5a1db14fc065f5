import path from 'node:path';
import { protocol } from 'electron';
import { readStaticFile, SECURITY_HEADERS } from '../main/browser-host/static-files.ts';

/** Scheme and host of our pages. */
export const PAGE_SCHEME = 'vireo';
/** Origin of our pages. */
export const PAGE_ORIGIN = `${PAGE_SCHEME}://app`;

/** Makes the scheme a standard, secure one. Must run before the application is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
}

/** Serves the built page. `root` is the folder of the built window. */
export function handlePageScheme(root: string): void {
  protocol.handle(PAGE_SCHEME, async (request) => {
    const { host, pathname } = new URL(request.url);
    const file = host === 'app' && request.method === 'GET' ? await readStaticFile(path.resolve(root), pathname) : undefined;
    if (file === undefined) return new Response('', { status: 404, headers: SECURITY_HEADERS });
    return new Response(new Uint8Array(file.body), { headers: { ...SECURITY_HEADERS, 'content-type': file.type } });
  });
}

/** Whether an address is one of our own pages: the window itself, or a `/window/*` route. */
export function isOwnPage(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol: scheme, host, pathname } = new URL(url);
  return scheme === `${PAGE_SCHEME}:` && host === 'app' && (pathname === '/' || pathname === '/index.html' || pathname.startsWith('/window/'));
}
