import type { XmlElement } from '../../../../drivers/conf/xml/xml-tree.ts';
import { escapeXml } from '../../../../drivers/conf/xml/xml-escape.ts';
import type { MessageKey } from '../../../contract/message-keys.ts';
import { addChild, elementOf, readPath, removeChild, writePath } from '../element-paths.ts';
import { field, note, number, text, type FieldSpec } from '../field-spec.ts';
import type { HostOffer } from '../host-offer.ts';

const SET = /^\^?\d+(-\d+)?(,\^?\d+(-\d+)?)*$/;

/** What is wrong with a set of the host's processors, such as `0-3,^2,8`. */
export function cpusetProblem(host: HostOffer, value: string): MessageKey | undefined {
  if (value === '') return undefined;
  if (!SET.test(value)) return 'hw.problem.cpuset';
  const known = host.cells.flatMap(({ cpus }) => cpus);
  const most = known.length === 0 ? Infinity : Math.max(...known);
  for (const part of value.split(',')) {
    const [from = 0, to = from] = part.replace('^', '').split('-').map(Number);
    if (to < from) return 'hw.problem.cpuset';
    if (to > most) return 'hw.problem.noSuchCpu';
  }
  return undefined;
}

/** `0-3,8` of numbers. */
export function cpusetOf(cpus: readonly number[]): string {
  const parts: string[] = [];
  const sorted = [...new Set(cpus)].sort((a, b) => a - b);
  for (let at = 0; at < sorted.length; ) {
    let end = at;
    while (sorted[end + 1] === (sorted[end] ?? 0) + 1) end++;
    parts.push(end === at ? String(sorted[at]) : `${sorted[at]}-${sorted[end]}`);
    at = end + 1;
  }
  return parts.join(',');
}

const pins = (root: XmlElement): readonly XmlElement[] => root.child('cputune')?.elements('vcpupin') ?? [];
const linesOf = (value: string): readonly string[] => value.split('\n').map((line) => line.trim()).filter((line) => line !== '');

/** One line a processor of the machine; lines that are wrong stay as they are, to be put right. */
function setPins(root: XmlElement, value: string): void {
  const tune = root.child('cputune') ?? addChild(root, root, elementOf('<cputune/>'));
  for (const old of tune.elements('vcpupin')) removeChild(tune, old);
  for (const line of linesOf(value)) {
    const [vcpu = '', ...rest] = line.split(/[\s:]+/);
    addChild(root, tune, elementOf(`<vcpupin vcpu='${escapeXml(vcpu)}' cpuset='${escapeXml(rest.join(','))}'/>`));
  }
  if (tune.elements().length === 0) removeChild(root, tune);
}

function pinsProblem(host: HostOffer, root: XmlElement, value: string): MessageKey | undefined {
  const seen = new Set<string>();
  for (const line of linesOf(value)) {
    const [vcpu = '', set = ''] = line.split(' ');
    if (!/^\d+$/.test(vcpu) || set === '' || seen.has(vcpu)) return 'hw.problem.pin';
    if (Number(vcpu) >= Number(readPath(root, 'vcpu'))) return 'hw.problem.noSuchVcpu';
    const wrong = cpusetProblem(host, set);
    if (wrong !== undefined) return wrong;
    seen.add(vcpu);
  }
  return undefined;
}

/** I/O threads that have numbers of their own: those at the end go first. */
function setIoThreads(root: XmlElement, value: string): void {
  writePath(root, root, 'iothreads', value === '0' ? '' : value);
  const ids = root.child('iothreadids');
  for (const extra of ids?.elements('iothread').slice(Number(value) || 0) ?? []) if (ids !== undefined) removeChild(ids, extra);
  if (ids?.elements().length === 0) removeChild(root, ids);
}

/** Where a machine's threads run on the host, and its I/O threads. */
export const tuningFields: readonly FieldSpec[] = [
  text('vcpu@cpuset', 'hw.cpu.pinning', { group: 'hw.group.tuning', help: 'hw.cpu.pinningHelp', problem: ({ host }, value) => cpusetProblem(host, value) }),
  field('lines', 'vcpupin', 'hw.cpu.pins', {
    group: 'hw.group.tuning',
    help: 'hw.cpu.pinsHelp',
    read: ({ root }) => pins(root).map((pin) => `${pin.attribute('vcpu') ?? ''} ${pin.attribute('cpuset') ?? ''}`.trim()).join('\n'),
    write: ({ root }, value) => { setPins(root, value); },
    problem: ({ host, root }, value) => pinsProblem(host, root, value),
  }),
  text('cputune/emulatorpin@cpuset', 'hw.cpu.emulatorPin', { group: 'hw.group.tuning', problem: ({ host }, value) => cpusetProblem(host, value) }),
  note('hostCpus', 'hw.cpu.host', ({ host }) => host.cells.map(({ id, cpus }) => (host.cells.length === 1 ? cpusetOf(cpus) : `NUMA ${id}: ${cpusetOf(cpus)}`)).join('\n'), { group: 'hw.group.tuning', shown: ({ host }) => host.cells.length > 0 }),
  { ...number('iothreads', 'hw.cpu.iothreads', { group: 'hw.group.tuning', live: 'iothreads' }), write: ({ root }, value) => { setIoThreads(root, value); } },
];
