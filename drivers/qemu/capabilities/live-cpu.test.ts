import { describe, expect, it } from 'vitest';
import { domainContext } from '../../conf/domain/domain-context.ts';
import { parseDomainXml, type DomainDef } from '../../conf/domain/domain-def.ts';
import type { PlainJson } from '../../conf/json/plain-json.ts';
import { newCpuDef } from '../../cpu/cpu-def.ts';
import { x86Map } from '../../cpu/x86/x86-map.ts';
import { featureNames } from '../../cpu/x86/x86-model.ts';
import { featuresX86 } from '../../cpu/x86/x86-update.ts';
import { qemuCapabilities } from '../conf/qemu-capabilities.ts';
import { featureForQemu } from './cpu-names.ts';
import { readLiveCpu, updateLiveCpu } from './live-cpu.ts';
import type { ProbePort } from './probe-emulator.ts';

const CAPS = qemuCapabilities(new Set(['cpu-unavailable-features']), []);

/** A processor that has these features. */
function portOf(on: readonly string[], missing: readonly string[] = []): ProbePort {
  const names = [...x86Map().features.keys()].map((name) => featureForQemu('x86_64', name));
  return {
    execute(command, args): Promise<PlainJson> {
      if (command === 'qom-list') return Promise.resolve([{ name: 'type', type: 'string' }, { name: 'realized', type: 'bool' }, ...names.map((name) => ({ name, type: 'bool' }))]);
      const { property } = args ?? {};
      return Promise.resolve(property === 'unavailable-features' ? [...missing] : typeof property === 'string' && on.includes(property));
    },
  };
}

function domain(cpu: string): DomainDef {
  return parseDomainXml(`<domain type='kvm'><name>web</name><memory>1024</memory><os><type arch='x86_64'>hvm</type></os>${cpu}</domain>`, domainContext({}));
}

const pentium = featuresX86(newCpuDef({ kind: 'guest', model: 'pentium' }));

describe('the CPU of a guest that is about to run', () => {
  it('is what QEMU says it is', async () => {
    const live = await readLiveCpu(portOf(['fpu', 'fxsr-opt'], ['pclmulqdq']), 'x86_64');
    expect([live?.enabled, live?.disabled].map((data) => (data === undefined ? undefined : featureNames(data)))).toEqual([['fpu', 'fxsr_opt'], ['pclmuldq']]);
    const def = domain(`<cpu check='partial'><model>pentium</model><feature name='avx'/></cpu>`);
    await updateLiveCpu(def, portOf([...pentium, 'hypervisor'], ['avx']), CAPS);
    expect(def.cpu).toMatchObject({ check: 'full', features: [{ name: 'avx', policy: 'disable' }, { name: 'hypervisor', policy: 'require' }] });
  });

  it('is told all at once by newer versions, but for what is not in CPUID', async () => {
    const asked: unknown[] = [];
    const port: ProbePort = {
      execute(command, args) {
        asked.push(args?.['property'] ?? command);
        if (command === 'qom-list') return Promise.resolve([{ name: 'feature-words', type: 'X86CPUFeatureWordInfo' }, { name: 'fpu', type: 'bool' }, { name: 'rdctl-no', type: 'bool' }]);
        if (args?.['property'] === 'feature-words') return Promise.resolve([{ 'cpuid-register': 'EDX', 'cpuid-input-eax': 1, 'features': 3 }, { 'cpuid-register': 'EAX', 'cpuid-input-eax': 13, 'cpuid-input-ecx': 1, 'features': 1 }]);
        return Promise.resolve(args?.['property'] === 'rdctl-no' ? true : []);
      },
    };
    const live = await readLiveCpu(port, 'x86_64');
    expect(live === undefined ? [] : featureNames(live.enabled)).toEqual(['fpu', 'vme', 'xsaveopt', 'rdctl-no']);
    expect(asked).toEqual(['qom-list', 'unavailable-features', 'feature-words', 'rdctl-no']);
  });

  it('must be the one that was asked for where that was said', async () => {
    const def = domain(`<cpu check='full'><model>pentium</model></cpu>`);
    await expect(updateLiveCpu(def, portOf([...pentium, 'hypervisor']), CAPS)).rejects.toThrow("guest CPU doesn't match specification: extra features: hypervisor");
    await updateLiveCpu(def, portOf(pentium), CAPS);
    expect(def.cpu?.check).toBe('full');
    const clock = domain(`<cpu check='partial'><model>pentium</model><feature name='invtsc'/></cpu>`);
    await expect(updateLiveCpu(clock, portOf(pentium), CAPS)).rejects.toThrow("host doesn't support invariant TSC");
  });

  it('is not asked for where nobody can say, or nothing was said', async () => {
    const port: ProbePort = { execute: () => Promise.reject(new Error('asked')) };
    await updateLiveCpu(domain(''), port, CAPS);
    await updateLiveCpu(domain(`<cpu><model>pentium</model></cpu>`), port, qemuCapabilities(new Set(), []));
    const passthrough = domain(`<cpu mode='host-passthrough'/>`);
    await updateLiveCpu(passthrough, portOf(pentium), CAPS);
    expect(passthrough.cpu?.features).toEqual([]);
  });
});
