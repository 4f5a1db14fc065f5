import { enumOf, intOf, string, uint, yesNo } from '../lens/codec.ts';
import { unsupported, xmlError } from '../lens/conf-error.ts';
import { element } from '../lens/element.ts';
import type { ElementLens } from '../lens/element.ts';
import { attr, attrChild, child, list, text, textChild } from '../lens/fields.ts';
import type { LensValue, ValueOf } from '../lens/lens.ts';
import { storageSource } from './storage-source.ts';

const osType = element({ arch: attr(string), machine: attr(string), name: text(string) });

const FIRMWARE_FEATURES = ['enrolled-keys', 'secure-boot'] as const;
const firmwareFeature = element({
  enabled: attr(yesNo, { required: true }),
  name: attr(enumOf(FIRMWARE_FEATURES), { required: true }),
});

const firmware = element(
  { features: list(firmwareFeature, { name: 'feature' }) },
  {
    parsed(value) {
      value.features = FIRMWARE_FEATURES.flatMap((name) => value.features.filter((each) => each.name === name).slice(-1));
    },
    formatting: (value) => (value.features.length === 0 ? undefined : value),
  },
);

const initenv = element({ name: attr(string), value: text(string) });

const loader = element({
  readonly: attr(yesNo),
  secure: attr(yesNo),
  type: attr(enumOf(['rom', 'pflash']), { refused: 'none' }),
  stateless: attr(yesNo),
  path: text(string),
});

const nvramShape = { template: attr(string), type: attr(string), source: child(storageSource), path: text(string) };
type NvramStore = ValueOf<typeof nvramShape>;

const nvram: ElementLens<NvramStore> = element(nvramShape, {
  parsed(value) {
    if (value.type === undefined) value.source = undefined;
    else value.path = undefined;
  },
});

const bootmenu = element(
  { enable: attr(yesNo), timeout: attr(uint) },
  {
    parsed(value) {
      if (value.enable !== true) value.timeout = undefined;
      if ((value.timeout ?? 0) > 65_535) throw unsupported('invalid value for boot menu timeout, must be in range [0,65535]');
    },
    formatting: (value) => (value.enable === undefined ? undefined : value),
  },
);

const table = element({ type: attr(string, { required: () => xmlError('Missing acpi table type') }), path: text(string) });

const acpi = element(
  { tables: list(table, { name: 'table' }) },
  {
    parsed(value) {
      if (value.tables.length > 1) throw xmlError('Only one acpi table is supported');
      for (const each of value.tables) {
        if (each.type !== 'slic') throw xmlError(`Unknown acpi table type: ${each.type}`);
        if (each.path !== undefined) each.path = sanitizePath(each.path);
      }
    },
  },
);

/** A path without doubled and trailing slashes. */
export function sanitizePath(path: string): string {
  const start = /^\/\/(?!\/)/.test(path) ? '//' : path.startsWith('/') ? '/' : '';
  const rest = path.slice(start.length).replace(/^\/+/, '').replace(/\/+/g, '/');
  return start + (rest.length > 0 ? rest.replace(/\/$/, '') : '');
}

const boot = element({ dev: attr(enumOf(['fd', 'cdrom', 'hd', 'network']), { required: true }) });
/** What a machine may boot from. */
export type BootDevice = LensValue<typeof boot>['dev'];

const shape = {
  firmware: attr(string),
  type: child(osType),
  firmwareFeatures: child(firmware, { name: 'firmware' }),
  init: textChild(string),
  initarg: list(element({ value: text(string) })),
  initenv: list(initenv),
  initdir: textChild(string),
  inituser: textChild(string),
  initgroup: textChild(string),
  loader: child(loader),
  nvram: child(nvram),
  kernel: textChild(string),
  initrd: textChild(string),
  cmdline: textChild(string),
  dtb: textChild(string),
  root: textChild(string),
  acpi: child(acpi),
  boot: list(boot),
  bootmenu: child(bootmenu),
  bios: child(element({ useserial: attr(yesNo), rebootTimeout: attr(intOf()) })),
  smbios: attrChild('mode', string),
};

/** What the machine starts, and how. */
export type Os = ValueOf<typeof shape>;

/** What the machine starts, and how. */
export const os: ElementLens<Os> = element(shape, { block: true });

const KERNEL = ['kernel', 'initrd', 'cmdline', 'dtb', 'root'] as const;
const INIT = ['init', 'initarg', 'initenv', 'initdir', 'inituser', 'initgroup', 'cmdline'] as const;
const FIRMWARE = ['firmware', 'firmwareFeatures', 'acpi', 'boot', 'bootmenu', 'bios'] as const;
const LOADER = ['loader', 'nvram'] as const;

/** Drops what has no meaning for this kind of guest, as libvirt does by not reading it. */
export function settleOs(value: Os, osName: string): Os {
  const kept: (keyof Os)[] = ['type', 'smbios'];
  if (osName === 'hvm') kept.push(...KERNEL, ...FIRMWARE, ...LOADER);
  else if (osName === 'exe') kept.push(...INIT);
  else if (osName !== 'linux') kept.push(...KERNEL, ...LOADER);
  const settled = os.pick(value, kept);
  settled.boot = settled.boot.slice(0, 4);
  checkInit(settled);
  if (settled.firmware !== undefined && settled.firmware !== 'bios' && settled.firmware !== 'efi') throw xmlError(`unknown firmware value ${settled.firmware}`);
  return settled;
}

function checkInit(value: Os): void {
  for (const each of value.initarg) if (each.value === undefined) throw xmlError('No data supplied for <initarg> element');
  for (const each of value.initenv) {
    if (each.name === undefined) throw xmlError('No name supplied for <initenv> element');
    if (each.value === undefined) throw xmlError(`No value supplied for <initenv name='${each.name}'> element`);
  }
}

/** A loader with nothing said. */
export function newLoader(fields: Partial<LensValue<typeof loader>>): LensValue<typeof loader> {
  return loader.create(fields);
}
