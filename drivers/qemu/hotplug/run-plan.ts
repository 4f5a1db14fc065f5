import { isPlainArray, isPlainObject, type PlainJson, type PlainJsonObject } from '../../conf/json/plain-json.ts';
import type { AttachPlan, DetachPlan, HotplugCommand } from './hotplug-plan.ts';

/** What carrying out a plan needs of a monitor. */
export interface HotplugPort {
  /** Runs one command of QMP; with a descriptor, where the command takes one. */
  readonly execute: (command: string, args?: PlainJsonObject, fd?: number | string) => Promise<PlainJson>;
  /**
   * Waits until QEMU says that a device is gone (`DEVICE_DELETED`). True then; false when the guest does not let go in
   * time. Called before the device is asked for, so that nothing is missed.
   */
  readonly deviceDeleted: (alias: string) => Promise<boolean>;
  /** Told of what failed while tidying up, which is no reason to fail. */
  readonly onTidyError: (error: unknown, command: string) => void;
}

/**
 * Plugs a device in: all of it, or nothing stays.
 *
 * @throws what QEMU said of the first command that failed.
 */
export async function runAttach(plan: Pick<AttachPlan, 'steps'>, port: HotplugPort): Promise<void> {
  const undo: HotplugCommand[] = [];
  for (const step of plan.steps) {
    try {
      await port.execute(step.command, step.arguments, step.fd);
    } catch (error) {
      await tidy(undo.toReversed(), port);
      throw error;
    }
    if (step.undo !== undefined) undo.push(step.undo);
  }
}

/** Takes back a plan that was carried out, for a reason that came later. */
export async function undoAttach({ steps }: Pick<AttachPlan, 'steps'>, port: HotplugPort): Promise<void> {
  await tidy(steps.flatMap(({ undo }) => (undo === undefined ? [] : [undo])).toReversed(), port);
}

/**
 * Takes a device out.
 *
 * @returns whether it is gone. A guest that does not answer may still let go later; then `runDetachCleanup` is due.
 */
export async function runDetach(plan: DetachPlan, port: HotplugPort): Promise<boolean> {
  const deleted = plan.waitFor === undefined ? undefined : port.deviceDeleted(plan.waitFor);
  if (plan.request !== undefined) await port.execute(plan.request.command, plan.request.arguments);
  if (deleted !== undefined && !(await deleted)) return false;
  await runDetachCleanup(plan, port);
  return true;
}

/** What is due when the guest has let go of a device. */
export async function runDetachCleanup({ cleanup, descriptorSets }: Pick<DetachPlan, 'cleanup' | 'descriptorSets'>, port: HotplugPort): Promise<void> {
  await tidy(cleanup, port);
  if (descriptorSets === undefined) return;
  try {
    await closeSets(descriptorSets, port);
  } catch (error) {
    port.onTidyError(error, 'query-fdsets');
  }
}

async function tidy(commands: readonly HotplugCommand[], port: HotplugPort): Promise<void> {
  for (const each of commands) {
    try {
      await port.execute(each.command, each.arguments);
    } catch (error) {
      port.onTidyError(error, each.command);
    }
  }
}

/** Sets of descriptors whose name begins with the device's. */
async function closeSets(alias: string, port: HotplugPort): Promise<void> {
  const sets = await port.execute('query-fdsets');
  for (const set of isPlainArray(sets) ? sets : []) {
    if (!isPlainObject(set)) continue;
    const { fds } = set;
    const ours = isPlainArray(fds) && fds.some((fd) => isPlainObject(fd) && typeof fd['opaque'] === 'string' && fd['opaque'].startsWith(`${alias}-`));
    if (ours) await port.execute('remove-fd', { 'fdset-id': set['fdset-id'] });
  }
}
