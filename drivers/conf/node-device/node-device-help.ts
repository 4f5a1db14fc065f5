import { HelpIndex } from '../lens/help-index.ts';
import { device } from './node-device-def.ts';

/** What may stand in a node device's document. */
export const nodeDeviceHelp = new HelpIndex('device', device.describe(), {
  '': 'A device of the host',
  name: 'Name by which libvirt knows it',
  path: 'Its folder in sysfs',
  devnode: 'Its file in /dev, or a link to it',
  parent: 'Device it hangs on',
  driver: 'Driver of the host that has it',
  'driver/name': 'Name of the driver',
  capability: 'What it is and what it can do',
  'capability@type': 'Kind',
  'capability/product': 'Model',
  'capability/vendor': 'Maker',
  'capability/hardware': 'Make of the machine',
  'capability/firmware': 'Firmware of the machine',
  'capability/iommuGroup': 'Devices that can be handed over only together',
  'capability/numa': 'NUMA node it is near to',
  'capability/address': 'Hardware address',
  'capability/interface': 'Name of the network interface',
  'capability/link': 'Speed and state of the link',
  'capability/feature': 'Something the card does by itself',
  'capability/block': 'Its block device',
  'capability/size': 'Size in bytes',
  'capability/serial': 'Serial number',
  'capability/uuid': 'Identity of a mediated device',
  'capability/attr': 'A setting of a mediated device',
  'capability/type': 'Type of a mediated device, or one that can be made',
  'capability/capability': 'More that it can do',
});
