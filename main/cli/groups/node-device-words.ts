import { alias, bool, data, int, text, type CommandWords } from '../shell/words.ts';

/** virsh's words for this group: the names, help and options of its commands. */
export const NODE_DEVICE_WORDS = {
  'nodedev-create': {
    help: 'create a device defined by an XML file on the node',
    description: 'Create a device on the node.  Note that this command creates devices on the physical host that can then be assigned to a virtual machine.',
    options: [
      data('file', 'file containing an XML description of the device'),
      bool('validate', 'validate the XML against the schema'),
    ],
  },
  'nodedev-destroy': {
    help: 'destroy (stop) a device on the node',
    description: 'Destroy a device on the node.  Note that this command destroys devices on the physical host',
    options: [alias('name', 'device'), data('device', "device name or wwn pair in 'wwnn,wwpn' format")],
  },
  'nodedev-detach': {
    help: 'detach node device from its device driver',
    description: 'Detach node device from its device driver before assigning to a domain.',
    options: [
      data('device', 'device key'),
      text('driver', "pci device assignment backend driver (e.g. 'vfio' or 'xen')"),
    ],
  },
  'nodedev-dettach': { aliasOf: 'nodedev-detach' },
  'nodedev-dumpxml': {
    help: 'node device details in XML',
    description: 'Output the node device details as an XML dump to stdout.',
    options: [
      data('device', "device name or wwn pair in 'wwnn,wwpn' format"),
      text('xpath', 'xpath expression to filter the XML document', { mustBeNamed: true }),
      bool('wrap', 'wrap xpath results in an common root element'),
    ],
  },
  'nodedev-list': {
    help: 'enumerate devices on this host',
    description: '',
    options: [
      bool('tree', 'list devices in a tree'),
      text('cap', 'capability names, separated by comma'),
      bool('inactive', 'list inactive devices'),
      bool('all', 'list inactive & active devices'),
    ],
  },
  'nodedev-reattach': {
    help: 'reattach node device to its device driver',
    description: 'Reattach node device to its device driver once released by the domain.',
    options: [data('device', 'device key')],
  },
  'nodedev-reset': {
    help: 'reset node device',
    description: 'Reset node device before or after assigning to a domain.',
    options: [data('device', 'device key')],
  },
  'nodedev-event': {
    help: 'Node Device Events',
    description: 'List event types, or wait for node device events to occur',
    options: [
      text('device', 'filter by node device name'),
      text('event', 'which event type to wait for'),
      bool('loop', 'loop until timeout or interrupt, rather than one-shot'),
      int('timeout', 'timeout seconds'),
      bool('list', 'list valid event types'),
      bool('timestamp', 'show timestamp for each printed event'),
    ],
  },
  'nodedev-define': {
    help: 'Define a device by an xml file on a node',
    description: 'Defines a persistent device on the node that can be assigned to a domain. The device must be started before it can be assigned to a domain.',
    options: [
      data('file', 'file containing an XML description of the device'),
      bool('validate', 'validate the XML against the schema'),
    ],
  },
  'nodedev-undefine': {
    help: 'Undefine an inactive node device',
    description: 'Undefines the configuration for an inactive node device',
    options: [data('device', "device name or wwn pair in 'wwnn,wwpn' format")],
  },
  'nodedev-start': {
    help: 'Start an inactive node device',
    description: 'Starts an inactive node device that was previously defined',
    options: [data('device', 'device name')],
  },
  'nodedev-autostart': {
    help: 'autostart a defined node device',
    description: 'Configure a node device to be automatically started at boot.',
    options: [
      data('device', "device name or wwn pair in 'wwnn,wwpn' format"),
      bool('disable', 'disable autostarting'),
    ],
  },
  'nodedev-info': {
    help: 'node device information',
    description: 'Returns basic information about the node device',
    options: [data('device', "device name or wwn pair in 'wwnn,wwpn' format")],
  },
} as const satisfies Readonly<Record<string, CommandWords>>;
