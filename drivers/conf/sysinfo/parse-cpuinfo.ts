import type { SysinfoDef, SysinfoEntries } from './sysinfo-def.ts';

/** Reads `/proc/cpuinfo` of a POWER host. */
export function parsePpcCpuinfo(text: string): SysinfoDef {
  const processors: SysinfoEntries[] = [];
  let rest = text;
  for (let at = rest.indexOf('processor'); at !== -1; at = rest.indexOf('processor')) {
    const socket = fieldFrom(rest, at);
    rest = rest.slice(socket.from);
    const type = takeField(rest, 'cpu');
    rest = type.rest;
    const version = takeField(rest, 'revision');
    rest = version.rest;
    processors.push({ socket_destination: socket.value, type: type.value, version: version.value });
  }
  return { baseBoards: [], memories: [], processors, system: platformSystem(text) };
}

/** Reads `/proc/cpuinfo` of an ARM host, where firmware tables say nothing. */
export function parseArmCpuinfo(text: string): SysinfoDef {
  const named = ['model name', 'Processor'].map((name) => text.indexOf(name)).find((at) => at !== -1);
  const processors: SysinfoEntries[] = [];
  if (named !== undefined) {
    const type = fieldFrom(text, named).value;
    for (let at = text.indexOf('processor'); at !== -1; ) {
      const socket = fieldFrom(text, at);
      processors.push({ socket_destination: socket.value, type });
      at = text.indexOf('processor', socket.from);
    }
  }
  return { baseBoards: [], memories: [], processors, system: platformSystem(text) };
}

function platformSystem(text: string): SysinfoEntries | undefined {
  const at = text.indexOf('platform');
  if (at === -1) return undefined;
  const base = text.slice(at);
  return { family: takeField(base, 'platform').value, serial: takeField(base, 'model').value, version: takeField(base, 'machine').value };
}

/** `name : value` at a position: the value up to the end of the line (none without one), and where the value begins. */
function fieldFrom(text: string, at: number): { readonly value: string | undefined; readonly from: number } {
  const end = text.indexOf('\n', at);
  const colon = text.indexOf(':', at);
  let from = colon === -1 ? text.length : colon + 1;
  while (/\s/.test(text.charAt(from))) from++;
  return { value: end === -1 ? undefined : text.slice(from, Math.max(from, end)), from };
}

function takeField(text: string, name: string): { readonly value: string | undefined; readonly rest: string } {
  const at = text.indexOf(name);
  if (at === -1) return { value: undefined, rest: text };
  const { from } = fieldFrom(text, at);
  const end = text.indexOf('\n', from);
  return { value: end === -1 ? undefined : text.slice(from, end), rest: text.slice(from) };
}
