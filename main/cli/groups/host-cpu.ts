import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import { ConnectBaselineCPUFlags, ConnectCompareCPUFlags, CPUCompareResult } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { explaining } from '../attempt.ts';
import { readFileOrFail } from '../read-definition.ts';
import { flagsOf } from '../say.ts';
import type { CommandArgs } from '../shell/command.ts';
import type { Shell } from '../shell/shell.ts';
import { fault, needed, optional } from '../shell/values.ts';
import type { Run } from '../shell/words.ts';

const COMPARE = { error: ConnectCompareCPUFlags.FAIL_INCOMPATIBLE, validate: ConnectCompareCPUFlags.VALIDATE_XML };
const BASELINE = { features: ConnectBaselineCPUFlags.EXPAND_FEATURES, migratable: ConnectBaselineCPUFlags.MIGRATABLE };

/** CPUs of a file: bare ones, those of machines, of hosts, and host models of domain capabilities. */
function cpusOf(file: string): readonly [string, ...string[]] {
  const text = readFileOrFail(file).replace(/^<\?xml.*?\?>/s, '');
  const { root } = parseXml(`<container>${text}</container>`, { url: file });
  const models = (capabilities: XmlElement): readonly XmlElement[] => {
    const modes = capabilities.child('cpu')?.elements('mode') ?? [];
    const usable = modes.filter((mode) => mode.attribute('name') === 'host-model' && mode.attribute('supported') === 'yes');
    return usable.map((mode) => new XmlElement('cpu', [], mode.children));
  };
  const found = root.elements().flatMap((element) => {
    if (element.name === 'cpu') return [element];
    if (element.name === 'domain') return element.elements('cpu');
    if (element.name === 'capabilities') return element.child('host')?.elements('cpu') ?? [];
    return element.name === 'domainCapabilities' ? models(element) : [];
  });
  const [first, ...rest] = found.map((cpu) => serializeXml(cpu));
  if (first !== undefined) return [first, ...rest];
  throw fault(`File '${file}' does not contain any <cpu> element or valid domain XML, host capabilities XML, or domain capabilities XML`);
}

/** What a comparison found; programs get the word. */
function printCompared(shell: Shell, result: number, words: { readonly incompatible: string; readonly identical: string; readonly superset: string; readonly failed: string }): boolean {
  const kind = result === CPUCompareResult.INCOMPATIBLE ? 'incompatible' : result === CPUCompareResult.IDENTICAL ? 'identical' : result === CPUCompareResult.SUPERSET ? 'superset' : undefined;
  if (kind === undefined) throw fault(words.failed);
  if (shell.options.json) shell.printJson({ result: kind });
  else shell.print(`${words[kind]}\n`);
  return kind !== 'incompatible';
}

/** @libvirt virsh cpu-compare */
export const cpuCompare: Run = async (shell, args) => {
  const file = needed(args, 'file');
  const [cpu] = cpusOf(file);
  const connection = await shell.connection();
  const failed = `Failed to compare host CPU with ${file}`;
  const result = await explaining(shell, failed, async () => requireMethod(connection, 'connect', 'compareCPU')(cpu, flagsOf(args, COMPARE)));
  return printCompared(shell, result, {
    failed,
    incompatible: `CPU described in ${file} is incompatible with host CPU`,
    identical: `CPU described in ${file} is identical to host CPU`,
    superset: `Host CPU is a superset of CPU described in ${file}`,
  });
};

function hypervisorOf(args: CommandArgs): readonly [emulator: string | undefined, arch: string | undefined, machine: string | undefined, type: string | undefined] {
  const type = optional(args, 'virttype');
  return [optional(args, 'emulator'), optional(args, 'arch'), optional(args, 'machine'), type];
}

/** @libvirt virsh hypervisor-cpu-compare */
export const hypervisorCpuCompare: Run = async (shell, args) => {
  const file = needed(args, 'file');
  const hypervisor = hypervisorOf(args);
  const [cpu] = cpusOf(file);
  const connection = await shell.connection();
  const failed = `Failed to compare hypervisor CPU with ${file}`;
  const result = await explaining(shell, failed, async () =>
    requireMethod(connection, 'connect', 'compareHypervisorCPU')(...hypervisor, cpu, flagsOf(args, COMPARE)),
  );
  return printCompared(shell, result, {
    failed,
    incompatible: `CPU described in ${file} is incompatible with the CPU provided by hypervisor on the host`,
    identical: `CPU described in ${file} is identical to the CPU provided by hypervisor on the host`,
    superset: `The CPU provided by hypervisor on the host is a superset of CPU described in ${file}`,
  });
};

function printCpu(shell: Shell, xml: string): true {
  if (shell.options.json) shell.printJson({ xml });
  else shell.print(xml);
  return true;
}

/** @libvirt virsh cpu-baseline */
export const cpuBaseline: Run = async (shell, args) => {
  const cpus = cpusOf(needed(args, 'file'));
  return printCpu(shell, await requireMethod(await shell.connection(), 'connect', 'baselineCPU')(cpus, flagsOf(args, BASELINE)));
};

/** @libvirt virsh hypervisor-cpu-baseline */
export const hypervisorCpuBaseline: Run = async (shell, args) => {
  const file = optional(args, 'file');
  const hypervisor = hypervisorOf(args);
  const model = optional(args, 'model');
  if ((file === undefined) === (model === undefined)) {
    throw fault(file === undefined ? "Either --file or --model must be provided" : 'Options --file and --model are mutually exclusive');
  }
  const cpus = file === undefined ? [`<cpu><model>${model ?? ''}</model></cpu>`] : cpusOf(file);
  const connection = await shell.connection();
  return printCpu(shell, await requireMethod(connection, 'connect', 'baselineHypervisorCPU')(...hypervisor, cpus, flagsOf(args, BASELINE)));
};

/** @libvirt virsh cpu-models */
export const cpuModels: Run = async (shell, args) => {
  const arch = needed(args, 'arch');
  const connection = await shell.connection();
  const models = await explaining(shell, 'failed to get CPU model names', async () => requireMethod(connection, 'connect', 'getCPUModelNames')(arch, 0));
  if (shell.options.json) shell.printJson(models);
  else if (models.length === 0) shell.printExtra('all CPU models are accepted\n');
  else shell.print(models.map((model) => `${model}\n`).join(''));
  return true;
};
