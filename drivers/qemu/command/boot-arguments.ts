import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { escapeComma } from './props.ts';

/** `-boot`, and a kernel of the host's that the machine starts at once. */
export function bootArguments({ os }: DomainDef): string[] {
  const { bootmenu, bios, kernel, initrd, cmdline, dtb, acpi } = os;
  const options = [
    ...(bootmenu?.enable === undefined ? [] : [`menu=${bootmenu.enable ? 'on' : 'off'}`]),
    ...(bios?.rebootTimeout === undefined ? [] : [`reboot-timeout=${bios.rebootTimeout}`]),
    ...(bootmenu?.timeout === undefined ? [] : [`splash-time=${bootmenu.timeout}`]),
    'strict=on',
  ];
  const table = acpi?.tables[0]?.path;
  return [
    '-boot', options.join(','),
    ...given('-kernel', kernel),
    ...given('-initrd', initrd),
    ...given('-append', cmdline),
    ...given('-dtb', dtb),
    ...(table === undefined ? [] : ['-acpitable', `sig=SLIC,file=${escapeComma(table)}`]),
  ];
}

function given(option: string, value: string | undefined): string[] {
  return value === undefined ? [] : [option, value];
}
