import type { TypedParameter } from './records.ts';
import type { DomainRef, NetworkRef, NodeDeviceRef, SecretRef, StoragePoolRef } from './refs.ts';

/**
 * Payload of every domain event by kind; the kinds are libvirt's `VIR_DOMAIN_EVENT_ID_*` as words,
 * in the order of their numbers.
 */
export interface DomainEventPayloads {
  lifecycle: { readonly event: number; readonly detail: number };
  reboot: object;
  'rtc-change': { readonly offsetS: bigint };
  watchdog: { readonly action: number };
  'io-error': { readonly srcPath: string; readonly devAlias: string; readonly action: number };
  graphics: {
    readonly phase: number;
    readonly local: GraphicsAddress;
    readonly remote: GraphicsAddress;
    readonly authScheme: string;
    readonly subject: readonly { readonly type: string; readonly name: string }[];
  };
  'io-error-reason': { readonly srcPath: string; readonly devAlias: string; readonly action: number; readonly reason: string };
  'control-error': object;
  'block-job': { readonly disk: string; readonly type: number; readonly status: number };
  'disk-change': {
    readonly oldSrcPath: string | undefined;
    readonly newSrcPath: string | undefined;
    readonly devAlias: string;
    readonly reason: number;
  };
  'tray-change': { readonly devAlias: string; readonly reason: number };
  pmwakeup: { readonly reason: number };
  pmsuspend: { readonly reason: number };
  'balloon-change': { readonly actualKiB: bigint };
  'pmsuspend-disk': { readonly reason: number };
  'device-removed': { readonly devAlias: string };
  'block-job-2': { readonly disk: string; readonly type: number; readonly status: number };
  tunable: { readonly params: readonly TypedParameter[] };
  'agent-lifecycle': { readonly state: number; readonly reason: number };
  'device-added': { readonly devAlias: string };
  'migration-iteration': { readonly iteration: number };
  'job-completed': { readonly params: readonly TypedParameter[] };
  'device-removal-failed': { readonly devAlias: string };
  'metadata-change': { readonly type: number; readonly nsuri: string | undefined };
  'block-threshold': {
    readonly dev: string;
    readonly path: string | undefined;
    readonly thresholdBytes: bigint;
    readonly excessBytes: bigint;
  };
  'memory-failure': { readonly recipient: number; readonly action: number; readonly flags: number };
  'memory-device-size-change': { readonly alias: string; readonly sizeKiB: bigint };
}

/** One end of a graphics connection. `family` is virDomainEventGraphicsAddressType. */
export interface GraphicsAddress {
  readonly family: number;
  readonly node: string;
  readonly service: string;
}

/** A kind of domain event. */
export type DomainEventKind = keyof DomainEventPayloads;

/** A domain event of one kind. */
export type DomainEventOf<K extends DomainEventKind> = {
  readonly kind: K;
  readonly dom: DomainRef;
} & DomainEventPayloads[K];

/** Any domain event. */
export type DomainEvent = { [K in DomainEventKind]: DomainEventOf<K> }[DomainEventKind];

/** A kind of network event. */
export type NetworkEventKind = 'lifecycle';
/** A network was defined, undefined, started or stopped (`virNetworkEventLifecycleType`). */
export interface NetworkEvent {
  readonly kind: 'lifecycle';
  readonly net: NetworkRef;
  readonly event: number;
  readonly detail: number;
}

/** A kind of storage pool event. */
export type StoragePoolEventKind = 'lifecycle' | 'refresh';
/** A pool changed its state (`virStoragePoolEventLifecycleType`), or was read anew. */
export type StoragePoolEvent =
  | { readonly kind: 'lifecycle'; readonly pool: StoragePoolRef; readonly event: number; readonly detail: number }
  | { readonly kind: 'refresh'; readonly pool: StoragePoolRef };

/** A kind of node device event. */
export type NodeDeviceEventKind = 'lifecycle' | 'update';
/** A host device came, went (`virNodeDeviceEventLifecycleType`) or changed. */
export type NodeDeviceEvent =
  | { readonly kind: 'lifecycle'; readonly dev: NodeDeviceRef; readonly event: number; readonly detail: number }
  | { readonly kind: 'update'; readonly dev: NodeDeviceRef };

/** A kind of secret event. */
export type SecretEventKind = 'lifecycle' | 'value-changed';
/** A secret was defined or undefined (`virSecretEventLifecycleType`), or got a value. */
export type SecretEvent =
  | { readonly kind: 'lifecycle'; readonly secret: SecretRef; readonly event: number; readonly detail: number }
  | { readonly kind: 'value-changed'; readonly secret: SecretRef };

/** An event of QEMU's own monitor. */
export interface QemuMonitorEvent {
  readonly dom: DomainRef;
  readonly event: string;
  readonly timeMicroseconds: bigint;
  readonly details: string | undefined;
}
