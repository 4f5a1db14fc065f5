import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { assignAddresses } from '../conf/assign-addresses.ts';
import { isPpc64 } from '../conf/machine-kinds.ts';
import { unsupported, xmlError } from '../../conf/lens/conf-error.ts';
import { assignAliases } from './assign-aliases.ts';
import type { CommandContext } from './command-context.ts';
import { settleCpu } from './settle-cpu.ts';
import { numberImages } from './disk-images.ts';
import { validateStart } from './validate-start.ts';

/**
 * Makes of a definition one that a command line can be made of: devices have names and block devices numbers, memory is
 * a multiple of what QEMU takes. Changes the definition; give it a copy.
 */
export function prepareDomain(def: DomainDef, context: CommandContext): void {
  validateStart(def, context);
  assignAddresses(def, context.caps, context.incoming === undefined);
  assignAliases(def);
  numberImages(def, context);
  if (context.incoming === undefined) alignMemory(def);
  settleCpu(def, context);
}

const MIB = 1024;
/** What still can be counted in bytes. */
const MOST_KIB = 9007199254740991n;

function alignMemory(def: DomainDef): void {
  const alignment = isPpc64(def.os.type.arch) ? 256 * MIB : MIB;
  const moduleAlignment = isPpc64(def.os.type.arch) ? 256 * MIB : 2 * MIB;
  const modules = def.devices.memories;
  const before = modules.reduce((sum, each) => sum + (each.target.sizeKiB ?? 0), 0);
  let initial = 0;
  for (const cell of def.cpu?.numa?.cells ?? []) {
    const wanted = cell.memoryKiB + BigInt(alignment - 1);
    cell.memoryKiB = wanted - (wanted % BigInt(alignment));
    if (cell.memoryKiB > MOST_KIB) throw unsupported(`memory size of NUMA node '${cell.id ?? 0}' overflowed after alignment`, 'qemu');
    initial += Number(cell.memoryKiB);
  }
  if (initial === 0) initial = roundUp(def.memory.sizeKiB - before, alignment);
  if (def.maxMemory?.sizeKiB !== undefined) def.maxMemory.sizeKiB = roundUp(def.maxMemory.sizeKiB, alignment);
  let plugged = 0;
  for (const { model, target } of modules) {
    const size = target.sizeKiB ?? 0;
    target.sizeKiB = model === 'nvdimm' && isPpc64(def.os.type.arch) ? roundLabelled(size, target.label?.sizeKiB ?? 0, moduleAlignment) : roundUp(size, moduleAlignment);
    plugged += target.sizeKiB;
  }
  def.memory.sizeKiB = initial + plugged;
}

function roundUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}

/** The guest sees a module without its label; what it sees is rounded down, for the file does not grow. */
function roundLabelled(size: number, label: number, alignment: number): number {
  const seen = size - label;
  if (seen < alignment) throw xmlError('minimum target size for the NVDIMM must be 256MB plus the label size', 'qemu');
  return Math.floor(seen / alignment) * alignment + label;
}
