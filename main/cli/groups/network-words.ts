import { bool, data, int, text, type CommandWords } from '../shell/words.ts';

/** virsh's words for this group: the names, help and options of its commands. */
export const NETWORK_WORDS = {
  'net-autostart': {
    help: 'autostart a network',
    description: 'Configure a network to be automatically started at boot.',
    options: [data('network', 'network name or uuid'), bool('disable', 'disable autostarting')],
  },
  'net-create': {
    help: 'create a network from an XML file',
    description: 'Create a network.',
    options: [
      data('file', 'file containing an XML network description'),
      bool('validate', 'validate the XML against the schema'),
    ],
  },
  'net-define': {
    help: 'define an inactive persistent virtual network or modify an existing persistent one from an XML file',
    description: 'Define or modify a persistent virtual network.',
    options: [
      data('file', 'file containing an XML network description'),
      bool('validate', 'validate the XML against the schema'),
    ],
  },
  'net-destroy': {
    help: 'destroy (stop) a network',
    description: 'Forcefully stop a given network.',
    options: [data('network', 'network name or uuid')],
  },
  'net-dhcp-leases': {
    help: 'print lease info for a given network',
    description: 'Print lease info for a given network',
    options: [data('network', 'network name or uuid'), text('mac', 'MAC address')],
  },
  'net-dumpxml': {
    help: 'network information in XML',
    description: 'Output the network information as an XML dump to stdout.',
    options: [
      data('network', 'network name or uuid'),
      bool('inactive', 'show inactive defined XML'),
      text('xpath', 'xpath expression to filter the XML document', { mustBeNamed: true }),
      bool('wrap', 'wrap xpath results in an common root element'),
    ],
  },
  'net-edit': {
    help: 'edit XML configuration for a network',
    description: 'Edit the XML configuration for a network.',
    options: [data('network', 'network name or uuid')],
  },
  'net-event': {
    help: 'Network Events',
    description: 'List event types, or wait for network events to occur',
    options: [
      text('network', 'filter by network name or uuid'),
      text('event', 'which event type to wait for'),
      bool('loop', 'loop until timeout or interrupt, rather than one-shot'),
      int('timeout', 'timeout seconds'),
      bool('list', 'list valid event types'),
      bool('timestamp', 'show timestamp for each printed event'),
    ],
  },
  'net-info': {
    help: 'network information',
    description: 'Returns basic information about the network',
    options: [data('network', 'network name or uuid')],
  },
  'net-list': {
    help: 'list networks',
    description: 'Returns list of networks.',
    options: [
      bool('inactive', 'list inactive networks'),
      bool('all', 'list inactive & active networks'),
      bool('persistent', 'list persistent networks'),
      bool('transient', 'list transient networks'),
      bool('autostart', 'list networks with autostart enabled'),
      bool('no-autostart', 'list networks with autostart disabled'),
      bool('uuid', "list uuid's only"),
      bool('name', 'list network names only'),
      bool('table', 'list table (default)'),
    ],
  },
  'net-name': {
    help: 'convert a network UUID to network name',
    description: '',
    options: [data('network', 'network uuid')],
  },
  'net-start': {
    help: 'start a (previously defined) inactive network',
    description: 'Start a network.',
    options: [data('network', 'network name or uuid')],
  },
  'net-undefine': {
    help: 'undefine a persistent network',
    description: 'Undefine the configuration for a persistent network.',
    options: [data('network', 'network name or uuid')],
  },
  'net-update': {
    help: "update parts of an existing network's configuration",
    description: '',
    options: [
      data('network', 'network name or uuid'),
      data('command', 'type of update (add-first, add-last (add), delete, or modify)'),
      data('section', 'which section of network configuration to update'),
      data('xml', "name of file containing xml (or, if it starts with '<', the complete xml element itself) to add/modify, or to be matched for search"),
      int('parent-index', 'which parent object to search through'),
      bool('config', 'affect next network startup'),
      bool('live', 'affect running network'),
      bool('current', 'affect current state of network'),
    ],
  },
  'net-uuid': {
    help: 'convert a network name to network UUID',
    description: '',
    options: [data('network', 'network name')],
  },
  'net-port-list': {
    help: 'list network ports',
    description: 'Returns list of network ports.',
    options: [
      data('network', 'network name or uuid'),
      bool('uuid', "list uuid's only"),
      bool('table', 'list table (default)'),
    ],
  },
  'net-port-create': {
    help: 'create a network port from an XML file',
    description: 'Create a network port.',
    options: [
      data('network', 'network name or uuid'),
      data('file', 'file containing an XML network port description'),
      bool('validate', 'validate the XML against the schema'),
    ],
  },
  'net-port-dumpxml': {
    help: 'network port information in XML',
    description: 'Output the network port information as an XML dump to stdout.',
    options: [
      data('network', 'network name or uuid'),
      data('port', 'port UUID'),
      text('xpath', 'xpath expression to filter the XML document', { mustBeNamed: true }),
      bool('wrap', 'wrap xpath results in an common root element'),
    ],
  },
  'net-port-delete': {
    help: 'delete the specified network port',
    description: 'Delete the specified network port.',
    options: [data('network', 'network name or uuid'), data('port', 'port UUID')],
  },
} as const satisfies Readonly<Record<string, CommandWords>>;
