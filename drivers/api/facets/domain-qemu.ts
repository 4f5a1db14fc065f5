import type { CallOptions } from '../records.ts';
import type { DomainRef } from '../refs.ts';

/**
 * Every method of libvirt's DomainQemu object that a driver may implement.
 *
 * An absent key is libvirt's NULL slot: the driver cannot do it.
 * Flags are libvirt's bits for that call (see `drivers/core/constants.ts`); 64-bit quantities are bigint.
 */
export interface DomainQemuMethods {
  /** @libvirt virDomainQemuMonitorCommand */
  monitorCommand: (dom: DomainRef, cmd: string, flags?: number, options?: CallOptions) => Promise<string>;
  /** @libvirt virDomainQemuMonitorCommandWithFiles */
  monitorCommandWithFiles: (
    dom: DomainRef,
    cmd: string,
    files: readonly number[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<string>;
  /** @libvirt virDomainQemuAttach */
  attach: (pid: number, flags?: number, options?: CallOptions) => Promise<DomainRef>;
  /** @libvirt virDomainQemuAgentCommand */
  agentCommand: (
    dom: DomainRef,
    cmd: string,
    timeoutS: number,
    flags?: number,
    options?: CallOptions,
  ) => Promise<string>;
}

/** The part of {@link DomainQemuMethods} that one driver implements. */
export type DomainQemuFacet = Partial<DomainQemuMethods>;
