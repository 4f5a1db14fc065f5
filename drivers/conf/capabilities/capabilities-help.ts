import { HelpIndex } from '../lens/help-index.ts';
import { capabilities } from './capabilities.ts';

/** What may stand in the document of a host's capabilities. */
export const capabilitiesHelp = new HelpIndex('capabilities', capabilities.describe(), {
  '': 'What a host is, and which guests it can run',
  host: 'The host',
  'host/uuid': 'Its identity',
  'host/cpu': 'Its CPU',
  'host/power_management': 'Sleep states it knows',
  'host/iommu': 'Whether devices can be handed to guests',
  'host/migration_features': 'How guests can move to other hosts',
  'host/netprefix': 'What names of its network devices begin with',
  'host/topology': 'NUMA nodes, their memory and CPUs',
  'host/cache': 'CPU caches that can be divided',
  'host/memory_bandwidth': 'Memory bandwidth that can be divided',
  'host/secmodel': 'A security model that labels guests',
  guest: 'One kind of guest it can run',
  'guest/os_type': 'How the guest runs: hvm, exe, linux, xen',
  'guest/arch': 'Its architecture',
  'guest/arch/domain': 'A hypervisor that runs it',
  'guest/arch/machine': 'A machine type',
  'guest/arch/emulator': 'Program that emulates the machine',
  'guest/features': 'What such guests can have',
  pool: 'Storage pools it can have',
});
