import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { readVcpus } from '../qmp/vcpus.ts';
import type { QmpClient } from '../qmp/qmp-client.ts';
import type { RunningMachine } from './machine.ts';
import { qemuError } from './qemu-error.ts';

/** Plugs vCPUs in, or out again: the last first, and only those that were plugged. */
export async function plugVcpus({ live }: RunningMachine, monitor: QmpClient, count: number): Promise<void> {
  for (;;) {
    const cpus = await vcpusOf(live, monitor);
    const online = cpus.filter(({ isOnline }) => isOnline).length;
    if (online === count) break;
    if (online < count) {
      const at = cpus.findIndex(({ isOnline, unit }) => !isOnline && unit !== undefined);
      const unit = cpus[at]?.unit;
      if (unit === undefined) throw qemuError('operation-unsupported', 'this machine type cannot take more vCPUs while it runs');
      await monitor.execute('device_add', { ...unit.props, driver: unit.type, id: `vcpu${at}` });
      continue;
    }
    const last = cpus.findLast(({ isOnline, unit }) => isOnline && unit?.alias !== undefined);
    if (last?.unit?.alias === undefined) throw qemuError('operation-unsupported', `vcpu count ${count} cannot be reached: the other vCPUs cannot be unplugged`);
    await monitor.execute('device_del', { id: last.unit.alias });
    if (!(await becomes(async () => (await vcpusOf(live, monitor)).filter(({ isOnline }) => isOnline).length < online))) {
      throw qemuError('operation-timeout', 'vcpu unplug request timed out. Unplug result must be manually inspected in the domain');
    }
  }
  live.vcpus = await pluggedOf(live, monitor);
}

/** CPUs that the definition has as plugged in: they follow one by one, before the guest runs or its state comes. */
export async function plugOwnVcpus(live: DomainDef, monitor: QmpClient): Promise<void> {
  const wanted = (live.vcpus?.vcpu ?? []).filter(({ enabled, hotpluggable }) => enabled && hotpluggable === true).sort((a, b) => (a.order ?? Infinity) - (b.order ?? Infinity));
  for (const { id } of wanted) {
    const unit = (await vcpusOf(live, monitor))[id]?.unit;
    if (unit === undefined) throw qemuError('config-unsupported', `vcpu ${id} cannot be plugged in on its own`);
    if (unit.qomPath === undefined) await monitor.execute('device_add', { ...unit.props, driver: unit.type, id: `vcpu${id}` });
  }
}

/** Which CPU is there since when: what a machine that takes over this one's state must be like. Undefined where all came with the machine. */
async function pluggedOf(live: DomainDef, monitor: QmpClient): Promise<DomainDef['vcpus']> {
  const cpus = await vcpusOf(live, monitor);
  if (live.vcpus === undefined && cpus.every(({ isOnline, isHotpluggable }) => !isOnline || !isHotpluggable)) return undefined;
  return { vcpu: cpus.map(({ isOnline, isHotpluggable, unit }, id) => ({ id, enabled: isOnline, hotpluggable: isHotpluggable, order: isOnline ? unit?.enableOrder : undefined })) };
}

async function vcpusOf(live: DomainDef, monitor: QmpClient): Promise<ReturnType<typeof readVcpus>> {
  return readVcpus(await monitor.execute('query-hotpluggable-cpus'), await monitor.execute('query-cpus-fast'), live.vcpu.max);
}

const UNPLUG_MS = 5000;

async function becomes(is: () => Promise<boolean>): Promise<boolean> {
  for (const until = performance.now() + UNPLUG_MS; ;) {
    if (await is()) return true;
    if (performance.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
