import { z } from 'zod';
import { call } from './define.ts';
import { connectionId, machineKey, type TaskId } from './ids.ts';

const file = z.string().min(1).max(4096);
const name = z.string().min(1).max(200);

/** What an appliance is, before anything is made of it. Sizes in bytes. */
export interface ApplianceSummary {
  readonly name: string;
  readonly description: string | undefined;
  /** The system inside, in the appliance's own words. */
  readonly guest: string | undefined;
  readonly vcpus: number;
  readonly memoryKiB: number;
  readonly firmware: 'bios' | 'uefi';
  readonly disks: readonly { readonly capacityBytes: number; readonly fileBytes: number }[];
  readonly nics: number;
  /** Addresses that it names for them. */
  readonly macs: readonly string[];
  /** Whether damage would be noticed. */
  readonly hasManifest: boolean;
}

/** Machines as archives: OVF and OVA, on the computer that the application runs on. */
export const appliances = {
  /** Reads what an appliance says of itself. */
  inspect: call<ApplianceSummary>()(z.strictObject({ file })),
  /** Makes a machine of it; without a network it gets one that is on. Cards keep the addresses that it names, unless `newMacs`. */
  import: call<TaskId>()(z.strictObject({ connectionId, file, name, pool: name.optional(), network: name.optional(), newMacs: z.boolean().optional() })),
  /** Packs a machine that is off; addresses of its cards and variables of its firmware only if they shall be kept. */
  export: call<TaskId>()(z.strictObject({ machine: machineKey, file, overwrite: z.boolean(), keepMacs: z.boolean().optional(), keepNvram: z.boolean().optional() })),
  /** A place for the archive of a machine. */
  suggestFile: call<string>()(machineKey),
} as const;
