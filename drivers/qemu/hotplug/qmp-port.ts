import { qemuError } from '../qmp/qmp-error.ts';
import type { QmpClient } from '../qmp/qmp-client.ts';
import type { HotplugPort } from './run-plan.ts';

/** How long a guest is given to let go of a device before the call returns without it, as libvirt gives it. */
const REMOVAL_DEADLINE_MS = 5000;

/** A plan's port over QEMU's monitor. */
export function qmpHotplugPort(client: QmpClient, options: { readonly onTidyError: HotplugPort['onTidyError']; readonly removalDeadlineMs?: number }): HotplugPort {
  const { onTidyError, removalDeadlineMs = REMOVAL_DEADLINE_MS } = options;
  return {
    execute: (command, args, fd) => {
      // Only one's own process can give descriptors to QEMU; this client has none to give.
      if (fd !== undefined) return Promise.reject(qemuError('operation-unsupported', `${command}: descriptors cannot be passed over this monitor`));
      return client.execute(command, args);
    },
    deviceDeleted: (alias) => deviceDeleted(client, alias, removalDeadlineMs),
    onTidyError,
  };
}

function deviceDeleted(client: QmpClient, alias: string, deadlineMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (gone: boolean): void => {
      clearTimeout(timer);
      events.dispose();
      closed.dispose();
      resolve(gone);
    };
    const timer = setTimeout(() => { end(false); }, deadlineMs);
    const events = client.onDidEvent(({ name, data }) => {
      if (data['device'] !== alias) return;
      if (name === 'DEVICE_DELETED') end(true);
      else if (name === 'DEVICE_UNPLUG_GUEST_ERROR') end(false);
    });
    const closed = client.onDidClose(() => { end(false); });
  });
}
