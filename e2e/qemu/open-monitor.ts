import { QmpClient, type QmpConnectOptions } from '../../drivers/qemu/qmp/qmp-client.ts';
import { DialBudget } from '../../drivers/transport/dial-budget.ts';
import { dialUnix } from '../../drivers/transport/unix.ts';
import type { BareQemuProcess } from '../lab/index.ts';

/** A client of a QEMU's monitor. */
export async function openMonitor(qemu: BareQemuProcess, options: QmpConnectOptions = {}): Promise<QmpClient> {
  const budget = new DialBudget(qemu.monitorPath, {});
  try {
    return await QmpClient.connect(await dialUnix(qemu.monitorPath, budget), options);
  } finally {
    budget.dispose();
  }
}
