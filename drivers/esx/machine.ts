import type { DomainState } from '../api/records.ts';
import type { DomainRef, Uuid } from '../api/refs.ts';
import { parseUuid } from '../core/uuid.ts';
import { moKey, type AnyValue, type MoRef } from './vim/vim-value.ts';
import { Properties } from './vim/vim-codec.ts';

/** What is always known of every machine. Statistics are not among it: they change all the time. */
export const MACHINE_PATHS = [
  'name',
  'parent',
  'parentVApp',
  'resourcePool',
  'runtime.powerState',
  'runtime.connectionState',
  'runtime.host',
  'runtime.question',
  'runtime.consolidationNeeded',
  'runtime.bootTime',
  'config.uuid',
  'config.instanceUuid',
  'config.template',
  'config.annotation',
  'config.guestFullName',
  'config.files.vmPathName',
  'config.hardware.numCPU',
  'config.hardware.memoryMB',
  'config.memoryAllocation.limit',
  'guest.toolsRunningStatus',
  'guest.hostName',
  'guest.ipAddress',
  'snapshot',
  'customValue',
] as const;

/** One machine of a host, as its property updates have told. */
export class Machine {
  readonly ref: MoRef;
  readonly key: string;
  readonly properties: Properties;
  /** Unique on this connection: its BIOS UUID, or its instance UUID when another machine has the same BIOS UUID. */
  uuid: Uuid;

  constructor(ref: MoRef, uuid: Uuid) {
    this.ref = ref;
    this.key = moKey(ref);
    this.properties = new Properties(ref);
    this.uuid = uuid;
  }

  get name(): string {
    return unescapeName(this.properties.string('name') ?? this.ref.value);
  }

  get powerState(): string {
    return this.properties.string('runtime.powerState') ?? '';
  }

  get state(): DomainState {
    return stateOf(this.powerState);
  }

  get isActive(): boolean {
    return this.powerState === 'poweredOn' || this.powerState === 'suspended';
  }

  get isTemplate(): boolean {
    return this.properties.boolean('config.template') === true;
  }

  /** The number in `vm-42`, which libvirt takes as the machine's number. */
  get number(): number {
    return Number(/(\d+)$/.exec(this.ref.value)?.[1] ?? '0');
  }

  get id(): number {
    return this.isActive ? this.number : -1;
  }

  get domain(): DomainRef {
    return { name: this.name, uuid: this.uuid, id: this.id };
  }

  get vcpus(): number {
    return this.properties.number('config.hardware.numCPU') ?? 0;
  }

  get maxMemoryKiB(): bigint {
    return BigInt(this.properties.number('config.hardware.memoryMB') ?? 0) * 1024n;
  }

  /** What the host gives it at most. */
  get memoryKiB(): bigint {
    const limitMB = this.properties.number('config.memoryAllocation.limit') ?? -1;
    return limitMB < 0 ? this.maxMemoryKiB : BigInt(limitMB) * 1024n;
  }

  get biosUuid(): Uuid | undefined {
    return parseUuid(this.properties.string('config.uuid') ?? '');
  }

  get instanceUuid(): Uuid | undefined {
    return parseUuid(this.properties.string('config.instanceUuid') ?? '');
  }

  /** The host that it is on. */
  get host(): MoRef | undefined {
    return this.properties.reference('runtime.host');
  }

  get toolsRun(): boolean {
    return this.properties.string('guest.toolsRunningStatus') === 'guestToolsRunning';
  }

  get hasSnapshots(): boolean {
    return (this.properties.object('snapshot', 'VirtualMachineSnapshotInfo')?.rootSnapshotList?.length ?? 0) > 0;
  }

  /** Snapshots that were removed have left files behind, which should be joined. */
  get needsConsolidation(): boolean {
    return this.properties.boolean('runtime.consolidationNeeded') === true;
  }

  set(path: string, value: AnyValue | undefined): void {
    this.properties.set(path, value);
  }
}

/** libvirt's state for a power state. A suspended machine has its memory in a file and is “paused”. */
export function stateOf(powerState: string): DomainState {
  switch (powerState) {
    case 'poweredOn':
      return 'running';
    case 'suspended':
      return 'paused';
    case 'poweredOff':
      return 'shutoff';
    default:
      return 'nostate';
  }
}

/** Hosts write `/`, `\` and `%` in names as `%2f`, `%5c`, `%25`. */
export function unescapeName(name: string): string {
  return name.replace(/%(25|2f|5c)/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** The way back of {@link unescapeName}. */
export function escapeName(name: string): string {
  return name.replace(/[%/\\]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}
