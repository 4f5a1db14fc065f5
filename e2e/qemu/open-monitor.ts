import { QmpClient, type QmpConnectOptions } from '../../drivers/qemu/qmp/qmp-client.ts';
import type { ByteChannel } from '../../drivers/transport/byte-channel.ts';
import { DialBudget } from '../../drivers/transport/dial-budget.ts';
import { dialUnix } from '../../drivers/transport/unix.ts';
import { waitFor, type BareQemuProcess } from '../lab/index.ts';

/** A client of a QEMU's monitor. */
export async function openMonitor(qemu: BareQemuProcess, options: QmpConnectOptions = {}): Promise<QmpClient> {
  const budget = new DialBudget(qemu.monitorPath, {});
  try {
    // QEMU binds its socket a moment before it listens.
    const dial = (): Promise<ByteChannel | undefined> => dialUnix(qemu.monitorPath, budget).catch((error: unknown) => {
      if (String(error).includes('Connection refused')) return undefined;
      throw error;
    });
    return await QmpClient.connect(await waitFor('a monitor that listens', dial, 30_000, 10), options);
  } finally {
    budget.dispose();
  }
}
