import { libvirtError } from '../../core/error-text.ts';
import type { SysinfoDef, SysinfoEntries } from './sysinfo-def.ts';

/** Reads `/proc/sysinfo` and `/proc/cpuinfo` of an s390 host. */
export function parseS390Sysinfo(sysinfo: string, cpuinfo: string): SysinfoDef {
  const manufacturer = delimited(cpuinfo, 'vendor_id', ':', '\n');
  const speeds = maxSpeeds(cpuinfo);
  const processors: SysinfoEntries[] = [];
  let at = manufacturer.end;
  for (;;) {
    const start = cpuinfo.indexOf('processor ', at);
    if (start === -1) break;
    const line = delimited(cpuinfo.slice(start), 'processor ', ':', '\n');
    at = start + line.end;
    processors.push({
      family: delimited(line.value, 'machine', '=', '\n').value,
      manufacturer: manufacturer.value,
      version: delimited(line.value, 'version', '=', ',').value,
      max_speed: speeds.get(processors.length),
      serial_number: delimited(line.value, 'identification', '=', ',').value,
    });
  }
  return {
    baseBoards: [],
    memories: [],
    processors,
    system: {
      manufacturer: delimited(sysinfo, 'Manufacturer', ':', '\n').value,
      serial: delimited(sysinfo, 'Sequence Code', ':', '\n').value,
      family: delimited(sysinfo, 'Type', ':', '\n').value,
    },
  };
}

/** `cpu number : N` is followed by `cpu MHz static : SPEED`. */
function maxSpeeds(cpuinfo: string): Map<number, string> {
  const speeds = new Map<number, string>();
  for (const found of cpuinfo.matchAll(/cpu number[^:\n]*:\s*(\d+)[^]*?cpu MHz static[^:\n]*:[ \t]*([^\n]*)/g)) {
    speeds.set(Number(found[1]), (found[2] ?? '').trimEnd());
  }
  return speeds;
}

function delimited(text: string, name: string, open: string, close: string): { readonly value: string; readonly end: number } {
  const start = text.indexOf(name);
  const from = start === -1 ? -1 : text.indexOf(open, start);
  if (from === -1) throw libvirtError('sysinfo', 'internal-error', `no '${name}' in the host's system information`);
  const found = text.indexOf(close, from + 1);
  const end = found === -1 ? text.length : found;
  return { value: text.slice(from + 1, end).trim(), end };
}
