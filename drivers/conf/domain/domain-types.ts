import type { Devices, DomainDocument } from './domain-shape.ts';
import type { Clock } from './clock.ts';
import type { Os } from './os.ts';
import type { Vcpu } from './tuning.ts';

/** `<os><type>`, complete. */
export interface OsType {
  arch: string;
  machine: string | undefined;
  /** `hvm`, `xen`, `xenpvh`, `exe`, `uml` or `linux`. */
  name: string;
}

/**
 * A machine's definition: the document with everything libvirt fills in. Plain data; copy it with `cloneDomainDef`.
 * Sizes are in KiB; keys are libvirt's element names, lists are plural.
 */
export type DomainDef = Omit<DomainDocument, 'type' | 'name' | 'uuid' | 'memory' | 'currentMemory' | 'vcpu' | 'os' | 'clock' | 'devices'> & {
  /** The hypervisor: `qemu`, `kvm`, `test`, … */
  type: string;
  name: string;
  uuid: string;
  /** All memory, hotplugged modules included. */
  memory: { dumpCore: boolean | undefined; sizeKiB: number };
  currentMemory: { sizeKiB: number };
  vcpu: Omit<Vcpu, 'max'> & { max: number };
  os: Omit<Os, 'type'> & { type: OsType };
  clock: Clock;
  devices: Devices;
};
