import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseCapabilitiesXml } from '../../conf/capabilities/capabilities.ts';
import { parseDomainCapabilitiesXml } from '../../conf/domain-capabilities/domain-capabilities.ts';
import { ConnectCompareCPUFlags, CPUCompareResult } from '../../core/constants.ts';
import { checkCpuFeature } from '../../cpu/cpu.ts';
import { parseCpuXml } from '../../cpu/cpu-xml.ts';
import { thisComputer } from '../../transport/exec/local-process.ts';
import type { ProcessChannel } from '../../transport/exec/process-channel.ts';
import { surroundingsHere } from '../../transport/exec/surroundings.ts';
import type { Surroundings } from '../../transport/exec/surroundings.ts';
import { FakeQmpServer } from '../qmp/testing/fake-qmp-server.ts';
import { capabilityMethods } from './capability-methods.ts';
import { EmulatorStore } from './emulator-store.ts';
import { fakeProbeServer } from './testing/fake-probe-port.ts';

describe('a store of emulators', () => {
  let folder: string;
  let binary: string;
  let started: string[][];
  let next: () => { readonly server: FakeQmpServer; readonly stderr: string };

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'emulators-'));
    binary = path.join(folder, 'qemu-system-x86_64');
    writeFileSync(binary, 'program', { mode: 0o755 });
    started = [];
    next = () => ({ server: fakeProbeServer(), stderr: '' });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** This computer, where only the emulator is not real. */
  function surroundings(): Surroundings {
    return {
      ...surroundingsHere({ PATH: folder, HOME: folder }),
      commands: {
        description: 'this computer',
        spawn(argv) {
          if (!argv.includes('-qmp')) return thisComputer.spawn(argv);
          started.push([...argv]);
          const { server, stderr } = next();
          const running: ProcessChannel = { channel: server.channel, stderrTail: () => stderr, exited: Promise.resolve({ code: 0, signal: undefined }), dispose: () => { server.channel.dispose(); } };
          return Promise.resolve(running);
        },
      },
    };
  }

  function store(): EmulatorStore {
    return new EmulatorStore(surroundings(), { cacheDir: path.join(folder, 'cache'), freshMs: 0 });
  }

  it('asks once, with acceleration and without, and keeps what it heard', async () => {
    const first = store();
    const [one, other] = await Promise.all([first.get(binary), first.get(binary)]);
    expect(other).toBe(one);
    expect(started.map((argv) => argv[argv.indexOf('-machine') + 1])).toEqual(['none,accel=kvm:tcg', 'none,accel=tcg']);
    expect(one.caps.has('kvm')).toBe(true);
    expect(one.emulator.tcg.machines).toHaveLength(2);
    expect(await first.get(binary)).toBe(one);
    const again = await store().get(binary);
    expect(started).toHaveLength(2);
    expect([...again.emulator.flags].sort()).toEqual([...one.emulator.flags].sort());
  });

  it('asks anew when the program has changed, or what was kept is damaged', async () => {
    await store().get(binary);
    utimesSync(binary, 1, 1);
    await store().get(binary);
    expect(started).toHaveLength(4);
    for (const name of readdirSync(path.join(folder, 'cache'))) writeFileSync(path.join(folder, 'cache', name), '{"key":');
    await store().get(binary);
    expect(started).toHaveLength(6);
  });

  it('says what the emulator said when it does not start, and when there is none', async () => {
    next = () => {
      const server = new FakeQmpServer({ greeting: '' });
      setImmediate(() => { server.cut(); });
      return { server, stderr: `${binary}: error while loading shared libraries: libfoo.so` };
    };
    await expect(store().get(binary)).rejects.toMatchObject({ code: 'internal-error', message: expect.stringContaining('error while loading shared libraries: libfoo.so') as string });
    await expect(store().get('/nowhere/qemu')).rejects.toThrow('Cannot check QEMU binary /nowhere/qemu');
    next = () => ({ server: fakeProbeServer(), stderr: '' });
    await expect(store().get(binary)).resolves.toMatchObject({ emulator: { arch: 'x86_64' } });
  });

  it('answers a connection about guests and CPUs', async () => {
    const methods = capabilityMethods(store(), surroundings());
    const capabilities = parseCapabilitiesXml(await methods.getCapabilities());
    expect(capabilities.guests.map((guest) => [guest.arch?.name, guest.arch?.domains.map((domain) => domain.type)])).toEqual([['i686', ['qemu', 'kvm']], ['x86_64', ['qemu', 'kvm']]]);
    expect(capabilities.guests[1]?.arch?.machines.map((machine) => machine.name)).toEqual(['pc-i440fx-7.2', 'pc', 'pc-q35-7.2', 'q35']);
    const domain = parseDomainCapabilitiesXml(await methods.getDomainCapabilities(undefined, 'x86_64', 'q35', 'qemu'));
    expect(domain).toMatchObject({ path: binary, domain: 'qemu', machine: 'pc-q35-7.2', arch: 'x86_64', maxVcpus: '288' });
    expect(domain.cpu?.modes.map((mode) => [mode.name, mode.supported])).toEqual([['host-passthrough', false], ['maximum', true], ['host-model', true], ['custom', true]]);
    await expect(methods.getDomainCapabilities(undefined, 'x86_64', 'isapc', undefined)).rejects.toThrow(`the machine 'isapc' is not supported by emulator '${binary}'`);
    await expect(methods.getDomainCapabilities(undefined, 'riscv64', undefined, undefined)).rejects.toThrow("unable to find any emulator to serve 'riscv64' architecture");
    await expect(methods.getDomainCapabilities(undefined, 'aarch64', undefined, undefined, 1)).rejects.toThrow('unsupported flags (0x1)');
    await expect(methods.getCPUModelNames('mars')).rejects.toThrow('cannot find architecture mars');
  });

  it('compares and combines CPUs by what the hypervisor gives', async () => {
    const methods = capabilityMethods(store(), surroundings());
    const compare = (xml: string, flags = 0): Promise<number> => methods.compareHypervisorCPU(undefined, 'x86_64', undefined, 'kvm', xml, flags);
    expect(await compare('<cpu><model>486</model></cpu>')).toBe(CPUCompareResult.SUPERSET);
    expect(await compare('<cpu><model>EPYC</model></cpu>')).toBe(CPUCompareResult.INCOMPATIBLE);
    await expect(compare('<cpu><model>EPYC</model></cpu>', ConnectCompareCPUFlags.FAIL_INCOMPATIBLE)).rejects.toMatchObject({ code: 'cpu-incompatible' });
    const hosts = ['<cpu><arch>x86_64</arch><model>Nehalem</model></cpu>', '<cpu><arch>x86_64</arch><model>Westmere</model></cpu>'];
    expect(parseCpuXml(await methods.baselineCPU(hosts))).toMatchObject({ model: 'Nehalem', fallback: 'allow' });
    // The emulator has neither sse4.2 nor popcnt, so no guest on it has.
    const given = parseCpuXml(await methods.baselineHypervisorCPU(undefined, 'x86_64', undefined, undefined, hosts));
    expect(given.fallback).toBe('forbid');
    expect(checkCpuFeature('x86_64', given, 'sse4.2')).toBe(false);
    await expect(methods.baselineCPU([])).rejects.toThrow('no CPUs given');
  });

  it('finds the program for an architecture', async () => {
    expect(await store().binaryFor('x86_64')).toBe(binary);
    expect(await store().binaryFor('riscv64')).toBeUndefined();
  });
});
