import { z } from 'zod';
import { call } from './define.ts';
import { connectionId } from './ids.ts';
import type { Failure } from './tasks.ts';

/** The steps from an address to a hypervisor; which ones there are depends on the address. */
export type DoctorStepName = 'address' | 'name' | 'route' | 'port' | 'tls' | 'host-key' | 'login' | 'socket' | 'permission' | 'daemon' | 'protocol' | 'access' | 'driver';

/** One step, and how it went. */
export interface DoctorStep {
  readonly name: DoctorStepName;
  readonly state: 'ok' | 'failed' | 'todo';
  /** What was seen, in a few words that are nobody's language: an address, a path, a time; may be empty. */
  readonly seen: string;
}

/** What the doctor found. */
export interface Diagnosis {
  /** Without a password. */
  readonly uri: string;
  readonly ok: boolean;
  readonly steps: readonly DoctorStep[];
  /** Why not, with what to do; undefined when all is well. Its hint is a stable word for the fault: `fault.portRefused`. */
  readonly failure: Failure | undefined;
}

/** The connection doctor: which step on the way to a host fails, and what mends it. */
export const doctor = {
  /**
   * Looks at a remembered connection: at why it failed, or by opening it once more without asking anybody. Looks are harmless:
   * names are resolved, ports are knocked at.
   */
  diagnose: call<Diagnosis>()(z.strictObject({ id: connectionId })),
} as const;
