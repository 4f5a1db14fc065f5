import type { Device } from '../../conf/domain/device-list.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { PlainJsonObject } from '../../conf/json/plain-json.ts';

/** One command of QEMU's monitor. */
export interface HotplugCommand {
  readonly command: string;
  readonly arguments?: PlainJsonObject;
  /** A descriptor that goes with it. */
  readonly fd?: number | string;
}

/** A command, and the one that takes it back. */
export interface HotplugStep extends HotplugCommand {
  readonly undo?: HotplugCommand;
}

/** How a device is plugged into a machine that runs. */
export interface AttachPlan {
  readonly steps: readonly HotplugStep[];
  /** The device, with its name and its address. */
  readonly device: Device;
  /** The machine's definition when all is done. */
  readonly def: DomainDef;
}

/** How a device is taken out of a machine that runs. */
export interface DetachPlan {
  /** Asks for it; undefined for what the guest does not see. */
  readonly request: HotplugCommand | undefined;
  /** The name whose end QEMU announces when the guest has let go; undefined: it is gone when the request is answered. */
  readonly waitFor: string | undefined;
  /** What is no longer needed then. A command that fails here is no reason to keep the device. */
  readonly cleanup: readonly HotplugCommand[];
  /** Sets of descriptors with this name are closed as well. */
  readonly descriptorSets: string | undefined;
  /** The definition's own device. */
  readonly device: Device;
  /** The machine's definition when all is done. */
  readonly def: DomainDef;
}
