import type { z } from 'zod';
import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { assertNever } from '../../../drivers/core/assert.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { MessageKey } from '../../contract/message-keys.ts';
import type { lifecycleVerb } from '../../contract/machines.ts';
import { isActive, type MachineEntry } from '../inventory/machine-entry.ts';
import type { InventoryService } from '../inventory/inventory-service.ts';
import type { TaskContext } from '../tasks/tasks-service.ts';

/** A verb that changes a machine's state. */
export type LifecycleVerb = z.infer<typeof lifecycleVerb>;

/** How long a guest may take to shut down before the task gives up waiting. */
const SHUTDOWN_MS = 180_000;

/** The title of a verb's task. */
export function taskTitle(verb: LifecycleVerb): MessageKey {
  return `task.${verb}`;
}

/** Does a verb now. Resolves when it is done; for `shutdown` that is when the guest is off. */
export async function doVerb(verb: LifecycleVerb, connection: Connection, entry: MachineEntry, inventory: InventoryService, context: TaskContext): Promise<void> {
  const { ref } = entry;
  switch (verb) {
    case 'start':
      context.say('phase.start');
      return start(connection, ref);
    case 'resume':
      return resume(connection, entry);
    case 'pause':
      return requireMethod(connection, 'domain', 'suspend')(ref);
    case 'shutdown':
      context.say('phase.guestShutdown');
      await shutdown(connection, ref);
      return waitForOff(entry, inventory, context.signal);
    case 'reboot':
      return requireMethod(connection, 'domain', 'reboot')(ref, 0);
    case 'cycle':
      context.say('phase.guestShutdown');
      await shutdown(connection, ref);
      await waitForOff(entry, inventory, context.signal);
      context.say('phase.start');
      return start(connection, ref);
    case 'nmi':
      return requireMethod(connection, 'domain', 'injectNMI')(ref, 0);
    case 'reset':
      return requireMethod(connection, 'domain', 'reset')(ref, 0);
    case 'forceOff':
      // What is known, not what the host says: nothing may delay this.
      if (entry.isProtected) throw protectedMachine(ref.name);
      return forceOff(connection, ref);
    case 'save':
      context.say('phase.saving');
      return requireMethod(connection, 'domain', 'managedSave')(ref, 0);
    case 'dropSave':
      return requireMethod(connection, 'domain', 'managedSaveRemove')(ref, 0);
    default:
      return assertNever(verb);
  }
}

/** The refusal to delete or force off a machine that says it must not be. */
export function protectedMachine(name: string): VirError {
  return new VirError({ code: 'operation-denied', domain: 'none', message: `'${name}' is protected: it is neither deleted nor forced off until the protection is taken off`, subject: name });
}

/** Cuts a machine's power. One that is off already is fine. */
export async function forceOff(connection: Connection, ref: DomainRef): Promise<void> {
  if (hasMethod(connection, 'domain', 'destroy')) return requireMethod(connection, 'domain', 'destroy')(ref);
  return requireMethod(connection, 'domain', 'destroyFlags')(ref, 0);
}

async function start(connection: Connection, ref: DomainRef): Promise<void> {
  if (hasMethod(connection, 'domain', 'create')) return requireMethod(connection, 'domain', 'create')(ref);
  await requireMethod(connection, 'domain', 'createWithFlags')(ref, 0);
}

async function resume(connection: Connection, { ref, state }: MachineEntry): Promise<void> {
  // A guest that put itself to sleep is woken; resuming its processors alone would leave it asleep.
  if (state === 'pmsuspended' && hasMethod(connection, 'domain', 'pmWakeup')) return requireMethod(connection, 'domain', 'pmWakeup')(ref, 0);
  return requireMethod(connection, 'domain', 'resume')(ref);
}

async function shutdown(connection: Connection, ref: DomainRef): Promise<void> {
  if (hasMethod(connection, 'domain', 'shutdown')) return requireMethod(connection, 'domain', 'shutdown')(ref);
  return requireMethod(connection, 'domain', 'shutdownFlags')(ref, 0);
}

/** Waits until the inventory has seen the machine go off, or away. */
function waitForOff(entry: MachineEntry, inventory: InventoryService, signal: AbortSignal): Promise<void> {
  const isOff = (): boolean => entry.removed || !isActive(entry);
  if (isOff()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const end = (error?: Error): void => {
      clearTimeout(timer);
      listening.dispose();
      signal.removeEventListener('abort', onAbort);
      if (error === undefined) resolve();
      else reject(error);
    };
    const onAbort = (): void => {
      end(VirError.from(signal.reason));
    };
    const timer = setTimeout(() => {
      end(new VirError({ code: 'operation-timeout', domain: 'none', message: 'the guest has not shut down: it may not react to the power button', subject: entry.ref.name }));
    }, SHUTDOWN_MS);
    const listening = inventory.onDidChangeMachine((changed) => {
      if (changed === entry && isOff()) end();
    });
    signal.addEventListener('abort', onAbort);
  });
}
