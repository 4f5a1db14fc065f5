import { readFile } from 'node:fs/promises';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
};

/**
 * The page may load its own files and talk to its own server, nothing else. `style-src` allows inline
 * styles because xterm sets them; `blob:` and `data:` images are screenshots and marks.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every answer. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** A file to send. */
export interface StaticFile {
  readonly body: Buffer;
  readonly type: string;
  /** Whether its name changes with its content. */
  readonly immutable: boolean;
}

/** Reads a built file by its URL path; undefined for what is not there or would lead outside. */
export async function readStaticFile(root: string, urlPath: string): Promise<StaticFile | undefined> {
  // Pages of our own routes are all the one document.
  const wanted = urlPath === '/' || urlPath.startsWith('/window/') ? '/index.html' : urlPath;
  if (!/^(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$/.test(wanted)) return undefined;
  const type = TYPES[path.extname(wanted)];
  if (type === undefined) return undefined;
  try {
    return { body: await readFile(path.join(root, wanted)), type, immutable: wanted.startsWith('/assets/') };
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR')) return undefined;
    throw error;
  }
}
