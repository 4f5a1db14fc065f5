import { bool, data, text, type CommandWords } from '../shell/words.ts';

/** virsh's words for this group: the names, help and options of its commands. */
export const NWFILTER_WORDS = {
  'nwfilter-define': {
    help: 'define or update a network filter from an XML file',
    description: 'Define a new network filter or update an existing one.',
    options: [
      data('file', 'file containing an XML network filter description'),
      bool('validate', 'validate the XML against the schema'),
    ],
  },
  'nwfilter-dumpxml': {
    help: 'network filter information in XML',
    description: 'Output the network filter information as an XML dump to stdout.',
    options: [
      data('nwfilter', 'network filter name or uuid'),
      text('xpath', 'xpath expression to filter the XML document', { mustBeNamed: true }),
      bool('wrap', 'wrap xpath results in an common root element'),
    ],
  },
  'nwfilter-edit': {
    help: 'edit XML configuration for a network filter',
    description: 'Edit the XML configuration for a network filter.',
    options: [data('nwfilter', 'network filter name or uuid')],
  },
  'nwfilter-list': {
    help: 'list network filters',
    description: 'Returns list of network filters.',
    options: [],
  },
  'nwfilter-undefine': {
    help: 'undefine a network filter',
    description: 'Undefine a given network filter.',
    options: [data('nwfilter', 'network filter name or uuid')],
  },
  'nwfilter-binding-create': {
    help: 'create a network filter binding from an XML file',
    description: 'Create a new network filter binding.',
    options: [
      data('file', 'file containing an XML network filter binding description'),
      bool('validate', 'validate the XML against the schema'),
    ],
  },
  'nwfilter-binding-delete': {
    help: 'delete a network filter binding',
    description: 'Delete a given network filter binding.',
    options: [data('binding', 'network filter binding port dev')],
  },
  'nwfilter-binding-dumpxml': {
    help: 'network filter information in XML',
    description: 'Output the network filter information as an XML dump to stdout.',
    options: [
      data('binding', 'network filter binding portdev'),
      text('xpath', 'xpath expression to filter the XML document', { mustBeNamed: true }),
      bool('wrap', 'wrap xpath results in an common root element'),
    ],
  },
  'nwfilter-binding-list': {
    help: 'list network filter bindings',
    description: 'Returns list of network filter bindings.',
    options: [],
  },
} as const satisfies Readonly<Record<string, CommandWords>>;
