import type { MemoryDevice } from '../../conf/domain/devices.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { addressProps } from './address-props.ts';
import { deviceArguments } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { memoryBackend, memoryObjectArguments, pagesOf } from './memory-backend.ts';
import { allPreallocated } from './memory-path.ts';
import type { Props } from './props.ts';

const DEVICES = { dimm: 'pc-dimm', nvdimm: 'nvdimm', 'virtio-pmem': 'virtio-pmem-pci', 'virtio-mem': 'virtio-mem-pci' } as const;

/** Memory modules. Enclaves' memory is named on `-machine` instead of being a device. */
export function memoryDeviceArguments(def: DomainDef, context: CommandContext): string[] {
  return def.devices.memories.flatMap((each) => {
    const props = memoryDeviceProps(each, def, context);
    return [...memoryObjectArguments(memoryDeviceBackendProps(each, def, context), context), ...(props === undefined ? [] : deviceArguments(props, def, context))];
  });
}

/** What a module's memory is made of. */
export function memoryDeviceBackendProps(memory: MemoryDevice, def: DomainDef, context: CommandContext): Props {
  const { alias = '', target } = memory;
  const piece = { id: `mem${alias}`, sizeKiB: BigInt(target.sizeKiB ?? 0), node: target.node, device: memory, fileName: alias };
  return memoryBackend(piece, def, context, allPreallocated(def, context)).props;
}

/** A module as QEMU's device. */
export function memoryDeviceProps(memory: MemoryDevice, def: DomainDef, context: CommandContext): Props | undefined {
  const { model, target, alias = '', uuid } = memory;
  if (model === 'sgx-epc') return undefined;
  const bytes = (kib: number | undefined): bigint | undefined => (kib === undefined || kib === 0 ? undefined : BigInt(kib) * 1024n);
  const preallocate = model === 'virtio-mem' && context.caps.has('virtio-mem-pci.prealloc') && pagesOf({ node: target.node, device: memory }, def, context).preallocate;
  return {
    driver: DEVICES[model],
    node: target.node,
    'label-size': bytes(target.label?.sizeKiB),
    'block-size': bytes(target.block),
    'requested-size': bytes(target.requested),
    uuid,
    unarmed: target.readonly === true ? true : undefined,
    memdev: `mem${alias}`,
    prealloc: preallocate ? true : undefined,
    id: alias,
    ...addressProps(memory, def),
  };
}
