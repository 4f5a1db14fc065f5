import { bool, data, int, text, type CommandWords } from '../shell/words.ts';

/** virsh's words for this group: the names, help and options of its commands. */
export const HOST_WORDS = {
  'allocpages': {
    help: 'Manipulate pages pool size',
    description: 'Allocate or free some pages in the pool for NUMA cell.',
    options: [
      int('pagesize', 'page size (in kibibytes)', { required: true }),
      int('pagecount', 'page count', { required: true }),
      int('cellno', 'NUMA cell number'),
      bool('add', 'instead of setting new pool size add pages to it'),
      bool('all', 'set on all NUMA cells'),
    ],
  },
  'capabilities': {
    help: 'capabilities',
    description: 'Returns capabilities of hypervisor/driver.',
    options: [],
  },
  'cpu-baseline': {
    help: 'compute baseline CPU',
    description: 'Compute baseline CPU for a set of given CPUs.',
    options: [
      data('file', 'file containing XML CPU descriptions'),
      bool('features', 'Show features that are part of the CPU model type'),
      bool('migratable', 'Do not include features that block migration'),
    ],
  },
  'cpu-compare': {
    help: 'compare host CPU with a CPU described by an XML file',
    description: 'compare CPU with host CPU',
    options: [
      data('file', 'file containing an XML CPU description'),
      bool('error', 'report error if CPUs are incompatible'),
      bool('validate', 'validate the XML document against schema'),
    ],
  },
  'cpu-models': {
    help: 'CPU models',
    description: 'Get the CPU models for an arch.',
    options: [data('arch', 'architecture')],
  },
  'domcapabilities': {
    help: 'domain capabilities',
    description: 'Returns capabilities of emulator with respect to host and libvirt.',
    options: [
      text('virttype', 'virtualization type (/domain/@type)'),
      text('emulatorbin', 'path to emulator binary (/domain/devices/emulator)'),
      text('arch', 'domain architecture (/domain/os/type/@arch)'),
      text('machine', 'machine type (/domain/os/type/@machine)'),
    ],
  },
  'freecell': {
    help: 'NUMA free memory',
    description: 'display available free memory for the NUMA cell.',
    options: [int('cellno', 'NUMA cell number'), bool('all', 'show free memory for all NUMA cells')],
  },
  'freepages': {
    help: 'NUMA free pages',
    description: 'display available free pages for the NUMA cell.',
    options: [
      int('cellno', 'NUMA cell number'),
      int('pagesize', 'page size (in kibibytes)'),
      bool('all', 'show free pages for all NUMA cells'),
    ],
  },
  'hostname': {
    help: 'print the hypervisor hostname',
    description: '',
    options: [],
  },
  'hypervisor-cpu-baseline': {
    help: 'compute baseline CPU usable by a specific hypervisor',
    description: 'Compute baseline CPU for a set of given CPUs. The result will be tailored to the specified hypervisor.',
    options: [
      text('file', 'file containing XML CPU descriptions'),
      text('virttype', 'virtualization type (/domain/@type)'),
      text('emulator', 'path to emulator binary (/domain/devices/emulator)'),
      text('arch', 'CPU architecture (/domain/os/type/@arch)'),
      text('machine', 'machine type (/domain/os/type/@machine)'),
      bool('features', 'Show features that are part of the CPU model type'),
      bool('migratable', 'Do not include features that block migration'),
      text('model', 'Shortcut for calling the command with a single CPU model and no additional features'),
    ],
  },
  'hypervisor-cpu-compare': {
    help: 'compare a CPU with the CPU created by a hypervisor on the host',
    description: 'compare CPU with hypervisor CPU',
    options: [
      data('file', 'file containing an XML CPU description'),
      text('virttype', 'virtualization type (/domain/@type)'),
      text('emulator', 'path to emulator binary (/domain/devices/emulator)'),
      text('arch', 'CPU architecture (/domain/os/type/@arch)'),
      text('machine', 'machine type (/domain/os/type/@machine)'),
      bool('error', 'report error if CPUs are incompatible'),
      bool('validate', 'validate the XML document against schema'),
    ],
  },
  'maxvcpus': {
    help: 'connection vcpu maximum',
    description: 'Show maximum number of virtual CPUs for guests on this connection.',
    options: [text('type', 'domain type')],
  },
  'node-memory-tune': {
    help: 'Get or set node memory parameters',
    description: 'Get or set node memory parameters\n    To get the memory parameters, use following command: \n\n    virsh # node-memory-tune',
    options: [
      int('shm-pages-to-scan', 'number of pages to scan before the shared memory service goes to sleep'),
      int('shm-sleep-millisecs', 'number of millisecs the shared memory service should sleep before next scan'),
      int('shm-merge-across-nodes', 'Specifies if pages from different numa nodes can be merged'),
    ],
  },
  'nodecpumap': {
    help: 'node cpu map',
    description: "Displays the node's total number of CPUs, the number of online CPUs and the list of online CPUs.",
    options: [bool('pretty', 'return human readable output')],
  },
  'nodecpustats': {
    help: 'Prints cpu stats of the node.',
    description: 'Returns cpu stats of the node, in nanoseconds.',
    options: [
      int('cpu', 'prints specified cpu statistics only.'),
      bool('percent', 'prints by percentage during 1 second.'),
    ],
  },
  'nodeinfo': {
    help: 'node information',
    description: 'Returns basic information about the node.',
    options: [],
  },
  'nodememstats': {
    help: 'Prints memory stats of the node.',
    description: 'Returns memory stats of the node, in kilobytes.',
    options: [int('cell', 'prints specified cell statistics only.')],
  },
  'nodesevinfo': {
    help: 'node SEV information',
    description: 'Returns basic SEV information about the node.',
    options: [],
  },
  'nodesuspend': {
    help: 'suspend the host node for a given time duration',
    description: 'Suspend the host node for a given time duration and attempt to resume thereafter.',
    options: [
      data('target', 'mem(Suspend-to-RAM), disk(Suspend-to-Disk), hybrid(Hybrid-Suspend)'),
      int('duration', 'Suspend duration in seconds, at least 60', { required: true }),
    ],
  },
  'sysinfo': {
    help: 'print the hypervisor sysinfo',
    description: 'output an XML string for the hypervisor sysinfo, if available',
    options: [],
  },
  'uri': {
    help: 'print the hypervisor canonical URI',
    description: '',
    options: [],
  },
  'version': {
    help: 'show version',
    description: 'Display the system version information.',
    options: [bool('daemon', 'report daemon version too')],
  },
} as const satisfies Readonly<Record<string, CommandWords>>;
