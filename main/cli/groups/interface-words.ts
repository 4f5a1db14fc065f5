import { bool, data, int, text, type CommandWords } from '../shell/words.ts';

/** virsh's words for this group: the names, help and options of its commands. */
export const INTERFACE_WORDS = {
  'iface-begin': {
    help: 'create a snapshot of current interfaces settings, which can be later committed (iface-commit) or restored (iface-rollback)',
    description: 'Create a restore point for interfaces settings',
    options: [],
  },
  'iface-bridge': {
    help: 'create a bridge device and attach an existing network device to it',
    description: 'bridge an existing network device',
    options: [
      data('interface', 'existing interface name'),
      data('bridge', 'new bridge device name'),
      bool('no-stp', 'do not enable STP for this bridge'),
      int('delay', 'number of seconds to squelch traffic on newly connected ports'),
      bool('no-start', "don't start the bridge immediately"),
    ],
  },
  'iface-commit': {
    help: 'commit changes made since iface-begin and free restore point',
    description: 'commit changes and free restore point',
    options: [],
  },
  'iface-define': {
    help: 'define an inactive persistent physical host interface or modify an existing persistent one from an XML file',
    description: 'Define or modify a persistent physical host interface.',
    options: [
      data('file', 'file containing an XML interface description'),
      bool('validate', 'validate the XML against the schema'),
    ],
  },
  'iface-destroy': {
    help: 'destroy a physical host interface (disable it / "if-down")',
    description: 'forcefully stop a physical host interface.',
    options: [data('interface', 'interface name or MAC address')],
  },
  'iface-dumpxml': {
    help: 'interface information in XML',
    description: 'Output the physical host interface information as an XML dump to stdout.',
    options: [
      data('interface', 'interface name or MAC address'),
      bool('inactive', 'show inactive defined XML'),
      text('xpath', 'xpath expression to filter the XML document', { mustBeNamed: true }),
      bool('wrap', 'wrap xpath results in an common root element'),
    ],
  },
  'iface-edit': {
    help: 'edit XML configuration for a physical host interface',
    description: 'Edit the XML configuration for a physical host interface.',
    options: [data('interface', 'interface name or MAC address')],
  },
  'iface-list': {
    help: 'list physical host interfaces',
    description: 'Returns list of physical host interfaces.',
    options: [bool('inactive', 'list inactive interfaces'), bool('all', 'list inactive & active interfaces')],
  },
  'iface-mac': {
    help: 'convert an interface name to interface MAC address',
    description: '',
    options: [data('interface', 'interface name')],
  },
  'iface-name': {
    help: 'convert an interface MAC address to interface name',
    description: '',
    options: [data('interface', 'interface mac')],
  },
  'iface-rollback': {
    help: 'rollback to previous saved configuration created via iface-begin',
    description: 'rollback to previous restore point',
    options: [],
  },
  'iface-start': {
    help: 'start a physical host interface (enable it / "if-up")',
    description: 'start a physical host interface.',
    options: [data('interface', 'interface name or MAC address')],
  },
  'iface-unbridge': {
    help: 'undefine a bridge device after detaching its device(s)',
    description: 'unbridge a network device',
    options: [
      data('bridge', 'current bridge device name'),
      bool('no-start', "don't start the detached interface immediately (not recommended)"),
    ],
  },
  'iface-undefine': {
    help: 'undefine a physical host interface (remove it from configuration)',
    description: 'undefine an interface.',
    options: [data('interface', 'interface name or MAC address')],
  },
} as const satisfies Readonly<Record<string, CommandWords>>;
