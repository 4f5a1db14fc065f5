import type { ConnectUri } from '../api/driver.ts';
import { VirError } from './vir-error.ts';

/**
 * `scheme:[//authority]path[?query][#fragment]`, RFC 3986 appendix B. Not `new URL()`: that rewrites
 * `test:///default`, drops empty hosts and knows nothing of `qemu+ssh`.
 */
const SHAPE = /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

/**
 * Takes a connection URI apart.
 *
 * @throws invalid-arg when it is no URI, or holds a control character.
 */
export function parseConnectUri(text: string): ConnectUri {
  const match = hasControlCharacter(text) ? null : SHAPE.exec(text);
  if (match === null) throw bad(text);
  const [, rawScheme = '', authority = '', path = '', query = '', fragment] = match;
  const plus = rawScheme.indexOf('+');
  const scheme = (plus < 0 ? rawScheme : rawScheme.slice(0, plus)).toLowerCase();
  const transport = plus < 0 ? undefined : rawScheme.slice(plus + 1).toLowerCase();
  return {
    text,
    scheme,
    transport: transport === '' ? undefined : transport,
    ...parseAuthority(text, authority),
    path: decode(text, path),
    params: parseQuery(text, query),
    fragment,
  };
}

/** The value of the last parameter of that name. */
export function uriParam(uri: ConnectUri, name: string): string | undefined {
  return uri.params.findLast(([key]) => key === name)?.[1];
}

/** The URI's text without a password in it, for logs and messages. */
export function redactUri(text: string): string {
  return text.replace(/^([^/?#]*:\/\/[^/?#:@]*):[^/?#@]*@/, '$1@');
}

function parseAuthority(text: string, authority: string): Pick<ConnectUri, 'user' | 'host' | 'port'> {
  const at = authority.lastIndexOf('@');
  const user = at < 0 ? undefined : decode(text, authority.slice(0, at));
  const rest = authority.slice(at + 1);
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/.exec(rest);
  if (match === null) throw bad(text);
  const port = match[3] === undefined || match[3] === '' ? undefined : Number(match[3]);
  if (port !== undefined && port > 65535) throw bad(text);
  return { user: user === '' ? undefined : user, host: decode(text, match[1] ?? match[2] ?? ''), port };
}

function parseQuery(text: string, query: string): readonly (readonly [string, string])[] {
  return query
    .split(/[&;]/)
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      return equals < 0
        ? ([decode(text, part), ''] as const)
        : ([decode(text, part.slice(0, equals)), decode(text, part.slice(equals + 1))] as const);
    });
}

function decode(text: string, part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw bad(text, cause);
  }
}

function hasControlCharacter(text: string): boolean {
   
  return /[\x00-\x1f\x7f]/.test(text);
}

function bad(text: string, cause?: unknown): VirError {
  return new VirError({
    code: 'invalid-arg',
    domain: 'none',
    message: `invalid argument: unable to parse URI ${redactUri(text)}`,
    subject: redactUri(text),
    step: 'resolve',
    cause,
  });
}
