import type { DomainMethods } from '../../api/facets/domain.ts';
import type { DomainRef } from '../../api/refs.ts';
import { findDevice, insertDevice, removeDevice, replaceDevice } from '../../conf/domain/change-devices.ts';
import { deviceInfoOf, listDevices, type Device } from '../../conf/domain/device-list.ts';
import type { MemoryDevice } from '../../conf/domain/devices.ts';
import { formatDomainXml, parseDomainXml, type DomainDef } from '../../conf/domain/domain-def.ts';
import type { NetInterface } from '../../conf/domain/interface.ts';
import { parseDeviceXml } from '../../conf/domain/parse-device.ts';
import { DomainModificationImpact as Impact } from '../../core/constants.ts';
import { planAttach } from '../hotplug/attach-plan.ts';
import { planDetach } from '../hotplug/detach-plan.ts';
import { runAttach, runDetach, runDetachCleanup } from '../hotplug/run-plan.ts';
import type { QmpClient } from '../qmp/qmp-client.ts';
import { Reply } from '../qmp/reply.ts';
import { assertNoDiskJob } from './block-jobs.ts';
import { commandContext } from './build-command.ts';
import { findSame, portOf } from './device-changes.ts';
import type { EmbedSession } from './embed-session.ts';
import type { EmbedState } from './embed-state.ts';
import { resolveInterface } from './host-objects.ts';
import { prepareHugePages, wantsHugePages } from './memory-folders.ts';
import { startFilesystemHelper } from './machine-helpers.ts';
import type { Machine, RunningMachine } from './machine.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { assertNoDescriptors } from './prepare-live.ts';
import { domainError, qemuError } from './qemu-error.ts';
import { withSecrets } from './sealing.ts';
import { updateLive } from './update-device.ts';
import { prepareFilesystems } from './virtiofs-programs.ts';

/** `VIR_DOMAIN_DEVICE_MODIFY_FORCE` */
const FORCE = 4;
const FLAGS = Impact.LIVE | Impact.CONFIG;

/** Devices of machines, of those that run and of their definitions. */
export const domainDevices = methodsOf<DomainMethods>()({
  attachDevice: (session, dom, xml) => attach(session, dom, xml, Impact.LIVE),
  attachDeviceFlags: (session, dom, xml, flags = 0) => attach(session, dom, xml, flags),
  detachDevice: (session, dom, xml) => detach(session, dom, xml, Impact.LIVE),
  detachDeviceFlags: (session, dom, xml, flags = 0) => detach(session, dom, xml, flags),
  async detachDeviceAlias({ state }, dom, alias, flags = 0) {
    checkFlags(flags, FLAGS, 'qemuDomainDetachDeviceAlias');
    await detachBy(state, dom, flags, (def) => {
      const found = listDevices(def.devices).find((each) => deviceInfoOf(each)?.alias === alias);
      if (found === undefined) throw qemuError('device-missing', `no device found with alias ${alias}`);
      return found;
    });
  },
  async updateDeviceFlags({ state }, dom, xml, flags = 0) {
    checkFlags(flags, FLAGS | FORCE, 'qemuDomainUpdateDeviceFlags');
    await state.change(dom, async (machine) => {
      const { live, persistent } = machine.impact(flags & FLAGS);
      const config = persistent ? withUpdate(state, machine, xml) : undefined;
      if (live) {
        const run = machine.running();
        await updateLive(state, run, machine.monitor(), deviceOf(state, run.live, xml, false), (flags & FORCE) !== 0);
        await state.writeStatus(machine);
      }
      if (config !== undefined) await state.writeConfig(machine, config);
    });
  },
});

function deviceOf(state: EmbedState, def: DomainDef, xml: string, inactive: boolean): Device {
  return parseDeviceXml(xml, def, state.emulators.context({ inactive }));
}

async function attach({ state }: EmbedSession, dom: DomainRef, xml: string, flags: number): Promise<void> {
  checkFlags(flags, FLAGS, 'qemuDomainAttachDeviceFlags');
  await state.change(dom, async (machine) => {
    const { live, persistent } = machine.impact(flags);
    const config = persistent ? withDevice(state, machine, xml) : undefined;
    if (live) await attachLive(state, machine, xml);
    if (config !== undefined) await state.writeConfig(machine, config);
  });
}

async function attachLive(state: EmbedState, machine: Machine, xml: string): Promise<void> {
  const run = machine.running();
  const monitor = machine.monitor();
  const device = deviceOf(state, run.live, xml, true);
  const resolved = device.kind === 'interface' ? await resolveInterface(state, device.device) : undefined;
  if (device.kind === 'disk') assertNoDescriptors(device.device);
  if (device.kind === 'filesystem') await prepareFilesystems(state.surroundings, [device.device]);
  if (device.kind === 'memory') await prepareMemory(state, run.live, device.device);
  const plan = await withSecrets(state, run.socketFolder, (sealing) => {
    // Planning settles images: each plan has its own.
    const again = device.kind === 'filesystem' ? device : deviceOf(state, run.live, xml, true);
    const wanted: Device = resolved === undefined ? again : { kind: 'interface', device: resolved.net };
    return planAttach(wanted, run.live, commandContext(state, run.live, run.socketFolder, { sealing, networkProps: { get: () => resolved?.props } }));
  });
  const helpers = plan.device.kind === 'filesystem' ? await startFilesystemHelper(state, machine, plan.device.device, run.socketFolder) : undefined;
  try {
    await runAttach(plan, portOf(monitor));
  } catch (error) {
    await helpers?.stop();
    throw error;
  }
  run.live = plan.def;
  const alias = deviceInfoOf(plan.device)?.alias;
  if (device.kind === 'interface') nameNetworkAgain(run.live, alias, device.device);
  if (device.kind === 'memory') await placeModules(run.live, monitor);
  await state.writeStatus(machine);
  if (alias !== undefined) state.events.fire({ kind: 'device-added', dom: machine.ref, devAlias: alias });
}

async function prepareMemory(state: EmbedState, live: DomainDef, module: MemoryDevice): Promise<void> {
  const def = { ...live, devices: { ...live.devices, memories: [...live.devices.memories, module] } };
  if (wantsHugePages(def)) await prepareHugePages(state, def);
}

/** QEMU chose where modules lie; a saved state is brought back to the same places. Changes the definition. */
async function placeModules({ devices }: DomainDef, monitor: QmpClient): Promise<void> {
  for (const each of Reply.list('query-memory-devices', await monitor.execute('query-memory-devices'))) {
    const data = each.object('data');
    const found = devices.memories.find(({ alias }) => alias === data.stringOr('id'));
    if (found?.address?.type === 'dimm') found.address = { ...found.address, base: data.bigint('addr') };
  }
}

/** What a network stands for is for QEMU only; the document goes on to name it. Changes the definition. */
function nameNetworkAgain({ devices }: DomainDef, alias: string | undefined, { type, source }: NetInterface): void {
  const net = devices.interfaces.find((each) => each.alias === alias);
  if (net === undefined) return;
  net.type = type;
  net.source = source;
}

/** A definition as it is read back: with the addresses and controllers that a change makes necessary. */
function settled(state: EmbedState, def: DomainDef): DomainDef {
  return parseDomainXml(formatDomainXml(def, { inactive: true, secure: true }), state.emulators.context({ inactive: true, abiUpdate: true }));
}

function withDevice(state: EmbedState, machine: Machine, xml: string): DomainDef {
  const def = machine.configCopy();
  const device = deviceOf(state, def, xml, true);
  assertNew(def, device);
  insertDevice(def, device);
  return settled(state, def);
}

function withUpdate(state: EmbedState, machine: Machine, xml: string): DomainDef {
  const def = machine.configCopy();
  const device = deviceOf(state, def, xml, true);
  const old = findSame(def, device);
  const info = deviceInfoOf(device);
  const before = deviceInfoOf(old);
  if (info !== undefined && before !== undefined) info.address ??= before.address;
  replaceDevice(def, old, device);
  return settled(state, def);
}

function assertNew(def: DomainDef, device: Device): void {
  if (device.kind === 'disk' && def.devices.disks.some(({ target }) => target?.dev === device.device.target?.dev)) throw qemuError('operation-invalid', `target ${device.device.target?.dev ?? ''} already exists`);
  if (device.kind === 'memballoon' || device.kind === 'watchdog' || device.kind === 'vsock') {
    if (listDevices(def.devices).some(({ kind }) => kind === device.kind)) throw domainError('operation-invalid', `domain already has a ${device.kind}`);
  }
}

async function detach({ state }: EmbedSession, dom: DomainRef, xml: string, flags: number): Promise<void> {
  checkFlags(flags, FLAGS, 'qemuDomainDetachDeviceFlags');
  await detachBy(state, dom, flags, (def, inactive) => findDevice(def, deviceOf(state, def, xml, inactive)));
}

async function detachBy(state: EmbedState, dom: DomainRef, flags: number, find: (def: DomainDef, inactive: boolean) => Device): Promise<void> {
  await state.change(dom, async (machine) => {
    const { live, persistent } = machine.impact(flags);
    const config = persistent ? machine.configCopy() : undefined;
    if (config !== undefined) removeDevice(config, find(config, true));
    if (live) await detachLive(state, machine, machine.running(), machine.monitor(), find);
    if (config !== undefined) await state.writeConfig(machine, settled(state, config));
  });
}

async function detachLive(state: EmbedState, machine: Machine, run: RunningMachine, monitor: QmpClient, find: (def: DomainDef, inactive: boolean) => Device): Promise<void> {
  const found = find(run.live, false);
  if (found.kind === 'disk') assertNoDiskJob(run, found.device.target?.dev);
  const plan = planDetach(found, run.live, commandContext(state, run.live, run.socketFolder));
  const port = portOf(monitor);
  const alias = deviceInfoOf(plan.device)?.alias;
  run.detaching = alias;
  try {
    if (await runDetach(plan, port)) {
      run.live = plan.def;
      await state.writeStatus(machine);
      if (alias !== undefined) state.events.fire({ kind: 'device-removed', dom: machine.ref, devAlias: alias });
      return;
    }
  } finally {
    run.detaching = undefined;
  }
  // The guest may let go later; then what is behind the device is closed, too.
  if (alias !== undefined) run.lateCleanups.set(alias, () => runDetachCleanup(plan, port));
  throw qemuError('operation-timeout', 'Unable to detach device: the guest did not let go of it in time; it may still do so');
}
