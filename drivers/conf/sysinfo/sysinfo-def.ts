import { block, element, text, writeDocument } from '../format/write-element.ts';
import type { XmlWriter } from '../lens/xml-writer.ts';

/** Named values in the order libvirt prints them; absent ones are undefined. */
export type SysinfoEntries = Readonly<Record<string, string | undefined>>;

/** What a host's firmware says about itself (SMBIOS), as in a domain's or the capabilities' `<sysinfo>`. */
export interface SysinfoDef {
  readonly bios?: SysinfoEntries | undefined;
  readonly system?: SysinfoEntries | undefined;
  readonly baseBoards: readonly SysinfoEntries[];
  readonly chassis?: SysinfoEntries | undefined;
  readonly processors: readonly SysinfoEntries[];
  readonly memories: readonly SysinfoEntries[];
  readonly oemStrings?: readonly string[] | undefined;
}

/** Whether a group has any value. */
export function hasEntries(entries: SysinfoEntries): boolean {
  return Object.values(entries).some((value) => value !== undefined);
}

/** The order of `<entry>` elements in each group; the parsers fill the groups by these names. */
const ORDER = {
  bios: ['vendor', 'version', 'date', 'release'],
  system: ['manufacturer', 'product', 'version', 'serial', 'uuid', 'sku', 'family'],
  baseBoard: ['manufacturer', 'product', 'version', 'serial', 'asset', 'location'],
  chassis: ['manufacturer', 'version', 'serial', 'asset', 'sku'],
  processor: [
    'socket_destination', 'type', 'family', 'manufacturer', 'signature', 'version', 'external_clock', 'max_speed',
    'status', 'serial_number', 'part_number',
  ],
  memory_device: [
    'size', 'form_factor', 'locator', 'bank_locator', 'type', 'type_detail', 'speed', 'manufacturer', 'serial_number',
    'part_number',
  ],
} as const;

/** `<sysinfo type='smbios'>…`, as libvirt prints it. */
export function formatSysinfoXml(def: SysinfoDef): string {
  return writeDocument((writer) => {
    element(writer, 'sysinfo', { type: 'smbios' }, () => {
      writeGroup(writer, 'bios', def.bios);
      writeGroup(writer, 'system', def.system);
      for (const board of def.baseBoards) writeGroup(writer, 'baseBoard', board);
      writeGroup(writer, 'chassis', def.chassis);
      for (const processor of def.processors) if (hasEntries(processor)) writeGroup(writer, 'processor', processor);
      for (const memory of def.memories) if (hasEntries(memory)) writeGroup(writer, 'memory_device', memory);
      const strings = def.oemStrings;
      if (strings === undefined) return;
      block(writer, 'oemStrings', {}, () => {
        for (const one of strings) text(writer, 'entry', one);
      });
    });
  });
}

function writeGroup(writer: XmlWriter, name: keyof typeof ORDER, entries: SysinfoEntries | undefined): void {
  if (entries === undefined) return;
  block(writer, name, {}, () => {
    for (const entry of ORDER[name]) text(writer, 'entry', entries[entry], { name: entry });
  });
}
