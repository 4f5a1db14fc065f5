import { checkMemberName } from './member-name.ts';
import { badAppliance, unsupportedAppliance } from './ovf-error.ts';

/** Digests a manifest may use, as Node calls them. */
export type Digest = 'sha1' | 'sha256' | 'sha512';

/** What a manifest says of one file. */
export interface ManifestEntry {
  readonly digest: Digest;
  readonly hex: string;
}

const LENGTHS: Readonly<Record<Digest, number>> = { sha1: 40, sha256: 64, sha512: 128 };

/** Reads a manifest: lines `SHA256(name)= hex` (DSP0243, 5.1). @throws invalid-arg for lines that are none. */
export function parseManifest(text: string): ReadonlyMap<string, ManifestEntry> {
  const found = new Map<string, ManifestEntry>();
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const match = /^\s*([A-Za-z0-9-]+)\s*\((.*)\)\s*=\s*([0-9a-fA-F]+)\s*$/.exec(line);
    if (match === null) throw badAppliance('the manifest is damaged');
    const [, algorithm = '', name = '', hex = ''] = match;
    const digest = algorithm.toLowerCase().replace('-', '');
    if (digest !== 'sha1' && digest !== 'sha256' && digest !== 'sha512') throw unsupportedAppliance(`digest '${algorithm}' in the manifest`);
    if (hex.length !== LENGTHS[digest]) throw badAppliance(`the manifest's digest of '${name}' is too short or too long`);
    checkMemberName(name);
    if (found.has(name)) throw badAppliance(`the manifest names '${name}' twice`);
    found.set(name, { digest, hex: hex.toLowerCase() });
  }
  return found;
}

/** A manifest's text. Its length depends on the names alone. */
export function formatManifest(digests: readonly (readonly [name: string, sha256: string])[]): string {
  return digests.map(([name, hex]) => `SHA256(${name})= ${hex}\n`).join('');
}
