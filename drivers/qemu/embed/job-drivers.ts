import type { RunningMachine } from './machine.ts';

/** Who looks after the jobs of a machine in this process. */
export interface JobDriver {
  /** This process drives them, nobody else. */
  readonly isDriving: boolean;
}

const drivers = new WeakMap<RunningMachine, JobDriver>();

/** Notes who looks after the jobs of a machine here. */
export function noteJobDriver(run: RunningMachine, driver: JobDriver): void {
  drivers.set(run, driver);
}

/** Whether this process drives the jobs of a machine. */
export function drivesJobs(run: RunningMachine): boolean {
  return drivers.get(run)?.isDriving === true;
}
