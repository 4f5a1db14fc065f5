import { xmlError } from '../../lens/conf-error.ts';
import { deviceInfoOf, listDevices } from '../device-list.ts';
import type { Devices } from '../domain-shape.ts';

const VIRTIO_CSSID = 0xfe;

/** Gives every device on the channel subsystem a number. */
export function assignCcwAddresses(devices: Devices): void {
  const taken = new Set<string>();
  const infos = listDevices(devices).map(deviceInfoOf);
  for (const info of infos) {
    if (info?.address?.type !== 'ccw' || info.address.devno === undefined) continue;
    const { cssid = 0, ssid = 0, devno } = info.address;
    const key = `${cssid.toString(16)}.${ssid.toString(16)}.${devno.toString(16).padStart(4, '0')}`;
    if (taken.has(key)) throw xmlError(`The CCW devno '${key}' is in use already`);
    taken.add(key);
  }
  let next = 0;
  for (const info of infos) {
    if (info?.address?.type !== 'ccw' || info.address.devno !== undefined) continue;
    while (taken.has(`fe.0.${next.toString(16).padStart(4, '0')}`)) next++;
    info.address = { type: 'ccw', cssid: VIRTIO_CSSID, ssid: 0, devno: next };
    next++;
  }
}
