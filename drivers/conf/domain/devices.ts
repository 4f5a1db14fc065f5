import { enumOf, hexOf, intOf, onOff, string, u64, uint, uintOf, uuid, yesNo } from '../lens/codec.ts';
import type { Codec } from '../lens/codec.ts';
import { confError, unsupported, xmlError } from '../lens/conf-error.ts';
import { cpuSet } from '../lens/cpu-set.ts';
import { element } from '../lens/element.ts';
import { attr, attrChild, child, flag, list, text, textChild } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';
import { bytesChild, kibChild, sizeOf } from '../lens/sized.ts';
import { chardevFields, chardevTypeCodec, settleBackend } from './chardev.ts';
import { bootInfo, deviceInfo, nonZero, virtioOptions } from './device-info.ts';
import { VIRTIO_MODELS } from './disk.ts';

const virtioDriver = child(element(virtioOptions), { name: 'driver' });

// Filesystems -------------------------------------------------------------------------------------------------------

const octal: Codec<number> = {
  kind: 'string',
  decode(value, place) {
    const mode = /^[0-7]+$/.test(value) ? Number.parseInt(value, 8) : Number.NaN;
    if (Number.isNaN(mode) || mode > 0o777) throw xmlError(`invalid ${place.attribute ?? ''}: '${value}'`);
    return mode;
  },
  encode: (mode) => mode.toString(8).padStart(4, '0'),
};

const fsDriver = element({
  type: attr(enumOf(['path', 'handle', 'loop', 'nbd', 'ploop', 'virtiofs']), { refused: 'default' }),
  format: attr(enumOf(['raw', 'dir', 'bochs', 'cloop', 'dmg', 'iso', 'vpc', 'vdi', 'fat', 'vhd', 'ploop', 'cow', 'qcow', 'qcow2', 'qed', 'vmdk'])),
  wrpolicy: attr(enumOf(['immediate']), { refused: 'default' }),
  queue: attr(u64, { omit: (value) => value === 0n }),
  ...virtioOptions,
});

/** The process that serves a directory by virtiofs. */
export const fsBinary = element({
  path: attr(string),
  xattr: attr(onOff),
  cache: attrChild('mode', enumOf(['none', 'always'])),
  sandbox: attrChild('mode', enumOf(['namespace', 'chroot'])),
  lock: child(element({ posix: attr(onOff), flock: attr(onOff) })),
  thread_pool: attrChild('size', intOf({ nonNegative: true })),
});

const fsSource = element({
  dir: attr(string),
  socket: attr(string),
  dev: attr(string),
  file: attr(string),
  name: attr(string),
  usage: attr(u64),
  units: attr(string),
  pool: attr(string),
  volume: attr(string),
});

/** A directory, image or volume of the host as a file system of the guest. */
export const filesystem = element(
  {
    type: attr(enumOf(['mount', 'block', 'file', 'template', 'ram', 'bind', 'volume']), { default: 'mount' }),
    accessmode: attr(enumOf(['passthrough', 'mapped', 'squash'])),
    model: attr(enumOf(VIRTIO_MODELS), { refused: 'default' }),
    multidevs: attr(enumOf(['remap', 'forbid', 'warn']), { absent: 'default' }),
    fmode: attr(octal),
    dmode: attr(octal),
    driver: child(fsDriver),
    binary: child(fsBinary),
    source: child(fsSource),
    target: child(element({ dir: attr(string) })),
    readonly: flag(),
    ...bootInfo,
    spaceHardLimit: bytesChild({ name: 'space_hard_limit' }),
    spaceSoftLimit: bytesChild({ name: 'space_soft_limit' }),
  },
  {
    block: true,
    parsed(value) {
      if (value.source !== undefined) {
        if (value.type === 'ram') {
          const scale = { b: 1n, bytes: 1n, KB: 1000n, kB: 1000n, K: 1024n, KiB: 1024n, M: 1048576n, MiB: 1048576n, MB: 1000000n, G: 1073741824n, GiB: 1073741824n }[value.source.units ?? 'KiB'] ?? 1024n;
          value.source.usage = ((value.source.usage ?? 0n) * scale) / 1024n;
          value.source.units = 'KiB';
        }
        if (value.type === 'volume' && (value.source.pool === undefined || value.source.volume === undefined)) value.source = undefined;
      }
      if (value.driver?.type === undefined && value.driver !== undefined) {
        value.driver.format = undefined;
        value.driver.wrpolicy = undefined;
        value.driver.queue = undefined;
      }
      if (value.driver?.type !== 'virtiofs') value.binary = undefined;
      const source = value.source;
      const named = source === undefined ? undefined : (source.dir ?? source.socket ?? source.dev ?? source.file ?? source.name ?? source.pool ?? (value.type === 'ram' ? '' : undefined));
      if (named === undefined) throw missingSource();
      if (value.target?.dir === undefined && source?.socket === undefined) throw missingTarget();
    },
  },
);

function missingSource(): Error {
  return confError('no-source', undefined);
}

function missingTarget(): Error {
  return confError('no-target', undefined);
}

/** A directory, image or volume of the host as a file system of the guest. */
export type Filesystem = LensValue<typeof filesystem>;

// Input, sound, video ------------------------------------------------------------------------------------------------

/** The buses of input devices. */
export const INPUT_BUSES = ['ps2', 'usb', 'xen', 'parallels', 'virtio'] as const;

const inputSource = element({
  dev: attr(string),
  evdev: attr(string),
  grab: attr(enumOf(['all']), { refused: 'default' }),
  grabToggle: attr(enumOf(['ctrl-ctrl', 'alt-alt', 'shift-shift', 'meta-meta', 'scrolllock', 'ctrl-scrolllock']), { refused: 'default' }),
  repeat: attr(onOff),
});

/** A mouse, tablet, keyboard, or a device of the host. */
export const input = element(
  {
    type: attr(enumOf(['mouse', 'tablet', 'keyboard', 'passthrough', 'evdev']), { required: true }),
    bus: attr(enumOf([...INPUT_BUSES, 'none'])),
    model: attr(enumOf(VIRTIO_MODELS), { absent: 'default' }),
    driver: virtioDriver,
    source: child(inputSource),
    ...deviceInfo,
  },
  {
    parsed(value) {
      if (value.type === 'passthrough' || value.type === 'evdev') checkInputSource(value);
      else value.source = undefined;
    },
    formatting(value, context) {
      if (context.migratable && value.type === 'keyboard' && (value.bus === 'ps2' || value.bus === 'xen')) return undefined;
      return value.bus === 'none' ? { ...value, bus: undefined } : value;
    },
  },
);

function checkInputSource(value: { type: string; source: LensValue<typeof inputSource> | undefined }): void {
  if (value.source === undefined) {
    if (value.type === 'passthrough') throw xmlError("Missing required attribute 'evdev' in element 'source'", 'xml');
    throw xmlError("Missing required attribute 'dev' in element 'source'", 'xml');
  }
  if (value.type === 'passthrough') value.source = inputSource.create({ evdev: value.source.evdev });
  else value.source.evdev = undefined;
}

/** A mouse, tablet, keyboard, or a device of the host. */
export type Input = LensValue<typeof input>;

/** A USB hub. */
export const hub = element({ type: attr(enumOf(['usb']), { required: true }), ...deviceInfo });
/** A USB hub. */
export type Hub = LensValue<typeof hub>;

/** The sound cards. */
export const SOUND_MODELS = ['sb16', 'es1370', 'pcspk', 'ac97', 'ich6', 'ich9', 'usb', 'ich7'] as const;

/** A sound card. */
export const sound = element(
  {
    model: attr(enumOf(SOUND_MODELS), { required: true }),
    codecs: list(element({ type: attr(enumOf(['duplex', 'micro', 'output']), { required: true }) }), { name: 'codec' }),
    audio: attrChild('id', uintOf({ positive: true }), { mandatory: true }),
    ...deviceInfo,
  },
  {
    parsed(value) {
      if (value.model !== 'ich6' && value.model !== 'ich9') value.codecs = [];
      value.codecs = value.codecs.filter((each, index) => value.codecs.findIndex((other) => other.type === each.type) === index);
    },
  },
);
/** A sound card. */
export type Sound = LensValue<typeof sound>;

/** The video cards. */
export const VIDEO_TYPES = ['vga', 'cirrus', 'vmvga', 'xen', 'vbox', 'qxl', 'parallels', 'virtio', 'gop', 'none', 'bochs', 'ramfb'] as const;

const acceleration = element({ accel3d: attr(yesNo), accel2d: attr(yesNo), rendernode: attr(string) }, { keep: true });
const resolution = element(
  { x: attr(uint), y: attr(uint) },
  {
    keep: true,
    parsed(value, xml) {
      if (xml.attribute('x') === undefined || xml.attribute('y') === undefined) throw xmlError(`Missing required attribute '${xml.attribute('x') === undefined ? 'x' : 'y'}' in element 'resolution'`, 'xml');
    },
  },
);

const videoDriver = element({
  ...virtioOptions,
  vgaconf: attr(enumOf(['io', 'on', 'off']), { omit: (value) => value === 'io' }),
  name: attr(enumOf(['qemu', 'vhostuser']), { refused: 'default' }),
});

const videoModel = element(
  {
    type: attr(enumOf([...VIDEO_TYPES, 'default']), { default: 'default' }),
    ram: attr(uint, nonZero),
    vram: attr(uint, nonZero),
    vram64: attr(uint, nonZero),
    vgamem: attr(uint, nonZero),
    heads: attr(uint, nonZero),
    primary: attr(yesNo, { omit: (value) => !value }),
    acceleration: child(acceleration),
    resolution: child(resolution),
  },
  {
    parsed(value) {
      value.heads ??= 1;
      if (value.type !== 'qxl') {
        const refuse = (name: string): Error => xmlError(`${name} attribute only supported for video type qxl`);
        if (value.ram !== undefined) throw refuse('ram');
        if (value.vram64 !== undefined) throw refuse('vram64');
        if (value.vgamem !== undefined) throw refuse('vgamem');
      }
    },
  },
);

/** A video card. */
export const video = element(
  { driver: child(videoDriver), model: child(videoModel), ...deviceInfo },
  {
    block: true,
    parsed(value) {
      value.model ??= videoModel.create({ type: 'default' });
    },
  },
);
/** A video card. */
export type Video = LensValue<typeof video>;
/** The model of a video card with nothing said. */
export function newVideoModel(fields: Partial<LensValue<typeof videoModel>>): LensValue<typeof videoModel> {
  return videoModel.create(fields);
}

// Small ones ----------------------------------------------------------------------------------------------------------

/** A device that restarts a guest that hangs. */
export const watchdog = element({
  model: attr(enumOf(['i6300esb', 'ib700', 'diag288']), { required: true }),
  action: attr(enumOf(['reset', 'shutdown', 'poweroff', 'pause', 'dump', 'none', 'inject-nmi']), { default: 'reset' }),
  ...deviceInfo,
});
export type Watchdog = LensValue<typeof watchdog>;

/** The device that takes memory from the guest and gives it back. */
export const memballoon = element(
  {
    model: attr(enumOf(['virtio', 'xen', 'none', 'virtio-transitional', 'virtio-non-transitional']), { required: true }),
    autodeflate: attr(onOff),
    freePageReporting: attr(onOff),
    stats: attrChild('period', intOf()),
    ...deviceInfo,
    driver: virtioDriver,
  },
  {
    parsed(value) {
      if (value.stats !== undefined && value.stats <= 0) value.stats = undefined;
      if (value.model === 'none') value.alias = undefined;
    },
  },
);
export type Memballoon = LensValue<typeof memballoon>;

const rngBackend = element(
  {
    model: attr(enumOf(['random', 'egd', 'builtin']), { required: true }),
    type: attr(chardevTypeCodec),
    ...chardevFields,
    file: text(string),
  },
  {
    parsed(value, _xml, context) {
      if (value.model !== 'random') value.file = undefined;
      if (value.model !== 'egd') {
        value.type = undefined;
        value.sources = [];
        value.protocol = undefined;
        value.log = undefined;
        return;
      }
      if (value.type === undefined) throw xmlError("missing type for RNG egd backend");
      settleBackend(value, value.type, context);
    },
  },
);

/** A source of randomness. */
export const rng = element({
  model: attr(enumOf(VIRTIO_MODELS), { required: true }),
  rate: child(
    element({ bytes: attr(uintOf({ positive: true }), { required: true }), period: attr(uintOf({ positive: true })) }),
  ),
  backend: child(rngBackend, { required: () => xmlError('missing RNG device backend') }),
  driver: virtioDriver,
  ...deviceInfo,
});
export type Rng = LensValue<typeof rng>;

const tpmBackend = element(
  {
    type: attr(enumOf(['passthrough', 'emulator', 'external']), { required: true }),
    version: attr(enumOf(['1.2', '2.0']), { refused: 'default' }),
    persistent_state: attr(yesNo, { omit: (value) => !value }),
    device: attrChild('path', string),
    encryption: attrChild('secret', uuid),
    active_pcr_banks: child(element({ sha1: flag(), sha256: flag(), sha384: flag(), sha512: flag() })),
    source: child(element({ type: attr(string), mode: attr(string), path: attr(string) })),
  },
  {
    parsed(value) {
      if (value.type !== 'emulator') {
        value.version = undefined;
        value.persistent_state = undefined;
        value.encryption = undefined;
        value.active_pcr_banks = undefined;
      }
      if (value.type === 'passthrough') value.device ??= '/dev/tpm0';
      else value.device = undefined;
      if (value.type !== 'external') value.source = undefined;
      else checkExternalTpm(value.source);
    },
  },
);

function checkExternalTpm(source: { type: string | undefined; mode: string | undefined; path: string | undefined } | undefined): void {
  if (source?.type === undefined) throw xmlError("Missing required attribute 'type' in element 'source'", 'xml');
  if (source.type !== 'unix') throw unsupported(`backend type '${source.type}' unsupported for TPM type 'external'`);
  source.mode ??= 'connect';
}

/** The models of a TPM. */
export const TPM_MODELS = ['tpm-tis', 'tpm-crb', 'tpm-spapr', 'spapr-tpm-proxy'] as const;

/** A trusted platform module. */
export const tpm = element({ model: attr(enumOf(TPM_MODELS), { absent: 'default' }), backend: child(tpmBackend, { required: () => xmlError('missing TPM device backend') }), ...deviceInfo });
export type Tpm = LensValue<typeof tpm>;

/** A device that tells the host about the guest's panic. */
export const panic = element({ model: attr(enumOf(['isa', 'pseries', 'hyperv', 's390']), { absent: 'default' }), ...deviceInfo });
export type Panic = LensValue<typeof panic>;

/** Memory shared between machines. */
export const shmem = element(
  {
    name: attr(string, { required: () => xmlError("shmem element must contain 'name' attribute") }),
    role: attr(enumOf(['master', 'peer']), { absent: 'default' }),
    model: attrChild('type', enumOf(['ivshmem', 'ivshmem-plain', 'ivshmem-doorbell'])),
    size: child(element({ unit: attr(string), value: text(u64) })),
    server: child(element({ path: attr(string) }, { keep: true })),
    msi: child(element({ vectors: attr(uint, nonZero), ioeventfd: attr(onOff) }, { keep: true })),
    ...deviceInfo,
  },
  {
    parsed(value, xml) {
      value.model ??= 'ivshmem';
      const sizeXml = xml.child('size');
      if (sizeXml !== undefined && value.size !== undefined) {
        value.size = { unit: 'M', value: sizeOf(sizeXml, sizeXml.text, 1n, 1n) >> 20n };
      }
    },
  },
);
export type Shmem = LensValue<typeof shmem>;

const memorySource = element({
  path: textChild(string),
  alignsize: kibChild(),
  pmem: flag(),
  nodemask: textChild(cpuSet),
  pagesize: kibChild(),
});

const memoryTarget = element({
  sizeKiB: kibChild({ name: 'size' }),
  node: textChild(uint),
  label: child(element({ sizeKiB: kibChild({ name: 'size' }) })),
  readonly: flag(),
  block: kibChild(),
  requested: kibChild(),
  current: kibChild({ only: 'live' }),
});

/** A memory module. */
export const memoryDevice = element(
  {
    model: attr(enumOf(['dimm', 'nvdimm', 'virtio-pmem', 'virtio-mem', 'sgx-epc']), { required: true }),
    access: attr(enumOf(['shared', 'private']), { refused: 'default' }),
    discard: attr(yesNo),
    uuid: textChild(uuid),
    source: child(memorySource),
    target: child(memoryTarget, { required: () => xmlError("missing target element for <memory> device") }),
    ...deviceInfo,
  },
  {
    parsed(value) {
      if (value.source !== undefined && (value.model === 'nvdimm' || value.model === 'virtio-pmem') && value.source.path === undefined) {
        throw xmlError("path is required for model 'nvdimm'/'virtio-pmem'");
      }
    },
  },
);
export type MemoryDevice = LensValue<typeof memoryDevice>;

const iommuDriver = element({ intremap: attr(onOff), caching_mode: attr(onOff), eim: attr(onOff), iotlb: attr(onOff), aw_bits: attr(uint, nonZero) });

/** A memory management unit for devices. */
export const iommu = element({ model: attr(enumOf(['intel', 'smmuv3', 'virtio']), { required: true }), driver: child(iommuDriver), ...deviceInfo });
export type Iommu = LensValue<typeof iommu>;

/** Sockets between host and guest. */
export const vsock = element(
  {
    model: attr(enumOf(VIRTIO_MODELS), { absent: 'default' }),
    cid: child(element({ auto: attr(yesNo), address: attr(uint, nonZero) })),
    ...deviceInfo,
    driver: virtioDriver,
  },
  { keep: true },
);
export type Vsock = LensValue<typeof vsock>;

/** NVRAM of a pSeries machine. */
export const nvram = element({ ...deviceInfo }, { block: true });
export type Nvram = LensValue<typeof nvram>;

/** A lock held while the machine runs. */
export const lease = element({
  lockspace: textChild(string),
  key: textChild(string, { required: () => xmlError('Missing \'key\' element for lease') }),
  target: child(element({ path: attr(string), offset: attr(u64, { omit: (value) => value === 0n }) }), { required: () => xmlError("Missing 'target' element for lease") }),
});
export type Lease = LensValue<typeof lease>;

const usbVersion: Codec<string> = {
  kind: 'string',
  decode(value) {
    const match = /^(\d{1,2})(?:\.(\d{1,2}))?$/.exec(value);
    if (match === null) throw unsupported(`Cannot parse USB version ${value}`);
    return `${Number(match[1])}.${(match[2] ?? '0').padEnd(2, '0')}`;
  },
  encode: (value) => value,
};

function hexUpper(digits: number): Codec<number> {
  const inner = hexOf(digits);
  return {
    ...inner,
    decode: (value, place) => (value === '-1' ? -1 : inner.decode(value, place)),
    encode: (value) => `0x${value.toString(16).toUpperCase().padStart(digits, '0')}`,
  };
}

const minus = { omit: (value: number): boolean => value < 0 } as const;

const redirfilterDevice = element({
  class: attr(hexUpper(2), minus),
  vendor: attr(hexUpper(4), minus),
  product: attr(hexUpper(4), minus),
  version: attr(usbVersion, { absent: '-1' }),
  allow: attr(yesNo, { required: true }),
});

/** Which USB devices a viewer may hand over. */
export const redirfilter = element({ usbdev: list(redirfilterDevice) });
export type Redirfilter = LensValue<typeof redirfilter>;

