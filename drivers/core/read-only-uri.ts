/** A URI as libvirt knows it, and whether it asked for reading only. */
export interface ReadOnlyUri {
  readonly text: string;
  readonly readOnly: boolean;
}

/** Takes Vireo's own parameter `readonly` (alone, or `=1`) out of a URI: no daemon knows it. */
export function splitReadOnly(uri: string): ReadOnlyUri {
  const [, head = uri, query, fragment = ''] = /^([^?#]*)\?([^#]*)(#.*)?$/s.exec(uri) ?? [];
  if (query === undefined) return { text: uri, readOnly: false };
  const words = query.split('&');
  const kept = words.filter((word) => !/^readonly(=1)?$/i.test(word));
  if (kept.length === words.length) return { text: uri, readOnly: false };
  return { text: `${head}${kept.length === 0 ? '' : `?${kept.join('&')}`}${fragment}`, readOnly: true };
}
