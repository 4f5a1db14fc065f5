import { diskPath, isDiskEmpty, type Disk } from '../../conf/domain/disk.ts';
import { cloneDomainDef, type DomainDef } from '../../conf/domain/domain-def.ts';
import type { Device } from '../../conf/domain/device-list.ts';
import type { NetInterface } from '../../conf/domain/interface.ts';
import { VirError } from '../../core/vir-error.ts';
import { numberNewImages } from '../command/disk-images.ts';
import { diskBackendCleanup } from '../hotplug/detach-plan.ts';
import { diskBackendSteps } from '../hotplug/attach-steps.ts';
import { runAttach, undoAttach } from '../hotplug/run-plan.ts';
import type { PlainJsonObject } from '../../conf/json/plain-json.ts';
import type { QmpClient } from '../qmp/qmp-client.ts';
import { Reply } from '../qmp/reply.ts';
import { aliasOf } from './block-stats.ts';
import { commandContext } from './build-command.ts';
import { changeDisplay } from './change-display.ts';
import { findSame, portOf } from './device-changes.ts';
import type { EmbedState } from './embed-state.ts';
import type { RunningMachine } from './machine.ts';
import { qemuError } from './qemu-error.ts';
import { withSecrets } from './sealing.ts';

const TRAY_MS = 5000;
const POLL_MS = 100;

/** Changes a device of a machine that runs: what is in a drive, a card's cable, a display's password, the pace of memory statistics. */
export async function updateLive(state: EmbedState, run: RunningMachine, monitor: QmpClient, wanted: Device, force: boolean): Promise<void> {
  switch (wanted.kind) {
    case 'disk':
      await changeMedium(state, run, monitor, wanted.device, force);
      break;
    case 'interface':
      await changeNet(run, monitor, wanted);
      break;
    case 'graphics':
      await changeDisplay(run, monitor, wanted.device);
      break;
    case 'memballoon': {
      const [balloon] = run.live.devices.memballoons;
      if (balloon?.alias === undefined || balloon.model !== wanted.device.model) throw qemuError('operation-unsupported', 'only the period of a memory balloon can be changed while the domain runs');
      await monitor.execute('qom-set', { path: `/machine/peripheral/${balloon.alias}`, property: 'guest-stats-polling-interval', value: wanted.device.stats ?? 0 });
      balloon.stats = wanted.device.stats;
      break;
    }
    default:
      throw qemuError('operation-unsupported', `live update of device '${wanted.kind}' is not supported`);
  }
}

async function changeNet(run: RunningMachine, monitor: QmpClient, wanted: Extract<Device, { kind: 'interface' }>): Promise<void> {
  const old = findSame(run.live, wanted).device as NetInterface;
  if (old.type !== wanted.device.type || (old.model !== wanted.device.model && wanted.device.model !== undefined)) throw qemuError('operation-unsupported', 'only the link state of a network card can be changed while the domain runs');
  const up = wanted.device.link !== 'down';
  await monitor.execute('set_link', { name: old.alias ?? '', up });
  old.link = wanted.device.link;
}

/** Opens the tray, takes out what is in it, puts in what is wanted, closes the tray. */
async function changeMedium(state: EmbedState, run: RunningMachine, monitor: QmpClient, wanted: Disk, force: boolean): Promise<void> {
  const old = findSame(run.live, { kind: 'disk', device: wanted }).device as Disk;
  if (diskPath(old) === diskPath(wanted) && old.source?.type === wanted.source?.type) return;
  if (old.device !== 'cdrom' && old.device !== 'floppy') throw qemuError('operation-unsupported', `disk device type '${old.device}' cannot be updated`);
  const path = diskPath(wanted);
  if (wanted.source?.type === 'file' && path !== undefined && !(await state.surroundings.files.exists(path))) throw qemuError('system-error', `Cannot access storage file '${path}': No such file or directory`, { subject: path });
  const context = commandContext(state, run.live, run.socketFolder);
  const id = await qdevOf(monitor, old);
  const after = cloneDomainDef(run.live);
  const disk = withMedium(after, wanted);
  const isEmpty = isDiskEmpty(disk);
  if (!isEmpty) numberNewImages(disk, run.live, context);
  const port = portOf(monitor);
  // What cannot be opened leaves the drive as it was.
  const steps = isEmpty ? [] : await withSecrets(state, run.socketFolder, (sealing) => diskBackendSteps(disk, after, { ...context, ...sealing }));
  await runAttach({ steps }, port);
  try {
    await withOpenTray(monitor, id, force, 'blockdev-remove-medium', { id });
  } catch (error) {
    await undoAttach({ steps }, port);
    throw error;
  }
  for (const { command, arguments: args } of isDiskEmpty(old) ? [] : diskBackendCleanup(old, run.live, context)) {
    await monitor.execute(command, args).catch((error: unknown) => { port.onTidyError(error, command); });
  }
  if (!isEmpty) await withOpenTray(monitor, id, force, 'blockdev-insert-medium', { id, 'node-name': `libvirt-${disk.source?.type === 'vhostuser' ? 0 : (disk.source?.index ?? 0)}-format` });
  await monitor.execute('blockdev-close-tray', { id });
  const dom = { name: run.live.name, uuid: run.live.uuid as never, id: run.id };
  run.live = after;
  state.events.fire({ kind: 'disk-change', dom, oldSrcPath: diskPath(old), newSrcPath: path, devAlias: old.alias ?? '', reason: 0 });
}

/** The drive of a definition with the medium that is wanted. Changes the definition. */
function withMedium(def: DomainDef, wanted: Disk): Disk {
  const disk = findSame(def, { kind: 'disk', device: wanted }).device as Disk;
  disk.source = wanted.source;
  disk.type = wanted.type;
  disk.encryption = wanted.encryption;
  disk.backingStore = wanted.driver?.type === 'qcow2' ? wanted.backingStore : { kind: 'end' };
  if (disk.driver === undefined) disk.driver = wanted.driver;
  else if (wanted.driver?.type !== undefined) disk.driver.type = wanted.driver.type;
  return disk;
}

/** Does something to an open drive, once more where the guest closes its tray at that moment, as one that looks for something to start from does. */
async function withOpenTray(monitor: QmpClient, id: string, force: boolean, command: string, args: PlainJsonObject): Promise<void> {
  for (const until = performance.now() + TRAY_MS; ;) {
    await openTray(monitor, id, force);
    try {
      await monitor.execute(command, args);
      return;
    } catch (error) {
      if (!VirError.is(error) || performance.now() > until || (await isOpen(monitor, id))) throw error;
    }
  }
}

/** A guest that uses the medium may hold the tray; it is asked first, and only forced when that is wanted. */
async function openTray(monitor: QmpClient, id: string, force: boolean): Promise<void> {
  for (const until = performance.now() + TRAY_MS; ;) {
    try {
      await monitor.execute('blockdev-open-tray', { id, force });
      if (await isOpen(monitor, id)) return;
    } catch (error) {
      if (!VirError.is(error) || performance.now() > until) throw error;
    }
    if (performance.now() > until) throw qemuError('operation-failed', 'the guest holds the tray of the drive: eject there, or force it');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function isOpen(monitor: QmpClient, id: string): Promise<boolean> {
  const drive = Reply.list('query-block', await monitor.execute('query-block')).find((each) => each.stringOr('qdev') === id);
  return drive?.booleanOr('tray_open') ?? true;
}

async function qdevOf(monitor: QmpClient, { alias = '' }: Disk): Promise<string> {
  return Reply.list('query-block', await monitor.execute('query-block')).map((each) => each.stringOr('qdev')).find((qdev) => aliasOf(qdev) === alias) ?? alias;
}
