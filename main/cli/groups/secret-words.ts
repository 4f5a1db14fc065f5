import { bool, data, int, text, type CommandWords } from '../shell/words.ts';

/** virsh's words for this group: the names, help and options of its commands. */
export const SECRET_WORDS = {
  'secret-define': {
    help: 'define or modify a secret from an XML file',
    description: 'Define or modify a secret.',
    options: [
      data('file', 'file containing secret attributes in XML'),
      bool('validate', 'validate the XML against the schema'),
    ],
  },
  'secret-dumpxml': {
    help: 'secret attributes in XML',
    description: 'Output attributes of a secret as an XML dump to stdout.',
    options: [
      data('secret', 'secret UUID'),
      text('xpath', 'xpath expression to filter the XML document', { mustBeNamed: true }),
      bool('wrap', 'wrap xpath results in an common root element'),
    ],
  },
  'secret-event': {
    help: 'Secret Events',
    description: 'List event types, or wait for secret events to occur',
    options: [
      text('secret', 'filter by secret name or uuid'),
      text('event', 'which event type to wait for'),
      bool('loop', 'loop until timeout or interrupt, rather than one-shot'),
      int('timeout', 'timeout seconds'),
      bool('list', 'list valid event types'),
      bool('timestamp', 'show timestamp for each printed event'),
    ],
  },
  'secret-get-value': {
    help: 'Output a secret value',
    description: 'Output a secret value to stdout.',
    options: [data('secret', 'secret UUID'), bool('plain', 'get value without converting to base64')],
  },
  'secret-list': {
    help: 'list secrets',
    description: 'Returns a list of secrets',
    options: [
      bool('ephemeral', 'list ephemeral secrets'),
      bool('no-ephemeral', 'list non-ephemeral secrets'),
      bool('private', 'list private secrets'),
      bool('no-private', 'list non-private secrets'),
    ],
  },
  'secret-set-value': {
    help: 'set a secret value',
    description: 'Set a secret value.',
    options: [
      data('secret', 'secret UUID'),
      text('file', 'read secret from file', { mustBeNamed: true }),
      bool('plain', 'read the secret from file without converting from base64'),
      bool('interactive', 'read the secret from the terminal'),
      text('base64', 'base64-encoded secret value'),
    ],
  },
  'secret-undefine': {
    help: 'undefine a secret',
    description: 'Undefine a secret.',
    options: [data('secret', 'secret UUID')],
  },
} as const satisfies Readonly<Record<string, CommandWords>>;
