import { describe, expect, it } from 'vitest';
import { newCpuDef } from '../../cpu/cpu-def.ts';
import { capabilitiesOfEmulator, defaultCpuModel, machineOf } from '../conf/qemu-capabilities.ts';
import { formatEmulator, parseEmulator } from './capability-document.ts';
import { guestHostCpu, hypervisorModels } from './emulator-cpus.ts';
import { canonicalMachine, virtTypesOf } from './emulator.ts';
import { probeEmulation, probeEmulator } from './probe-emulator.ts';
import { qapiSchema, schemaHas } from './qapi-query.ts';
import { recordedPort } from './recorded-port.ts';
import { fakeProbePort } from './testing/fake-probe-port.ts';

const BINARY = '/usr/bin/qemu-system-x86_64';

describe('an emulator that is asked', () => {
  it('tells by its answers what it can', async () => {
    const emulator = await probeEmulator(fakeProbePort(), BINARY);
    expect(emulator).toMatchObject({ arch: 'x86_64', version: 7002022, package: 'Debian', hyperv: ['relaxed'] });
    expect([...emulator.flags].sort()).toEqual([
      'canonical-cpu-features', 'compat-deprecated', 'confidential-guest-support', 'cpu-cache', 'cpu-max', 'cpu-unavailable-features', 'device.json+hotplug', 'kvm', 'no-acpi', 'no-hpet',
      'object.qapified', 'query-cpu-definitions', 'query-cpu-model-expansion', 'screendump_device', 'screenshot-format-png', 'seccomp-sandbox', 'spice', 'spice-gl', 'tcg', 'tpm-emulator',
      'tpm-tis', 'virtio-blk-pci.scsi', 'virtio-blk-pci.scsi.default.disabled', 'virtio-net', 'vnc', 'x86-max-cpu',
    ]);
    expect(virtTypesOf(emulator)).toEqual(['kvm', 'qemu']);
    expect(emulator.kvm.machines.map((machine) => machine.name)).toEqual(['pc-i440fx-7.2', 'pc-q35-7.2']);
    expect(canonicalMachine(emulator, 'kvm', 'q35')).toBe('pc-q35-7.2');
    expect(hypervisorModels(emulator, 'kvm')).toContainEqual({ name: 'Nehalem', usable: 'no', blockers: ['fxsr_opt'], deprecated: false, vendor: 'Intel' });
  });

  it('is kept as a document and read from one', async () => {
    const emulator = await probeEmulator(fakeProbePort(), BINARY);
    await probeEmulation(fakeProbePort(), emulator);
    const text = formatEmulator(emulator);
    expect(text).toContain("<property name='invtsc' type='boolean' value='true' migratable='no'/>");
    expect(text).not.toContain('min-level');
    expect(formatEmulator(parseEmulator(text))).toBe(text);
    const caps = capabilitiesOfEmulator(parseEmulator(text));
    expect(defaultCpuModel(machineOf(caps, 'qemu', 'pc-i440fx-7.2'), caps)).toBe('qemu64');
    expect(caps.machines.filter((machine) => machine.numaMemory === false).map((machine) => [machine.virtType, machine.name])).toEqual([['kvm', 'pc-q35-7.2'], ['qemu', 'pc-q35-7.2']]);
  });

  it('tells what the host’s CPU is for its guests', async () => {
    const emulator = await probeEmulator(fakeProbePort(), BINARY);
    const own = newCpuDef({ kind: 'guest', model: 'Nehalem', features: [{ name: 'osxsave', policy: 'require' }] });
    const found = guestHostCpu(emulator, 'kvm', 'x86_64', () => own);
    expect(found?.reported).toMatchObject({ model: 'Nehalem', vendor: 'Intel', fallback: 'forbid' });
    expect(found?.reported.features).toContainEqual({ name: 'invtsc', policy: 'require' });
    expect(found?.migratable.features.map((feature) => feature.name)).not.toContain('invtsc');
    expect(found?.full.features.map((feature) => feature.name)).toEqual(expect.arrayContaining(['osxsave', 'invtsc']));
    expect(guestHostCpu(emulator, 'kvm', 'aarch64', () => own)).toBeUndefined();
  });

  it('is refused when it is too old, or talks nonsense', async () => {
    const old = { 'query-version': { qemu: { major: 2, minor: 11, micro: 1 }, package: '' } };
    await expect(probeEmulator(fakeProbePort({ answers: old }), BINARY)).rejects.toMatchObject({ code: 'config-unsupported', message: 'unsupported configuration: QEMU version >= 4.2.0 is required, but 2.11.1 found' });
    await expect(probeEmulator(fakeProbePort({ answers: { 'query-machines': { pc: true } } }), BINARY)).rejects.toMatchObject({ domain: 'qemu', code: 'internal-error' });
    const loop = { 'query-qmp-schema': [{ 'name': 'blockdev-add', 'meta-type': 'command', 'arg-type': 'a' }, { 'name': 'a', 'meta-type': 'array', 'element-type': 'a' }] };
    await expect(probeEmulator(fakeProbePort({ answers: loop }), BINARY)).rejects.toThrow('malformed QAPI schema');
  });
});

describe('the schema of QEMU’s monitor', () => {
  it('is asked for places', async () => {
    const schema = qapiSchema(await fakeProbePort().execute('query-qmp-schema'));
    const asked = ['screendump/arg-type/device', 'screendump/arg-type/*device', 'screendump/arg-type/*format', 'screendump/arg-type/device/!string', 'screendump/arg-type/format/^png', 'screendump/arg-type/format/^gif', 'object-add/arg-type/+iothread', 'nothing/arg-type', 'device_add/$json-cli-hotplug'];
    expect(asked.map((place) => schemaHas(schema, place))).toEqual([true, true, false, true, true, false, true, false, true]);
  });
});

describe('a recording', () => {
  it('answers only what was asked then', async () => {
    const port = recordedPort('{"execute":"query-kvm","id":"1"}\n\n{"return":{"enabled":true},"id":"1"}\n\n{"execute":"query-sgx-capabilities"}\n\n{"error":{"class":"GenericError","desc":"no"}}');
    await expect(port.execute('query-kvm')).resolves.toEqual({ enabled: true });
    await expect(port.execute('query-sev-capabilities')).rejects.toThrow("does not go on with 'query-sev-capabilities'");
    await expect(port.execute('query-sgx-capabilities')).rejects.toThrow("unable to execute QEMU command 'query-sgx-capabilities': no");
  });
});
