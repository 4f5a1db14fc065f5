/** A path without doubled and trailing slashes; a URI, and exactly two leading slashes, keep theirs. */
export function sanitizePath(path: string): string {
  const scheme = path.indexOf('://');
  if (scheme !== -1 && path.indexOf('/') > scheme) return path;
  const head = /^\/\/(?!\/)/.test(path) ? '//' : '';
  const rest = path.slice(head.length).replace(/\/+/g, '/');
  return head + (head + rest === '/' ? rest : rest.replace(/\/$/, ''));
}
