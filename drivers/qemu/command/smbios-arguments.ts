import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported, xmlError } from '../../conf/lens/conf-error.ts';
import type { Sysinfo } from '../../conf/domain/sysinfo.ts';
import type { CommandContext } from './command-context.ts';
import { escapeComma } from './props.ts';

/** `-smbios` and `-fw_cfg`: what the firmware tells the guest about the machine. */
export function smbiosArguments(def: DomainDef, context: CommandContext): string[] {
  return [...tables(def, context).flatMap((each) => ['-smbios', each]), ...firmwareConfig(def)];
}

function tables(def: DomainDef, { host }: CommandContext): string[] {
  switch (def.os.smbios) {
    case 'host':
      if (host.sysinfo === undefined) throw unsupported('Host SMBIOS information is not available', 'qemu');
      return smbiosTables(host.sysinfo, true);
    case 'sysinfo': {
      const own = def.sysinfo.find((each) => each.type === 'smbios');
      if (own === undefined) throw xmlError(`Domain '${def.name}' sysinfo are not available`, 'qemu');
      return smbiosTables(own, false);
    }
    default:
      return [];
  }
}

type Entries = Partial<Record<string, string>>;

function table(type: number, entries: Entries, names: readonly string[]): string {
  const fields = names.flatMap((name) => (entries[name] === undefined ? [] : [`${name}=${escapeComma(entries[name])}`]));
  return [`type=${type}`, ...fields].join(',');
}

const SYSTEM = ['manufacturer', 'product', 'version', 'serial', 'uuid', 'sku', 'family'];

function smbiosTables(info: Sysinfo, hostTables: boolean): string[] {
  const { bios, system, baseBoard, chassis, oemStrings } = info;
  if (baseBoard.length > 1) throw unsupported('qemu does not support more than one entry to Type 2 in SMBIOS table', 'qemu');
  const systemNames = hostTables ? SYSTEM.filter((name) => name !== 'uuid') : SYSTEM;
  const board = baseBoard.map(({ entries }) => {
    const text = table(2, entries, ['manufacturer', 'product', 'version', 'serial', 'asset', 'location']);
    return entries['manufacturer'] === undefined ? text.replace('type=2', 'type=2,manufacturer=') : text;
  });
  return [
    ...(bios === undefined ? [] : [table(0, bios.entries, ['vendor', 'version', 'date', 'release'])]),
    ...(system === undefined ? [] : [table(1, system.entries, systemNames)]),
    ...board,
    ...(chassis === undefined ? [] : [table(3, chassis.entries, ['manufacturer', 'version', 'serial', 'asset', 'sku'])]),
    ...(oemStrings === undefined ? [] : [['type=11', ...oemStrings.entry.map((value) => `value=${escapeComma(value)}`)].join(',')]),
  ];
}

function firmwareConfig(def: DomainDef): string[] {
  return def.sysinfo
    .filter((each) => each.type === 'fwcfg')
    .flatMap((each) => each.entries.flatMap(({ name, value, file }) => ['-fw_cfg', `name=${name}${value === undefined ? `,file=${file ?? ''}` : `,string=${value}`}`]));
}
