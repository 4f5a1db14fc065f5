import { HelpIndex } from '../lens/help-index.ts';
import { port } from './network-port-def.ts';

/** What may stand in a network port's document. */
export const networkPortHelp = new HelpIndex('networkport', port.describe(), {
  '': 'A connection of one guest to a network',
  uuid: 'Identity of the connection',
  owner: 'Machine that is connected',
  'owner/name': 'Its name',
  'owner/uuid': 'Its identity',
  group: 'Port group of the network',
  mac: 'Hardware address of the guest’s card',
  virtualport: 'Port on a switch',
  bandwidth: 'Limits of traffic',
  'bandwidth/inbound': 'Traffic towards the guest',
  'bandwidth/outbound': 'Traffic from the guest',
  vlan: 'VLAN tags of the guest’s traffic',
  port: 'Rules for the port',
  'port@isolated': 'Other isolated guests are not seen',
  rxfilters: 'Which packets reach the guest',
  'rxfilters@trustGuest': 'Believe the guest about the addresses it listens to',
  plug: 'What the guest is plugged into',
  'plug@type': 'A bridge, a device of the host, or one handed over',
  'plug/driver': 'Driver of a device that is handed over',
  'plug/address': 'PCI address of a device that is handed over',
});
