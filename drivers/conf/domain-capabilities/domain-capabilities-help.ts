import { HelpIndex } from '../lens/help-index.ts';
import { capabilities } from './domain-capabilities.ts';

/** What may stand in the document of what machines of one kind can have. */
export const domainCapabilitiesHelp = new HelpIndex('domainCapabilities', capabilities.describe(), {
  '': 'What machines of one kind can have on a host',
  '@supported': 'Whether it is there at all',
  path: 'Program that emulates the machine',
  domain: 'Hypervisor',
  machine: 'Machine type',
  arch: 'Architecture of the CPU',
  vcpu: 'Most virtual CPUs',
  iothreads: 'Threads for disk traffic',
  os: 'Firmware',
  'os/loader': 'Firmware images',
  cpu: 'CPU modes and models',
  memoryBacking: 'Where guest memory can come from',
  devices: 'Devices, and the words for their attributes',
  features: 'Features of the hypervisor and the board',
  enum: 'Words for an attribute',
  value: 'One such word',
});
