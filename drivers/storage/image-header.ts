import { libvirtError } from '../core/error-text.ts';

/** Formats of images, in libvirt's order. */
export const IMAGE_FORMATS = [
  'none', 'raw', 'dir', 'bochs', 'cloop', 'dmg', 'iso', 'vpc', 'vdi', 'fat', 'vhd', 'ploop', 'cow', 'qcow', 'qcow2', 'qed', 'vmdk',
] as const;
/** A format of an image. */
export type ImageFormat = (typeof IMAGE_FORMATS)[number];

/** How many bytes {@link readImageHeader} may need. */
export const IMAGE_HEADER_BYTES = 0x8200;

/** What an image says about the one below it. */
export interface BackingHint {
  /** As written in the image: a path, a URI, or `json:…`. */
  readonly location: string;
  /** `auto`: the image does not say; `auto-safe`: it does not need to, because guests cannot change what is found. */
  readonly format: ImageFormat | 'auto' | 'auto-safe';
}

/** What the first bytes of an image tell. */
export interface ImageHeader {
  readonly format: ImageFormat;
  /** 0 where the header has no size of its own. */
  readonly capacityBytes: bigint;
  readonly clusterBytes: bigint;
  readonly encryption: 'qcow' | 'luks' | undefined;
  readonly backing: BackingHint | undefined;
  /** qcow2 version 3 only. */
  readonly features: readonly ('lazy_refcounts' | 'extended_l2')[] | undefined;
}

/** Reads numbers out of untrusted bytes; what lies outside is undefined. */
class Bytes {
  readonly #view: DataView;
  readonly length: number;
  readonly #little: boolean;

  constructor(bytes: Uint8Array, little: boolean) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.length = bytes.byteLength;
    this.#little = little;
  }

  u32(at: number): number | undefined {
    return at + 4 <= this.length ? this.#view.getUint32(at, this.#little) : undefined;
  }

  u64(at: number): bigint | undefined {
    return at + 8 <= this.length ? this.#view.getBigUint64(at, this.#little) : undefined;
  }

  text(at: number, length: number): string | undefined {
    if (at + length > this.length) return undefined;
    const bytes = new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, length);
    const end = bytes.indexOf(0);
    return new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end));
  }
}

/** How one format is recognized, and where its header keeps what. */
interface FormatInfo {
  readonly format: ImageFormat;
  readonly little: boolean;
  readonly magic: { readonly at: number; readonly bytes: readonly number[] };
  /** The versions we know, as 32-bit numbers; none: the format has no version. */
  readonly versions?: { readonly at: number; readonly known: readonly number[] };
  readonly size?: { readonly at: number; readonly unit: bigint };
  readonly encryption?: { readonly at: number; readonly modes: Readonly<Record<number, 'qcow' | 'luks'>> };
  readonly backing?: (bytes: Bytes) => BackingHint | undefined;
}

function ascii(text: string): number[] {
  return Array.from(new TextEncoder().encode(text));
}

const CLUSTER_BITS_OFFSET = 20;
const QCOW_SIZE_OFFSET = 24;
const QCOW2_HEADER_BYTES = 72;

const FORMATS: readonly FormatInfo[] = [
  { format: 'iso', little: true, magic: { at: 32769, bytes: ascii('CD001') } },
  { format: 'vpc', little: false, magic: { at: 0, bytes: ascii('conectix') }, versions: { at: 12, known: [0x10000] }, size: { at: 40, unit: 1n } },
  { format: 'vdi', little: true, magic: { at: 64, bytes: [0x7f, 0x10, 0xda, 0xbe] }, versions: { at: 68, known: [0x10001] }, size: { at: 368, unit: 1n } },
  { format: 'ploop', little: true, magic: { at: 0, bytes: ascii('WithouFreSpacExt') }, size: { at: 36, unit: 512n } },
  { format: 'cow', little: false, magic: { at: 0, bytes: ascii('OOOM') }, versions: { at: 4, known: [2] }, size: { at: 1036, unit: 1n }, backing: cowBacking },
  {
    format: 'qcow',
    little: false,
    magic: { at: 0, bytes: ascii('QFI') },
    versions: { at: 4, known: [1] },
    size: { at: QCOW_SIZE_OFFSET, unit: 1n },
    encryption: { at: 36, modes: { 1: 'qcow' } },
    backing: qcowBacking,
  },
  {
    format: 'qcow2',
    little: false,
    magic: { at: 0, bytes: ascii('QFI') },
    versions: { at: 4, known: [2, 3] },
    size: { at: QCOW_SIZE_OFFSET, unit: 1n },
    encryption: { at: 32, modes: { 1: 'qcow', 2: 'luks' } },
    backing: qcowBacking,
  },
  { format: 'qed', little: true, magic: { at: 0, bytes: ascii('QED') }, size: { at: 48, unit: 1n }, backing: qedBacking },
  { format: 'vmdk', little: true, magic: { at: 0, bytes: ascii('KDMV') }, versions: { at: 4, known: [1, 2, 3] }, size: { at: 12, unit: 512n }, backing: vmdkBacking },
];

const LUKS_MAGIC = [0x4c, 0x55, 0x4b, 0x53, 0xba, 0xbe, 0, 1];

/**
 * Reads the header of an image of a known format, or of a format to be found out. Finding out is dangerous: a guest
 * with a raw image decides what is found.
 *
 * @throws VirError `system-error` for the format `none`.
 * @libvirt virStorageFileProbeGetMetadata
 */
export function readImageHeader(bytes: Uint8Array, format: ImageFormat | 'auto'): ImageHeader {
  const actual = format === 'auto' ? probeImageFormat(bytes) : format;
  if (actual === 'none') throw libvirtError('storage', 'system-error', 'unknown storage file meta->format 0: Invalid argument');
  const info = FORMATS.find((one) => one.format === actual);
  const nothing = { format: actual, capacityBytes: 0n, clusterBytes: 0n, backing: undefined, features: undefined };
  if (info === undefined) return { ...nothing, encryption: actual === 'raw' && startsWith(bytes, 0, LUKS_MAGIC) ? 'luks' : undefined };
  const view = new Bytes(bytes, info.little);
  const encryption = info.encryption === undefined ? undefined : info.encryption.modes[view.u32(info.encryption.at) ?? 0];
  const size = info.size === undefined ? 0n : view.u64(info.size.at);
  if (size === undefined) return { ...nothing, encryption };
  const capacityBytes = size * (info.size?.unit ?? 1n);
  if (capacityBytes > 0xffff_ffff_ffff_ffffn) return { ...nothing, encryption };
  return {
    format: actual,
    capacityBytes,
    encryption,
    clusterBytes: actual === 'qcow2' ? clusterBytes(view) : 0n,
    backing: info.backing?.(view),
    features: actual === 'qcow2' ? qcow2Features(view) : undefined,
  };
}

/** What an image looks like; raw when like nothing known. */
export function probeImageFormat(bytes: Uint8Array): ImageFormat {
  const found = FORMATS.find(({ magic, versions, little }) => {
    if (!startsWith(bytes, magic.at, magic.bytes)) return false;
    return versions === undefined || versions.known.includes(new Bytes(bytes, little).u32(versions.at) ?? -1);
  });
  return found?.format ?? 'raw';
}

function startsWith(bytes: Uint8Array, at: number, wanted: readonly number[]): boolean {
  return wanted.every((byte, index) => bytes[at + index] === byte);
}

function clusterBytes(view: Bytes): bigint {
  const bits = view.u32(CLUSTER_BITS_OFFSET) ?? 0;
  return bits > 0 && bits < 64 ? 1n << BigInt(bits) : 0n;
}

function cowBacking(view: Bytes): BackingHint | undefined {
  const location = view.text(8, 1024) ?? '';
  return location === '' ? undefined : { location, format: 'auto' };
}

function qcowBacking(view: Bytes): BackingHint | undefined {
  const offset = view.u64(8);
  const length = view.u32(16) ?? 0;
  if (offset === undefined || offset === 0n || offset > BigInt(view.length) || length === 0 || length > 1023) return undefined;
  const location = view.text(Number(offset), length);
  return location === undefined ? undefined : { location, format: backingFormat(view, Number(offset)) };
}

/** Between header and backing file's name lie extensions; one of them names the backing file's format. */
function backingFormat(view: Bytes, end: number): BackingHint['format'] {
  const version = view.u32(4) ?? 0;
  if (version < 2) return 'auto';
  let at = version === 2 ? QCOW2_HEADER_BYTES : (view.u32(QCOW2_HEADER_BYTES + 28) ?? end);
  let found: BackingHint['format'] = 'auto';
  while (at < Math.min(end, view.length) - 8) {
    const kind = view.u32(at);
    const length = view.u32(at + 4) ?? 0;
    at += 8;
    if (kind === 0 || at + length > view.length) break;
    if (kind === 0xe279_2aca) {
      const name = view.text(at, length);
      const known = IMAGE_FORMATS.find((format) => format === name);
      if (known === undefined || known === 'none') return 'auto';
      found = known;
    }
    at += length;
  }
  return found;
}

function qcow2Features(view: Bytes): ImageHeader['features'] {
  const incompatible = view.u64(QCOW2_HEADER_BYTES);
  const compatible = view.u64(QCOW2_HEADER_BYTES + 8);
  if (view.u32(4) === 2 || incompatible === undefined || compatible === undefined) return undefined;
  return [...((compatible & 1n) === 0n ? [] : (['lazy_refcounts'] as const)), ...((incompatible & 16n) === 0n ? [] : (['extended_l2'] as const))];
}

function qedBacking(view: Bytes): BackingHint | undefined {
  const flags = view.u64(16) ?? 0n;
  if ((flags & 1n) === 0n) return undefined;
  const offset = view.u32(56) ?? 0;
  const length = view.u32(60) ?? 0;
  const location = length === 0 ? undefined : view.text(offset, length);
  return location === undefined ? undefined : { location, format: (flags & 4n) === 0n ? 'auto-safe' : 'raw' };
}

function vmdkBacking(view: Bytes): BackingHint | undefined {
  const start = 0x200;
  const description = view.length > start ? (view.text(start, view.length - start) ?? '') : '';
  const location = /parentFileNameHint="([^"]*)"/.exec(description)?.[1] ?? '';
  return location === '' ? undefined : { location, format: 'auto' };
}
