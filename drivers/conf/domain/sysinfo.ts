import { enumOf, string } from '../lens/codec.ts';
import { confError } from '../lens/conf-error.ts';
import { element } from '../lens/element.ts';
import { attr, child, custom, list, text, textList } from '../lens/fields.ts';
import type { Field, LensValue } from '../lens/lens.ts';

/** `<entry name='…'>…</entry>` of known names, in libvirt's order. */
function entries(names: readonly string[]): Field<Partial<Record<string, string>>> {
  return custom<Partial<Record<string, string>>>({
    initial: () => ({}),
    read(xml) {
      const found: Partial<Record<string, string>> = {};
      for (const each of xml.elements('entry')) {
        const name = each.attribute('name');
        const value = each.text;
        if (name !== undefined && names.includes(name) && value !== '') found[name] ??= value;
      }
      return found;
    },
    write(values, _name, out) {
      for (const name of names) {
        const value = values[name];
        if (value === undefined) continue;
        out.begin('entry');
        out.attribute('name', name);
        out.endWithText('entry', value);
      }
    },
  });
}

/** Month, day and year, as firmware tables have them; two digits of a year mean 19xx. */
function isBiosDate(date: string): boolean {
  const [, month, day, year] = /^\s*([+-]?\d+)\/\s*([+-]?\d+)\/\s*([+-]?\d+)$/.exec(date)?.map(Number) ?? [];
  if (month === undefined || day === undefined || year === undefined) return false;
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && year >= 0 && (year < 100 || year >= 1900);
}

const bios = element(
  { entries: entries(['vendor', 'version', 'date', 'release']) },
  {
    block: true,
    parsed({ entries: { date } }) {
      if (date !== undefined && !isBiosDate(date)) throw confError('xml-detail', "Invalid BIOS 'date' format");
    },
  },
);

const block = (names: readonly string[]) => element({ entries: entries(names) }, { block: true });

const fwcfgEntry = element({ name: attr(string, { required: true }), file: attr(string), value: text(string) });

/** What the firmware tells the guest about the machine. */
export const sysinfo = element({
  type: attr(enumOf(['smbios', 'fwcfg']), { required: true }),
  bios: child(bios),
  system: child(block(['manufacturer', 'product', 'version', 'serial', 'uuid', 'sku', 'family'])),
  baseBoard: list(block(['manufacturer', 'product', 'version', 'serial', 'asset', 'location'])),
  chassis: child(block(['manufacturer', 'version', 'serial', 'asset', 'sku'])),
  oemStrings: child(element({ entry: textList(string) }, { block: true })),
  entries: list(fwcfgEntry, { name: 'entry' }),
});

/** What the firmware tells the guest about the machine. */
export type Sysinfo = LensValue<typeof sysinfo>;
