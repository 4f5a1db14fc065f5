import type { CatalogueEntry, NewMachineOffer, SystemInfo } from '../../../main/contract/new-machine.ts';

/** A line of the library: an image that is there, or one to download. */
export interface LibraryRow {
  readonly key: string;
  readonly section: 'cloud' | 'iso' | 'download';
  readonly name: string;
  readonly fileName: string;
  readonly sizeBytes: number | undefined;
  readonly where: string;
  /** Undefined: it must be downloaded first. */
  readonly path: string | undefined;
  readonly catalogueId: string | undefined;
}

/** The library of a host: ready images, installers, and what of the catalogue is not there yet. */
export function libraryOf(offer: NewMachineOffer, catalogue: readonly CatalogueEntry[], systems: readonly SystemInfo[], find: string): readonly LibraryRow[] {
  const names = new Map(systems.map(({ id, name }) => [id, name]));
  const there = new Set(offer.images.map(({ name }) => name));
  const images = offer.images.map((image): LibraryRow => ({
    key: image.path,
    section: image.iso ? 'iso' : 'cloud',
    name: (image.osId === undefined ? undefined : names.get(image.osId)) ?? image.name,
    fileName: image.name,
    sizeBytes: image.sizeBytes,
    where: image.pool,
    path: image.path,
    catalogueId: undefined,
  }));
  const downloads = catalogue.filter(({ fileName }) => !there.has(fileName)).map((entry): LibraryRow => ({
    key: `download:${entry.id}`, section: 'download', name: entry.name, fileName: entry.fileName, sizeBytes: undefined, where: entry.host, path: undefined, catalogueId: entry.id,
  }));
  const words = find.trim().toLowerCase();
  return (['cloud', 'iso', 'download'] as const).flatMap((section) =>
    [...images, ...downloads].filter((row) => row.section === section && `${row.name} ${row.fileName}`.toLowerCase().includes(words)),
  );
}
