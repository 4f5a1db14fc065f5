import { libvirtError } from '../core/error-text.ts';
import type { VirError } from '../core/vir-error.ts';
import { IMAGE_HEADER_BYTES, readImageHeader, type ImageFormat, type ImageHeader } from './image-header.ts';
import { isPath, parseImageLocation, type ImageLocation } from './image-location.ts';

/** The host on which the images lie. */
export interface ImageHost {
  /** What is there under a path; undefined: nothing, or nothing we may see. */
  kindOf(path: string): Promise<'file' | 'block' | 'dir' | undefined>;
  /** The first bytes, as many as there are. */
  readHeader(path: string, bytes: number): Promise<Uint8Array>;
}

/** One image of a chain. */
export interface ChainImage {
  readonly location: ImageLocation;
  readonly format: ImageFormat;
  readonly capacityBytes: bigint;
  readonly encryption: ImageHeader['encryption'];
  /** Where the image says the next one is. */
  readonly backingLocation: string | undefined;
  /** The image above named it by this relative path. */
  readonly relativePath: string | undefined;
}

const MAX_DEPTH = 200;

/**
 * The images under an image, from the top down. A format is found out only where nothing lies below: what a guest
 * wrote into a raw image must not make us open other files.
 *
 * @throws VirError `system-error` for a file that is not there, `operation-invalid` where an image names no format,
 *   `internal-error` for a chain without end.
 * @libvirt virStorageSourceGetMetadata
 */
export async function backingChain(path: string, format: ImageFormat | 'auto', host: ImageHost, maxDepth: number = MAX_DEPTH): Promise<ChainImage[]> {
  const type = (await host.kindOf(path)) ?? 'file';
  const known = format === 'auto' || format === 'none' ? (type === 'dir' ? 'dir' : 'raw') : format;
  const images: ChainImage[] = [];
  let next: Step | undefined = { location: { type, path }, format: known, relativePath: undefined, above: undefined };
  while (next !== undefined) {
    if (images.length >= maxDepth) {
      throw libvirtError('storage', 'internal-error', `backing store for ${pathOf(next.location)} is self-referential or too deeply nested`);
    }
    const { image, below } = await readStep(next, path, host);
    images.push(image);
    next = below;
  }
  return images;
}

interface Step {
  readonly location: ImageLocation;
  readonly format: ImageFormat | 'auto' | 'auto-safe';
  readonly relativePath: string | undefined;
  /** The image whose backing file this is. */
  readonly above: { readonly path: string; readonly location: string } | undefined;
}

async function readStep(step: Step, top: string, host: ImageHost): Promise<{ readonly image: ChainImage; readonly below: Step | undefined }> {
  const { location, format, relativePath } = step;
  const wanted = format === 'auto-safe' ? 'auto' : format;
  if (location.type !== 'file' && location.type !== 'block') {
    if (format === 'auto') throw formatMissing(step);
    const shown = wanted === 'auto' ? 'raw' : wanted;
    return { image: { location, format: shown, capacityBytes: 0n, encryption: undefined, backingLocation: undefined, relativePath }, below: undefined };
  }
  if ((await host.kindOf(location.path)) === undefined) throw brokenChain(location.path, top);
  const header = readImageHeader(await host.readHeader(location.path, IMAGE_HEADER_BYTES), wanted);
  if (format === 'auto' && header.backing !== undefined) throw formatMissing(step);
  const image = {
    location,
    format: header.format,
    capacityBytes: header.capacityBytes,
    encryption: header.encryption,
    backingLocation: header.backing?.location,
    relativePath,
  };
  return { image, below: header.backing === undefined ? undefined : await stepBelow(location.path, header.backing, host) };
}

async function stepBelow(path: string, backing: NonNullable<ImageHeader['backing']>, host: ImageHost): Promise<Step | undefined> {
  const text = backing.location;
  const relative = isPath(text) && !text.startsWith('/');
  const found: ImageLocation = relative ? { type: 'file', path: besides(path, text) } : parseImageLocation(text);
  if (found.type === 'network' && found.incomplete) return undefined;
  const location: ImageLocation = found.type === 'file' ? { ...found, type: (await host.kindOf(found.path)) ?? 'file' } : found;
  return { location, format: backing.format, relativePath: relative ? text : undefined, above: { path, location: text } };
}

/** A relative path counts from the directory of the image, as written: links are not followed first. */
function besides(path: string, relative: string): string {
  const slash = path.lastIndexOf('/');
  if (slash === -1) return `./${relative}`;
  return slash === 0 ? `/${relative}` : `${path.slice(0, slash)}/${relative}`;
}

function pathOf(location: ImageLocation): string {
  return location.type === 'nvme' ? location.device : (location.path ?? '');
}

function brokenChain(path: string, top: string): VirError {
  const what = path === top ? `Cannot access storage file '${path}'` : `Cannot access backing file '${path}' of storage file '${top}'`;
  return libvirtError('storage', 'system-error', `${what}: No such file or directory`);
}

function formatMissing({ above, location }: Step): VirError {
  const hint = '(See https://libvirt.org/kbase/backing_chains.html for troubleshooting)';
  const image = `format of backing image '${above?.location ?? pathOf(location)}' of image '${above?.path ?? ''}'`;
  return libvirtError('storage', 'operation-invalid', `${image} was not specified in the image metadata ${hint}`);
}
