import type { PlainJson, PlainJsonObject } from '../../conf/json/plain-json.ts';
import { cpuModels, isCpuArchitecture } from '../../cpu/cpu.ts';
import { qemuError, qmpErrorClass } from '../qmp/qmp-error.ts';
import { Reply } from '../qmp/reply.ts';
import { archFromQemu, featureFromQemu, isX86 } from './cpu-names.ts';
import { accelerationOf, bestVirtType, machineOf, newEmulator } from './emulator.ts';
import type { Acceleration, Emulator, EmulatorCpu, EmulatorMachine, VirtType } from './emulator.ts';
import { probeHostCpu } from './probe-host-cpu.ts';
import { COMMAND_LINE, COMMANDS, DEVICE_PROPERTIES, MACHINE_PROPERTIES, MIGRATION, OBJECT_PROPERTIES, OBJECT_TYPES, SCHEMA_PLACES, TPM_BACKENDS, TPM_MODELS } from './probe-tables.ts';
import type { FlagNames, PropertyFlags } from './probe-tables.ts';
import { probeGic, probeSev, probeSgx } from './probe-platform.ts';
import { qapiSchema, schemaHas } from './qapi-query.ts';

/** What is asked: a QMP monitor. */
export interface ProbePort {
  readonly execute: (command: string, args?: PlainJsonObject) => Promise<PlainJson>;
}

/** The oldest QEMU that is driven. */
const OLDEST = 4_002_000;

/**
 * Asks a running emulator for all it can. The questions are libvirt's, in its order, so that answers that were recorded fit.
 *
 * @throws config-unsupported when QEMU is too old.
 */
export async function probeEmulator(port: ProbePort, binary: string): Promise<Emulator> {
  const emulator = newEmulator(binary);
  await probeVersion(port, emulator);
  addBasicFlags(emulator);
  // Asked all at once: the other end may be far away.
  const [schemaAnswer, commands, kvm, types] = await Promise.all(['query-qmp-schema', 'query-commands', 'query-kvm', 'qom-list-types'].map((command) => port.execute(command)));
  const schema = qapiSchema(schemaAnswer ?? null);
  for (const [place, flag] of SCHEMA_PLACES) if (schemaHas(schema, place)) emulator.flags.add(flag);
  addFlags(emulator, COMMANDS, namesOf(commands ?? null, 'query-commands'));
  addKvm(emulator, new Reply('query-kvm', kvm));
  const type = bestVirtType(emulator) ?? 'qemu';
  const acceleration = accelerationOf(emulator, type);
  addFlags(emulator, OBJECT_TYPES, namesOf(types ?? null, 'qom-list-types'));
  await probeProperties(port, emulator);
  acceleration.machines = await probeMachines(port, emulator.arch);
  await probeMachineProperties(port, emulator, type);
  await probeCpus(port, emulator, acceleration);
  await probeTpm(port, emulator);
  await probeCommandLine(port, emulator);
  addFlags(emulator, MIGRATION, namesOf(await port.execute('query-migrate-capabilities'), 'query-migrate-capabilities', 'capability'));
  emulator.gic = await probeGic(port, emulator.arch);
  emulator.sev = emulator.flags.has('sev-guest') ? await probeSev(port) : undefined;
  if (emulator.sev === undefined) emulator.flags.delete('sev-guest');
  emulator.sgx = emulator.flags.has('sgx-epc') ? await probeSgx(port) : undefined;
  if (emulator.sgx === undefined) emulator.flags.delete('sgx-epc');
  addDerivedFlags(emulator);
  await probeHostCpu(port, emulator, type);
  return emulator;
}

/** Asks an emulator that was started without acceleration for what differs then. */
export async function probeEmulation(port: ProbePort, emulator: Emulator): Promise<void> {
  await probeCpus(port, emulator, emulator.tcg);
  await probeHostCpu(port, emulator, 'qemu');
  emulator.tcg.machines = await probeMachines(port, emulator.arch);
}

async function probeVersion(port: ProbePort, emulator: Emulator): Promise<void> {
  const reply = new Reply('query-version', await port.execute('query-version'));
  const version = reply.object('qemu');
  const [major, minor, micro] = [version.number('major'), version.number('minor'), version.number('micro')];
  emulator.version = major * 1_000_000 + minor * 1000 + micro;
  emulator.package = reply.string('package');
  if (emulator.version < OLDEST) throw qemuError('config-unsupported', `QEMU version >= 4.2.0 is required, but ${major}.${minor}.${micro} found`);
  emulator.arch = archFromQemu(new Reply('query-target', await port.execute('query-target')).string('arch'));
}

/** Flags that no answer tells. */
function addBasicFlags({ arch, version, flags }: Emulator): void {
  const basic: readonly string[] = isX86(arch)
    ? ['no-acpi', 'no-hpet']
    : arch === 'aarch64'
      ? ['no-acpi', 'aarch64-off', 'gic-version']
      : arch === 's390x' || arch === 's390'
        ? ['aes-key-wrap', 'dea-key-wrap', 'loadparm']
        : [];
  for (const flag of basic) flags.add(flag);
  if (version < 5_002_000) flags.add('enable-fips');
}

/** Flags that follow from others. */
function addDerivedFlags({ arch, flags }: Emulator): void {
  if (isX86(arch) && flags.has('query-cpu-model-expansion')) flags.add('cpu-cache');
  if (flags.has('cpu-unavailable-features')) flags.add('canonical-cpu-features');
  // Other architectures have the chip too, but no machine that takes it.
  if (['sparc', 'm68k', 'mips'].includes(arch)) flags.add('ncr53c90');
  if (flags.has('blockdev-reopen') && flags.has('migration-param.block-bitmap-mapping')) flags.add('incremental-backup');
  if (flags.has('object.qapified')) flags.add('compat-deprecated');
  if (flags.has('machine-hpet')) flags.delete('no-hpet');
}

function addFlags({ flags }: Emulator, table: FlagNames, names: readonly string[]): void {
  const known = new Set(names);
  for (const name of wordsOf(table.sameName ?? '')) if (known.has(name)) flags.add(name);
  for (const [flag, makers] of Object.entries(table.renamed)) if (wordsOf(makers).some((name) => known.has(name))) flags.add(flag);
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function namesOf(answer: PlainJson, command: string, key = 'name'): string[] {
  return Reply.list(command, answer).map((entry) => entry.string(key));
}

/** Undefined where QEMU answers with an error of that class. */
async function unless(errorClass: string, answer: Promise<PlainJson>): Promise<PlainJson | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (qmpErrorClass(error) === errorClass) return undefined;
    throw error;
  }
}

function addKvm({ flags }: Emulator, reply: Reply): void {
  if (reply.boolean('enabled') && reply.boolean('present')) flags.add('kvm');
}

async function probeProperties(port: ProbePort, { flags }: Emulator): Promise<void> {
  const wanted = ({ only }: PropertyFlags): boolean => only === undefined || flags.has(only);
  await Promise.all([
    ...DEVICE_PROPERTIES.filter(wanted).map((properties) => probeDevice(port, properties, flags)),
    ...OBJECT_PROPERTIES.filter(wanted).map(({ type, flags: made }) => probeObject(port, type, made, flags)),
  ]);
}

async function probeDevice(port: ProbePort, { type, flags: made }: PropertyFlags, flags: Set<string>): Promise<void> {
  const command = 'device-list-properties';
  const answer = await unless('DeviceNotFound', port.execute(command, { typename: type }));
  for (const entry of answer === undefined ? [] : Reply.list(command, answer)) {
    const flag = made[entry.string('name')];
    if (flag !== undefined) flags.add(flag);
    if (flag === 'virtio-blk-pci.scsi' && entry.has('default-value') && !entry.boolean('default-value')) flags.add('virtio-blk-pci.scsi.default.disabled');
  }
}

async function probeObject(port: ProbePort, type: string, made: Readonly<Record<string, string>>, flags: Set<string>): Promise<void> {
  const answer = await unless('DeviceNotFound', port.execute('qom-list-properties', { typename: type }));
  for (const name of answer === undefined ? [] : namesOf(answer, 'qom-list-properties')) {
    const flag = made[name];
    if (flag !== undefined) flags.add(flag);
  }
}

async function probeMachineProperties(port: ProbePort, emulator: Emulator, type: VirtType): Promise<void> {
  await Promise.all(MACHINE_PROPERTIES.map(async ({ type: name, flags }) => {
    const machine = name === 'none' ? 'none' : machineOf(emulator, type, name)?.name;
    if (machine !== undefined) await probeObject(port, `${machine}-machine`, flags, emulator.flags);
  }));
}

/** What an architecture's machines are when nothing is said, however QEMU may change its mind. */
const PREFERRED_MACHINES: Readonly<Record<string, string>> = {
  alpha: 'clipper', armv6l: 'integratorcp', armv7l: 'integratorcp', armv7b: 'integratorcp', aarch64: 'integratorcp', cris: 'axis-dev88', i686: 'pc',
  lm32: 'lm32-evr', m68k: 'mcf5208evb', microblaze: 'petalogix-s3adsp1800', microblazeel: 'petalogix-s3adsp1800', mips: 'malta', mipsel: 'malta',
  mips64: 'malta', mips64el: 'malta', or32: 'or1k-sim', ppc: 'g3beige', ppcle: 'g3beige', ppc64: 'pseries', ppc64le: 'pseries', ppcemb: 'bamboo',
  riscv32: 'spike_v1.10', riscv64: 'spike_v1.10', s390x: 's390-ccw-virtio', sh4: 'shix', sh4eb: 'shix', sparc: 'SS-5', sparc64: 'sun4u',
  unicore32: 'puv3', x86_64: 'pc', xtensa: 'sim', xtensaeb: 'sim',
};

/** The machine that an architecture's guests are if nothing is said, by its name or alias. */
export function preferredMachine(arch: string): string | undefined {
  return PREFERRED_MACHINES[arch];
}

/** The machine types; the one for guests that say nothing stands first. */
async function probeMachines(port: ProbePort, arch: string): Promise<EmulatorMachine[]> {
  const machines = Reply.list('query-machines', await port.execute('query-machines')).map(machineFrom).filter((machine) => machine.name !== 'none');
  const preferred = PREFERRED_MACHINES[arch];
  const wanted = machines.findLastIndex((machine) => preferred !== undefined && (machine.alias === preferred || machine.name === preferred));
  const first = wanted === -1 ? machines.findLastIndex((machine) => machine.isDefault) : wanted;
  if (first > 0) machines.unshift(...machines.splice(first, 1));
  return machines;
}

function machineFrom(entry: Reply): EmulatorMachine {
  return {
    name: entry.string('name'),
    alias: entry.stringOr('alias'),
    maxCpus: entry.numberOr('cpu-max') ?? 0,
    hotplugCpus: entry.booleanOr('hotpluggable-cpus') ?? false,
    isDefault: entry.booleanOr('is-default') ?? false,
    defaultCpu: entry.stringOr('default-cpu-type'),
    numaMemSupported: entry.booleanOr('numa-mem-supported') ?? true,
    defaultRamId: entry.stringOr('default-ram-id'),
    deprecated: entry.booleanOr('deprecated') ?? false,
  };
}

async function probeCpus(port: ProbePort, emulator: Emulator, acceleration: Acceleration): Promise<void> {
  if (!emulator.flags.has('query-cpu-definitions')) return;
  // Some architectures have the command, and say that it is not supported.
  const answer = await unless('GenericError', port.execute('query-cpu-definitions'));
  if (answer === undefined) return;
  acceleration.cpus = cpuDefinitions(answer, emulator.arch);
  if (acceleration.cpus.some((cpu) => cpu.name === 'max')) emulator.flags.add('cpu-max');
}

/** Reads the answer to query-cpu-definitions. */
export function cpuDefinitions(answer: PlainJson, arch: string): EmulatorCpu[] {
  const ours = arch.startsWith('ppc64') && isCpuArchitecture(arch) ? cpuModels(arch) : [];
  return Reply.list('query-cpu-definitions', answer).map((entry) => {
    const name = entry.string('name');
    const blockers = entry.strings('unavailable-features');
    const typeName = entry.stringOr('typename');
    return {
      // QEMU's names of Power processors became lower case.
      name: ours.find((model) => model.toLowerCase() === name.toLowerCase()) ?? name,
      typeName: typeName === '' ? undefined : typeName,
      usable: entry.has('unavailable-features') ? (blockers.length > 0 ? 'no' : 'yes') : undefined,
      deprecated: entry.booleanOr('deprecated') ?? false,
      blockers: blockers.map((feature) => featureFromQemu(arch, feature)),
    };
  });
}

async function probeTpm(port: ProbePort, { flags }: Emulator): Promise<void> {
  for (const [command, table] of [['query-tpm-models', TPM_MODELS], ['query-tpm-types', TPM_BACKENDS]] as const) {
    const answer = await unless('CommandNotFound', port.execute(command));
    if (answer === undefined) return;
    const words: readonly PlainJson[] = Array.isArray(answer) ? answer : [];
    for (const [word, flag] of Object.entries(table)) if (words.includes(word)) flags.add(flag);
  }
}

async function probeCommandLine(port: ProbePort, { flags }: Emulator): Promise<void> {
  const command = 'query-command-line-options';
  const options = new Map(Reply.list(command, await port.execute(command)).map((entry) => [entry.string('option'), entry.objects('parameters')]));
  for (const [option, parameter, flag] of COMMAND_LINE) {
    const parameters = options.get(option);
    if (parameters === undefined) continue;
    if (parameter === undefined || parameters.some((one) => one.stringOr('name') === parameter)) flags.add(flag);
  }
}
