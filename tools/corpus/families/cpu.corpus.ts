import { baselineCpu, checkCpuFeature, compareCpu, convertLegacyCpu, expandCpuFeatures, migratableCpu, translateCpu, updateCpu } from '../../../drivers/cpu/cpu.ts';
import { newCpuDef } from '../../../drivers/cpu/cpu-def.ts';
import type { CpuDef, HypervisorCpuModel } from '../../../drivers/cpu/cpu-def.ts';
import { formatCpuXml, parseCpuXml } from '../../../drivers/cpu/cpu-xml.ts';
import { decodeX86 } from '../../../drivers/cpu/x86/x86-decode.ts';
import { encodeSignature, signatureOf } from '../../../drivers/cpu/x86/x86-signature.ts';
import type { X86Data } from '../../../drivers/cpu/x86/x86-data.ts';
import { updateLiveX86 } from '../../../drivers/cpu/x86/x86-update.ts';
import { parseX86Data } from '../../../drivers/cpu/x86/x86-xml.ts';
import { parsePlainJson } from '../../../drivers/conf/json/plain-json.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { hostCpuByQemu, hypervisorModels, x86DataOfExpansion } from '../../../drivers/qemu/capabilities/emulator-cpus.ts';
import { newEmulator } from '../../../drivers/qemu/capabilities/emulator.ts';
import type { Emulator } from '../../../drivers/qemu/capabilities/emulator.ts';
import { cpuDefinitions } from '../../../drivers/qemu/capabilities/probe-emulator.ts';
import { cpuExpansion } from '../../../drivers/qemu/capabilities/probe-host-cpu.ts';
import { Reply } from '../../../drivers/qemu/qmp/reply.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { CorpusCase, CorpusFiles } from '../corpus-case.ts';
import { expectedOf, inputOf, type CorpusOutput, type CorpusTransformation } from '../transformation.ts';

const RESULTS = { incompatible: 'VIR_CPU_COMPARE_INCOMPATIBLE', identical: 'VIR_CPU_COMPARE_IDENTICAL', superset: 'VIR_CPU_COMPARE_SUPERSET' } as const;

function compared(host: CpuDef, cpu: CpuDef): string {
  try {
    return RESULTS[compareCpu(host.arch ?? '', host, cpu)];
  } catch (error) {
    if (VirError.is(error)) return 'VIR_CPU_COMPARE_ERROR';
    throw error;
  }
}

function cpuOf(one: CorpusCase, files: CorpusFiles, index: number): CpuDef {
  return parseCpuXml(files.text(inputOf(one, index)));
}

/** The lists of models that libvirt's test program has under these names. */
const MODEL_LISTS: Readonly<Record<string, readonly string[]>> = {
  model486: ['486'],
  nomodel: ['nomodel'],
  models: ['qemu64', 'core2duo', 'Nehalem'],
  haswell: ['SandyBridge', 'Haswell'],
  ppc_models: ['POWER6', 'POWER7', 'POWER8'],
};

function modelsOf(params: string): HypervisorCpuModel[] | undefined {
  return MODEL_LISTS[params.replace('models=', '')]?.map((name) => ({ name, usable: 'unknown', blockers: [], deprecated: false }));
}

/** The signature as libvirt's test prints it. */
function signatureText(data: X86Data): string {
  const { family, model, stepping } = signatureOf(data);
  const line = (name: string, value: number): string => `${name.padEnd(10)}${String(value).padStart(3)} (0x${value.toString(16).padStart(2, '0')})\n`;
  const value = encodeSignature({ family, model, stepping }).toString(16).padStart(6, '0');
  return `${value}\n${line('family:', family)}${line('model:', model)}${line('stepping:', stepping)}`;
}

function baseline(one: CorpusCase, files: CorpusFiles): readonly CorpusOutput[] {
  const cpus = parseXml(files.text(inputOf(one))).root.elements('cpu').map((cpu) => parseCpuXml(cpu, 'host'));
  const result = baselineCpu(one.tag, cpus, { migratable: one.params.includes('MIGRATABLE') });
  if (one.params.includes('EXPAND_FEATURES')) expandCpuFeatures(one.tag, result);
  const suffix = one.params.includes('EXPAND_FEATURES') ? 'expanded' : one.params.includes('MIGRATABLE') ? 'migratable' : 'result';
  const expected = one.expected[0] ?? inputOf(one).replace(/\.xml$/, `-${suffix}.xml`);
  const fits = cpus.map((cpu) => compared(cpu, result)).every((word) => word !== RESULTS.incompatible && word !== 'VIR_CPU_COMPARE_ERROR');
  const outputs: CorpusOutput[] = [{ actual: String(fits), expected: { text: 'true' } }];
  // Some expectations are in no column of the index, and not in every copy of the corpus.
  if (files.find(expected) !== undefined) outputs.push({ actual: formatCpuXml(result), expected });
  return outputs;
}

/** QEMU's answers as recorded: the host's CPU, and the models if they count in this case. */
function emulatorOf(one: CorpusCase, files: CorpusFiles): Emulator {
  const name = one.input.find((file) => file.endsWith('.json')) ?? inputOf(one).replace(/\.xml$/, '.json');
  const [expansion, definitions] = files.text(name).split(/\n\s*\n/).map((text) => new Reply('recorded', parsePlainJson(text)));
  const emulator = newEmulator('/usr/bin/qemu');
  emulator.arch = one.tag;
  if (expansion !== undefined) emulator.kvm.hostCpu = cpuExpansion(expansion.object('return').object('model'), true);
  if (one.params.includes('JSON_MODELS')) emulator.kvm.cpus = cpuDefinitions(definitions?.value['return'] ?? [], one.tag);
  return emulator;
}

/** What two CPUs have switched on, whatever they say of what is off. */
function featuresOn(cpu: CpuDef, arch: string): string {
  expandCpuFeatures(arch, cpu);
  return [cpu.model ?? '', ...cpu.features.filter(({ policy }) => policy === 'require').map(({ name }) => name)].join('\n');
}

/** A guest's CPU, corrected by what QEMU turned on and off, is the CPU that QEMU says the host's is. */
function liveUpdate(one: CorpusCase, files: CorpusFiles, emulator: Emulator): CorpusOutput {
  const cpu = parseCpuXml(files.text(inputOf(one).replace(/\.json$/, '-guest.xml')));
  const wanted = parseCpuXml(files.text(expectedOf(one, 0)));
  if (cpu.model !== wanted.model) {
    cpu.fallback = 'allow';
    const offered = hypervisorModels(emulator, 'kvm')?.find((model) => model.name === wanted.model);
    translateCpu(one.tag, cpu, [offered ?? { name: wanted.model ?? '', usable: 'unknown', blockers: [], deprecated: false }]);
    cpu.fallback = 'forbid';
  }
  updateLiveX86(cpu, parseX86Data(files.text(expectedOf(one, 1))), parseX86Data(files.text(expectedOf(one, 2))));
  return { actual: featuresOn(cpu, one.tag), expected: { text: featuresOn(wanted, one.tag) } };
}

export const transformations: readonly CorpusTransformation[] = [
  {
    corpus: 'cpu-compare',
    run: (one, files) => [{ actual: compared(cpuOf(one, files, 0), cpuOf(one, files, 1)), expected: { text: one.params.replace('expect ', '') } }],
  },
  {
    corpus: 'cpu-update',
    run(one, files) {
      const host = cpuOf(one, files, 0);
      const guest = cpuOf(one, files, 1);
      updateCpu(one.tag, guest, migratableCpu(one.tag, host));
      const outputs: CorpusOutput[] = [{ actual: formatCpuXml(guest), expected: expectedOf(one) }];
      const wanted = one.params.replace('then compare expects ', '');
      if (wanted !== '-') outputs.push({ actual: compared(host, guest), expected: { text: wanted } });
      return outputs;
    },
  },
  {
    corpus: 'cpu-guest',
    run(one, files) {
      const host = cpuOf(one, files, 0);
      const guest = cpuOf(one, files, 1);
      convertLegacyCpu(one.tag, guest);
      compareCpu(one.tag, host, guest, { failIncompatible: true });
      updateCpu(one.tag, guest, host);
      translateCpu(one.tag, guest, modelsOf(one.params));
      return [{ actual: formatCpuXml(guest), expected: expectedOf(one) }];
    },
  },
  { corpus: 'cpu-baseline', run: baseline },
  {
    corpus: 'cpu-hasfeature',
    run(one, files) {
      const has = checkCpuFeature(one.tag, cpuOf(one, files, 0), one.name.split('|')[1] ?? '');
      return [{ actual: has ? 'YES' : 'NO', expected: { text: one.params.replace('expect ', '') } }];
    },
  },
  {
    corpus: 'cpu-cpuid-host',
    run(one, files) {
      const data = parseX86Data(files.text(inputOf(one)));
      const host = newCpuDef({ kind: 'host', arch: one.tag });
      decodeX86(host, data);
      const guest = newCpuDef({ kind: 'guest', fallback: 'forbid' });
      decodeX86(guest, data, { models: one.params.includes('JSON_MODELS') ? hypervisorModels(emulatorOf(one, files), 'kvm') : undefined });
      return [
        { actual: formatCpuXml(host), expected: expectedOf(one, 0) },
        { actual: formatCpuXml(guest), expected: expectedOf(one, 1) },
        { actual: signatureText(data), expected: expectedOf(one, 2) },
      ];
    },
  },
  {
    corpus: 'cpu-cpuid-json',
    run(one, files) {
      const emulator = emulatorOf(one, files);
      const cpu = newCpuDef({ kind: 'guest', fallback: 'forbid' });
      hostCpuByQemu(emulator, 'kvm', cpu, false);
      const outputs: CorpusOutput[] = [{ actual: formatCpuXml(cpu), expected: expectedOf(one, 0) }, liveUpdate(one, files, emulator)];
      const signature = inputOf(one).replace(/\.json$/, '.sig');
      const { hostCpu } = emulator.kvm;
      if (hostCpu !== undefined && files.find(signature) !== undefined) outputs.push({ actual: signatureText(x86DataOfExpansion(hostCpu, one.tag)), expected: signature });
      return outputs;
    },
  },
];
