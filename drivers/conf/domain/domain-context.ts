import { randomBytes } from 'node:crypto';
import type { Uuid } from '../../api/refs.ts';
import { randomUuid } from '../../core/uuid.ts';
import type { Device } from './device-list.ts';
import type { DomainDef } from './domain-types.ts';
import type { NamespacePrefix } from './namespaces.ts';

/** What a driver can do with domain documents beyond the common part (`virDomainDefFeatures`). */
export interface DomainFeatures {
  readonly memoryHotplug: boolean;
  readonly offlineVcpupin: boolean;
  readonly nameSlash: boolean;
  readonly individualVcpus: boolean;
  readonly userAliases: boolean;
  readonly noBootOrder: boolean;
  readonly firmwareAutoselect: boolean;
  readonly netModelString: boolean;
  readonly diskFd: boolean;
  /** 16 units a SCSI bus instead of 7. */
  readonly wideScsi: boolean;
}

/** A driver's own steps between reading a document and having a machine. Each may change the definition or throw. */
export interface DomainSteps {
  /** First of all. */
  readonly basic?: (def: DomainDef) => void;
  /** After controllers have their indexes: default devices. */
  readonly domain?: (def: DomainDef) => void;
  /** For each device. */
  readonly device?: (device: Device, def: DomainDef) => void;
  /** At the end: addresses. */
  readonly assignAddresses?: (def: DomainDef) => void;
  /** What this driver refuses. */
  readonly validate?: (def: DomainDef) => void;
  readonly validateDevice?: (device: Device, def: DomainDef) => void;
}

/** All that reading a domain document depends on. */
export interface DomainParseContext {
  /** For something that does not run (`VIR_DOMAIN_DEF_PARSE_INACTIVE`). */
  readonly inactive: boolean;
  /** A new definition rather than one that was stored (`…_ABI_UPDATE`). */
  readonly abiUpdate: boolean;
  /** The document was valid once (`…_SKIP_VALIDATE`). */
  readonly skipValidate: boolean;
  readonly features: DomainFeatures;
  readonly namespaces: readonly NamespacePrefix[];
  /** The architecture of guests that name none. */
  readonly defaultArch: string;
  /** The security model of labels that name none. */
  readonly defaultSecurityModel?: string;
  /** Names of tap devices that start so were made up. */
  readonly netPrefix?: string;
  readonly generateUuid: () => Uuid;
  /** A MAC address for an interface that has none. */
  readonly generateMac: () => string;
  readonly steps: DomainSteps;
}

const NOTHING: DomainFeatures = {
  memoryHotplug: false, offlineVcpupin: false, nameSlash: false, individualVcpus: false, userAliases: false, noBootOrder: false,
  firmwareAutoselect: false, netModelString: false, diskFd: false, wideScsi: false,
};

/** Random MAC addresses that start with a vendor's prefix. */
export function macGenerator(prefix: readonly [number, number, number] = [0x52, 0x54, 0x00]): () => string {
  return () => [...prefix, ...randomBytes(3)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** What a context does not say differently. */
export type ContextInit = Partial<Omit<DomainParseContext, 'features'>> & { readonly features?: Partial<DomainFeatures> };

/** A context: everything that is not given is what libvirt's common code does by itself. */
export function domainContext(init: ContextInit = {}): DomainParseContext {
  return {
    inactive: true,
    abiUpdate: false,
    skipValidate: false,
    namespaces: [],
    defaultArch: 'x86_64',
    generateUuid: randomUuid,
    generateMac: macGenerator(),
    steps: {},
    ...init,
    features: { ...NOTHING, ...init.features },
  };
}

/** The features of libvirt's test driver. */
export const TEST_DRIVER_FEATURES: Partial<DomainFeatures> = {
  memoryHotplug: true, offlineVcpupin: true, individualVcpus: true, userAliases: true, firmwareAutoselect: true, netModelString: true,
};
