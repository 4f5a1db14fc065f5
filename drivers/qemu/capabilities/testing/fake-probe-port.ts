import { formatPlainJson, type PlainJson, type PlainJsonObject } from '../../../conf/json/plain-json.ts';
import { commandError } from '../../qmp/qmp-error.ts';
import { FakeQmpError, FakeQmpServer } from '../../qmp/testing/fake-qmp-server.ts';
import type { ProbePort } from '../probe-emulator.ts';

/** A small emulator's answers; what is not here is an error of that class. */
const ANSWERS: Readonly<Record<string, PlainJson>> = {
  'query-version': { qemu: { major: 7, minor: 2, micro: 22 }, package: 'Debian' },
  'query-target': { arch: 'x86_64' },
  'query-qmp-schema': [
    { 'name': 'device_add', 'meta-type': 'command', 'arg-type': '0', 'ret-type': '0', 'features': ['json-cli-hotplug'] },
    { 'name': 'object-add', 'meta-type': 'command', 'arg-type': '1', 'ret-type': '0' },
    { 'name': 'screendump', 'meta-type': 'command', 'arg-type': '3', 'ret-type': '0' },
    { 'name': '0', 'meta-type': 'object', 'members': [] },
    { 'name': '1', 'meta-type': 'object', 'members': [{ name: 'qom-type', type: '2' }], 'variants': [{ case: 'iothread', type: '0' }] },
    { 'name': '2', 'meta-type': 'enum', 'members': [{ name: 'secret' }], 'values': ['secret'] },
    { 'name': '3', 'meta-type': 'object', 'members': [{ name: 'device', type: 'str', default: null }, { name: 'format', type: '4' }] },
    { 'name': '4', 'meta-type': 'enum', 'values': ['ppm', 'png'] },
    { 'name': 'str', 'meta-type': 'builtin', 'json-type': 'string' },
  ],
  'query-commands': [{ name: 'query-cpu-definitions' }, { name: 'query-cpu-model-expansion' }, { name: 'query-vnc' }],
  'query-kvm': { enabled: true, present: true },
  'qom-list-types': [{ name: 'tcg-accel' }, { name: 'virtio-net-pci' }, { name: 'max-x86_64-cpu' }, { name: 'sev-guest' }],
  'device-list-properties virtio-blk-pci': [{ 'name': 'scsi', 'type': 'bool', 'default-value': false }],
  'qom-list-properties max-x86_64-cpu': [{ name: 'unavailable-features' }],
  'qom-list-properties none-machine': [{ name: 'confidential-guest-support' }],
  'query-machines': [
    { 'name': 'none', 'cpu-max': 1 },
    { 'name': 'pc-q35-7.2', 'alias': 'q35', 'cpu-max': 288, 'hotpluggable-cpus': true, 'numa-mem-supported': false },
    { 'name': 'pc-i440fx-7.2', 'alias': 'pc', 'is-default': true, 'cpu-max': 255, 'default-cpu-type': 'qemu64-x86_64-cpu', 'default-ram-id': 'pc.ram' },
  ],
  'query-cpu-definitions': [
    { 'name': 'max', 'typename': 'max-x86_64-cpu', 'unavailable-features': [], 'deprecated': false },
    { 'name': 'Nehalem', 'typename': 'Nehalem-x86_64-cpu', 'unavailable-features': ['fxsr-opt'] },
    { 'name': 'qemu64', 'typename': 'qemu64-x86_64-cpu', 'unavailable-features': [] },
  ],
  'query-tpm-models': ['tpm-tis'],
  'query-tpm-types': ['emulator'],
  'query-command-line-options': [{ option: 'sandbox', parameters: [] }, { option: 'spice', parameters: [{ name: 'gl' }] }],
  'query-migrate-capabilities': [{ capability: 'xbzrle', state: false }],
};

const BITS = ['fpu', 'vme', 'de', 'pse', 'tsc', 'msr', 'pae', 'mce', 'cx8', 'apic', 'sep', 'mtrr', 'pge', 'mca', 'cmov', 'pat', 'pse36', 'clflush', 'mmx', 'fxsr', 'sse', 'sse2', 'syscall', 'nx', 'lm'];

/** What the host's CPU is; without restriction it has one feature more, which does not let a guest move. */
function expansion(args: PlainJsonObject): PlainJson {
  const all = formatPlainJson(args).includes('"migratable":false');
  const props = Object.fromEntries(BITS.map((name) => [name, true]));
  return { model: { name: 'base', props: { ...props, 'invtsc': all, 'family': 6, 'model': 26, 'stepping': 5, 'vendor': 'GenuineIntel', 'hv-relaxed': all, 'min-level': 18446744073709551615n } } };
}

/** How the fake emulator differs from the usual one. */
export interface FakeProbeChanges {
  readonly answers?: Readonly<Record<string, PlainJson>>;
}

/** Undefined for what it does not know. */
function answerTo(command: string, args: PlainJsonObject, { answers }: FakeProbeChanges): PlainJson | undefined {
  const key = typeof args['typename'] === 'string' ? `${command} ${args['typename']}` : command;
  return command === 'query-cpu-model-expansion' ? expansion(args) : (answers?.[key] ?? ANSWERS[key]);
}

/** The class of the error that an unknown question gets. */
function errorClass(command: string): string {
  return command.endsWith('properties') ? 'DeviceNotFound' : 'GenericError';
}

/** A monitor of a QEMU that is not there. */
export function fakeProbePort(changes: FakeProbeChanges = {}): ProbePort {
  return {
    execute(command, args = {}) {
      const answer = answerTo(command, args, changes);
      return answer === undefined ? Promise.reject(commandError(command, { class: errorClass(command), desc: 'not here' })) : Promise.resolve(answer);
    },
  };
}

/** The same emulator behind a connection. */
export function fakeProbeServer(changes: FakeProbeChanges = {}): FakeQmpServer {
  const server = new FakeQmpServer();
  const commands = new Set([...Object.keys(ANSWERS).map((key) => key.split(' ')[0] ?? ''), 'query-cpu-model-expansion', 'query-sev-capabilities', 'query-sgx-capabilities']);
  for (const command of commands) {
    server.on(command, (args) => {
      const answer = answerTo(command, args, changes);
      if (answer === undefined) throw new FakeQmpError(errorClass(command), 'not here');
      return answer;
    });
  }
  return server;
}
