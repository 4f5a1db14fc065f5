import { findDevice } from '../../conf/domain/change-devices.ts';
import type { Device } from '../../conf/domain/device-list.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { VirError } from '../../core/vir-error.ts';
import type { HotplugPort } from '../hotplug/run-plan.ts';
import type { QmpClient } from '../qmp/qmp-client.ts';
import { qemuError } from './qemu-error.ts';

/** A guest gets so long to let go of a device, as with libvirt. */
const LET_GO_MS = 5000;

/** The device that an update means: a disk by its target, a card by its address, a display by its kind. */
export function findSame(def: DomainDef, wanted: Device): Device {
  if (wanted.kind === 'disk') {
    const found = def.devices.disks.find(({ target }) => target?.dev === wanted.device.target?.dev);
    if (found === undefined) throw qemuError('invalid-arg', `target ${wanted.device.target?.dev ?? ''} doesn't exist.`);
    return { kind: 'disk', device: found };
  }
  if (wanted.kind === 'graphics') {
    const found = def.devices.graphics.find(({ type }) => type === wanted.device.type);
    if (found === undefined) throw qemuError('device-missing', `cannot find existing graphics type '${wanted.device.type}' device to modify`);
    return { kind: 'graphics', device: found };
  }
  if (wanted.kind === 'memballoon' && def.devices.memballoons[0] !== undefined) return { kind: 'memballoon', device: def.devices.memballoons[0] };
  return findDevice(def, wanted);
}

/** A monitor for plans. */
export function portOf(monitor: QmpClient): HotplugPort {
  return {
    execute: (command, args) => monitor.execute(command, args),
    deviceDeleted: (alias) => new Promise((resolve) => {
      const done = (gone: boolean): void => {
        clearTimeout(timer);
        subscription.dispose();
        resolve(gone);
      };
      const timer = setTimeout(() => { done(false); }, LET_GO_MS);
      const subscription = monitor.onDidEvent(({ name, data }) => {
        if (data['device'] !== alias) return;
        if (name === 'DEVICE_DELETED') done(true);
        if (name === 'DEVICE_UNPLUG_GUEST_ERROR') done(false);
      });
    }),
    onTidyError: (error) => {
      if (!VirError.is(error)) throw error; // what QEMU does not have any more needs no tidying
    },
  };
}

