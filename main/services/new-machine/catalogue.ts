import catalogue from '../../../assets/image-catalogue.json' with { type: 'json' };
import type { CatalogueEntry } from '../../contract/new-machine.ts';
import { guestSystem } from '../guest-systems/guest-systems.ts';

/** A ready image and where its makers say what it must be. */
export interface CatalogueImage {
  readonly id: string;
  readonly osId: string;
  readonly kind: 'cloud' | 'iso';
  readonly url: string;
  /** Address of the list of checksums, beside the image or anywhere. */
  readonly checksums: string;
}

/** The images of `assets/image-catalogue.json`. */
export const CATALOGUE: readonly CatalogueImage[] = (catalogue as { readonly images: readonly CatalogueImage[] }).images;

/** The catalogue as the window shows it. */
export function catalogueEntries(): readonly CatalogueEntry[] {
  return CATALOGUE.map(({ id, osId, kind, url }) => ({ id, osId, kind, name: guestSystem(osId)?.name ?? osId, host: new URL(url).host, fileName: fileNameOf(url) }));
}

/** What a file of this address is called in a pool. @throws URIError for an address that is none */
export function fileNameOf(url: string): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  const name = decodeURIComponent(last).replace(/[^\w.+-]/g, '-').replace(/^\.+/, '');
  return name === '' ? 'image' : name.slice(0, 200);
}

const FORMS: readonly RegExp[] = [/^SHA(?:256|512) \(([^)]+)\) = ([0-9a-f]{64,128})$/i, /^([0-9a-f]{64,128}) [ *]?(.+)$/i];

/** A file's checksum in a list of them: coreutils' lines, BSD's, or one checksum alone; undefined: it is not there. */
export function checksumIn(list: string, fileName: string): string | undefined {
  const lines = list.split('\n').map((line) => line.trim());
  for (const line of lines) {
    const bsd = FORMS[0]?.exec(line);
    const core = FORMS[1]?.exec(line);
    const [name, sum] = bsd === null || bsd === undefined ? [core?.[2], core?.[1]] : [bsd[1], bsd[2]];
    if (name !== undefined && sum !== undefined && name.replace(/^.*\//, '').trim() === fileName && isSum(sum)) return sum.toLowerCase();
  }
  const alone = lines.filter((line) => line !== '');
  return alone.length === 1 && alone[0] !== undefined && isSum(alone[0]) ? alone[0].toLowerCase() : undefined;
}

function isSum(text: string): boolean {
  return /^([0-9a-f]{64}|[0-9a-f]{128})$/i.test(text);
}
