import type { CommandOptions } from './command-options.ts';
import { featureFromQemu } from '../../capabilities/cpu-names.ts';
import { optionValue, type OptionValue } from './option-value.ts';
import { xml, xmlText } from './xml-text.ts';

/** What `-cpu` and `-smp` say: the CPU, how many of them, and what belongs among the machine's features and timers. */
export interface CommandCpu {
  readonly cpu: string;
  readonly vcpu: string;
  readonly features: readonly string[];
  readonly timers: readonly string[];
}

/** Settings of `-cpu` that are no features of a CPU. */
const SETTINGS = new Set(['migratable', 'host-cache-info', 'l3-cache', 'host-phys-bits', 'phys-bits', 'vendor', 'tsc-frequency', 'kvmclock', 'hv-time', 'kvm', 'pmu', 'kvm-pv-eoi', 'check', 'enforce', 'model']);

export function cpuOfCommand(command: CommandOptions, arch: string): CommandCpu {
  const text = command.take('cpu');
  const value = text === undefined ? new Map<string, string>() : cpuValue(text);
  const count = countsOf(command);
  const model = value.get('model');
  const topology = count.shape === undefined ? undefined : xml('topology', count.shape);
  const hyperv = hypervXml(value);
  return {
    cpu: model === undefined ? (topology === undefined ? '' : xml('cpu', {}, topology)) : cpuXml(model, value, arch, topology),
    vcpu: xmlText('vcpu', count.max, { current: count.now === count.max ? undefined : count.now }) ?? '',
    features: [
      ...(hyperv === '' ? [] : [xml('hyperv', {}, hyperv)]),
      ...(value.get('kvm') === 'off' ? [xml('kvm', {}, xml('hidden', { state: 'on' }))] : []),
      ...(value.has('pmu') ? [xml('pmu', { state: value.get('pmu') })] : []),
    ],
    timers: [
      ...(value.has('kvmclock') ? [xml('timer', { name: 'kvmclock', present: value.get('kvmclock') === 'on' ? 'yes' : 'no' })] : []),
      ...(value.get('hv-time') === 'on' ? [xml('timer', { name: 'hypervclock', present: 'yes' })] : []),
      ...(value.has('tsc-frequency') ? [xml('timer', { name: 'tsc', frequency: value.get('tsc-frequency') })] : []),
    ],
  };
}

/** `+feature` and `-feature` are the older way to say on and off; `hv_` is the older spelling. */
function cpuValue(text: string): OptionValue {
  const [model = '', ...settings] = text.split(',');
  const pairs = settings.map((each): [string, string] => {
    const [name = '', state] = each.startsWith('+') || each.startsWith('-') ? [each.slice(1), each.startsWith('+') ? 'on' : 'off'] : each.split('=');
    return [name.replace(/^hv_/, 'hv-'), state ?? 'on'];
  });
  return new Map([['model', model], ...pairs]);
}

function cpuXml(model: string, value: OptionValue, arch: string, topology: string | undefined): string {
  const host = model === 'host' || model === 'max';
  const features = [...value].filter(([name, state]) => !SETTINGS.has(name) && !name.startsWith('hv-') && !name.startsWith('kvm') && (state === 'on' || state === 'off'));
  const policies = features.map(([name, state]) => xml('feature', { policy: state === 'on' ? 'require' : 'disable', name: featureFromQemu(arch, name) }));
  if (host) return xml('cpu', { mode: model === 'host' ? 'host-passthrough' : 'maximum', check: 'none', migratable: value.get('migratable') }, topology, ...policies);
  return xml('cpu', { mode: 'custom', match: 'exact', check: 'none' }, xmlText('model', model, { fallback: 'forbid', vendor_id: value.get('vendor') }), topology, ...policies);
}

const SWITCHES = ['relaxed', 'vapic', 'vpindex', 'runtime', 'synic', 'stimer', 'reset', 'frequencies', 'reenlightenment', 'tlbflush', 'ipi', 'evmcs', 'avic'];

function hypervXml(value: OptionValue): string {
  const retries = value.get('hv-spinlocks');
  const vendor = value.get('hv-vendor-id');
  return [
    ...SWITCHES.filter((name) => value.get(`hv-${name}`) === 'on').map((name) => xml(name, { state: 'on' })),
    ...(retries === undefined ? [] : [xml('spinlocks', { state: 'on', retries: Number(retries) })]),
    ...(vendor === undefined ? [] : [xml('vendor_id', { state: 'on', value: vendor })]),
  ].join('');
}

interface Counts {
  readonly now: number;
  readonly max: number;
  readonly shape: Readonly<Record<string, number>> | undefined;
}

function countsOf(command: CommandOptions): Counts {
  const value = optionValue(command.take('smp') ?? '1', 'cpus');
  const number = (name: string): number | undefined => (value.has(name) ? Number(value.get(name)) : undefined);
  const [sockets, cores, threads] = [number('sockets'), number('cores'), number('threads')];
  const product = (sockets ?? 1) * (number('dies') ?? 1) * (cores ?? 1) * (threads ?? 1);
  const now = number('cpus') ?? product;
  const max = number('maxcpus') ?? Math.max(now, product);
  const plain = (cores ?? 1) === 1 && (threads ?? 1) === 1;
  const shape = plain || product !== max ? undefined : { sockets: sockets ?? 1, dies: number('dies') ?? 1, cores: cores ?? 1, threads: threads ?? 1 };
  return { now, max, shape };
}
