import { sourceImage, type BlockImage } from '../block/block-image.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { fileSource } from '../../conf/domain/storage-source.ts';
import type { StorageSource } from '../../conf/domain/storage-source.ts';
import type { CommandContext } from './command-context.ts';
import { imageArguments } from './disk-arguments.ts';

interface Flash {
  readonly code: BlockImage;
  readonly variables: BlockImage | undefined;
}

function flashOf({ os: { loader, nvram } }: DomainDef): Flash | undefined {
  if (loader?.type !== 'pflash') return undefined;
  const store = nvram?.source ?? (nvram?.path === undefined ? undefined : fileSource(nvram.path));
  return {
    code: { ...flashImage(fileSource(loader.path), 0), isReadOnly: loader.readonly === true },
    variables: store === undefined ? undefined : flashImage(store, 1),
  };
}

function flashImage(source: StorageSource, number: number): BlockImage {
  const prefix = `libvirt-pflash${number}`;
  const image = sourceImage({ ...source, index: number + 1 }, 'raw', undefined, 'none', { nextId: () => 0 });
  const rename = (alias: string | undefined): string | undefined => alias?.replace(`libvirt-${number + 1}-`, `${prefix}-`);
  const { aliases } = image;
  return {
    ...image,
    storageNode: `${prefix}-storage`,
    formatNode: `${prefix}-format`,
    aliases: { auth: rename(aliases.auth), encryption: rename(aliases.encryption), cookie: rename(aliases.cookie), tls: rename(aliases.tls), reservations: rename(aliases.reservations) },
  };
}

/** QEMU's names of what a machine's flash memory is made of: code, and variables. */
export function pflashNodes(def: DomainDef): { readonly code: string | undefined; readonly variables: string | undefined } {
  const flash = flashOf(def);
  return { code: flash?.code.formatNode, variables: flash?.variables?.formatNode };
}

/** Flash memory as block devices. */
export function pflashArguments(def: DomainDef, context: CommandContext): string[] {
  const flash = flashOf(def);
  if (flash === undefined) return [];
  return [...imageArguments(flash.code, context), ...(flash.variables === undefined ? [] : imageArguments(flash.variables, context))];
}

/** `-bios`, and the lock on flash memory. */
export function loaderArguments({ os: { loader } }: DomainDef): string[] {
  if (loader?.type === 'pflash') return loader.secure === true ? ['-global', 'driver=cfi.pflash01,property=secure,value=on'] : [];
  return loader?.path === undefined || loader.type === undefined ? [] : ['-bios', loader.path];
}
