import { HelpIndex } from '../lens/help-index.ts';
import { hostInterface } from './interface-def.ts';

/** What may stand in the document of a host's network interface. */
export const interfaceHelp = new HelpIndex('interface', hostInterface.describe(), {
  '': 'A network interface of the host',
  '@type': 'Kind',
  '@name': 'Name on the host',
  start: 'When it comes up',
  mtu: 'Largest packet',
  protocol: 'Addresses of one family',
  'protocol@family': 'ipv4 or ipv6',
  'protocol/dhcp': 'Ask the network for an address',
  'protocol/dhcp@peerdns': 'Use the name servers it tells of',
  'protocol/ip': 'A fixed address',
  'protocol/route': 'Where other traffic goes',
  link: 'Speed and state; reported',
  mac: 'Hardware address',
  bridge: 'A bridge, and what is attached to it',
  'bridge@delay': 'How long a new port waits before it forwards',
  interface: 'An interface that belongs to it',
  bond: 'Several interfaces that act as one',
  'bond@mode': 'How traffic is spread',
  'bond/miimon': 'Watch the links’ own state',
  'bond/arpmon': 'Watch the links by asking an address',
  vlan: 'One VLAN of another interface',
  'vlan@tag': 'Its number',
});
