/** A file of a datastore: `[name] directory/file`. */
export interface DatastorePath {
  readonly datastore: string;
  /** Below the datastore, without a slash in front; empty for the datastore itself. */
  readonly path: string;
}

/** Takes `[datastore] path` apart; undefined if it is something else. */
export function parseDatastorePath(text: string): DatastorePath | undefined {
  const match = /^\[([^\]]+)\] *(.*)$/s.exec(text);
  return match === null ? undefined : { datastore: match[1] ?? '', path: match[2] ?? '' };
}

/** `[datastore] path` of its parts. */
export function formatDatastorePath({ datastore, path }: DatastorePath): string {
  return path === '' ? `[${datastore}]` : `[${datastore}] ${path}`;
}

/** Takes `/vmfs/volumes/datastore/path` apart; undefined if it is something else. */
export function parseVmfsPath(text: string): DatastorePath | undefined {
  const match = /^\/vmfs\/volumes\/+([^/]+)\/+(.+)$/s.exec(text);
  return match === null ? undefined : { datastore: match[1] ?? '', path: match[2] ?? '' };
}
