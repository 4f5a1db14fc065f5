import type { SecretEvent } from '../../../drivers/api/events.ts';
import type { SecretRef } from '../../../drivers/api/refs.ts';
import { ConnectListAllSecretsFlags as S, SecretDefineFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { explaining } from '../attempt.ts';
import { runEventCommand } from '../event-wait.ts';
import { listOrCount } from '../list-or-count.ts';
import { compareFolded, requireUuid } from '../lookup.ts';
import { printDocument } from '../print-document.ts';
import { readBytesOrFail, readDefinition } from '../read-definition.ts';
import { flagsOf, say } from '../say.ts';
import type { CommandArgs, CommandGroup } from '../shell/command.ts';
import { exclusive } from '../shell/options.ts';
import { printTable } from '../shell/print-table.ts';
import type { Shell } from '../shell/shell.ts';
import { fault, needed, optional } from '../shell/values.ts';
import { commandsOf, type Run } from '../shell/words.ts';
import { SECRET_WORDS } from './secret-words.ts';

const USAGES = ['none', 'volume', 'ceph', 'iscsi', 'tls', 'vtpm'];
const MAX_VALUE_BYTES = 1024;

async function findSecret(shell: Shell, args: CommandArgs): Promise<SecretRef> {
  const name = needed(args, 'secret');
  const connection = await shell.connection();
  return explaining(shell, `failed to get secret '${name}'`, async () => {
    const uuid = requireUuid(name, 'virSecretLookupByUUIDString');
    return requireMethod(connection, 'secret', 'lookupByUUID')(uuid);
  });
}

const define: Run = async (shell, args) => {
  const definition = readDefinition(shell, args);
  if (definition === undefined) return false;
  const { file, xml } = definition;
  const flags = args.has('validate') ? SecretDefineFlags.VALIDATE : 0;
  const connection = await shell.connection();
  const secret = await explaining(shell, `Failed to set attributes from ${file}`, async () => requireMethod(connection, 'secret', 'defineXML')(xml, flags));
  return say(shell, `Secret ${secret.uuid} created\n`, secret);
};

/** The value that is to be set, from wherever the options say. */
async function readValue(shell: Shell, args: CommandArgs): Promise<Uint8Array> {
  const [base64, file] = [optional(args, 'base64'), optional(args, 'file')];
  const decode = (text: string): Uint8Array => Buffer.from(text, 'base64');
  if (base64 !== undefined) {
    shell.error('Passing secret value as command-line argument is insecure!');
    return decode(base64);
  }
  if (file !== undefined) {
    const bytes = readBytesOrFail(file);
    if (bytes.length > MAX_VALUE_BYTES) throw fault(`Failed to read file '${file}': Value too large for defined data type`);
    return args.has('plain') ? bytes : decode(bytes.toString('latin1'));
  }
  if (!args.has('interactive')) throw fault('Input secret value is missing');
  shell.print('Enter new value for secret:');
  const { readHidden } = await import('../terminal/terminal-prompt.ts');
  const typed = await readHidden();
  if (typed === undefined) throw fault('Failed to read secret');
  return Buffer.from(typed);
}

const setValue: Run = async (shell, args) => {
  const pairs = [['file', 'base64'], ['plain', 'base64'], ['interactive', 'base64'], ['interactive', 'plain'], ['interactive', 'file']] as const;
  if (!exclusive(shell, args, ...pairs)) return false;
  const secret = await findSecret(shell, args);
  const value = await readValue(shell, args);
  const connection = await shell.connection();
  try {
    await explaining(shell, 'Failed to set secret value', async () => requireMethod(connection, 'secret', 'setValue')(secret, value, 0));
  } finally {
    value.fill(0);
  }
  return say(shell, 'Secret value set\n', secret);
};

const getValue: Run = async (shell, args) => {
  const secret = await findSecret(shell, args);
  const value = await requireMethod(await shell.connection(), 'secret', 'getValue')(secret, 0);
  const base64 = Buffer.from(value).toString('base64');
  if (shell.options.json) shell.printJson({ base64 });
  else if (args.has('plain')) shell.printBytes(value);
  else shell.print(base64);
  value.fill(0);
  return true;
};

const undefine: Run = async (shell, args) => {
  const secret = await findSecret(shell, args);
  const name = needed(args, 'secret');
  const connection = await shell.connection();
  await explaining(shell, `Failed to delete secret ${name}`, async () => requireMethod(connection, 'secret', 'undefine')(secret));
  return say(shell, `Secret ${name} deleted\n`, secret);
};

const list: Run = async (shell, args) => {
  const flags = flagsOf(args, { ephemeral: S.EPHEMERAL, 'no-ephemeral': S.NO_EPHEMERAL, private: S.PRIVATE, 'no-private': S.NO_PRIVATE });
  const connection = await shell.connection();
  const found = await listOrCount(shell, {
    list: async () => requireMethod(connection, 'connect', 'listAllSecrets')(flags),
    failed: 'Failed to list node secrets',
    count: async () => requireMethod(connection, 'connect', 'numOfSecrets')(),
    uncounted: 'Failed to count secrets',
  });
  const rows = [...found]
    .sort((a, b) => compareFolded(a.uuid, b.uuid))
    .map(({ uuid, usageType, usageID }) => [uuid, usageType === 0 ? 'Unused' : `${USAGES[usageType] ?? ''} ${usageID}`]);
  printTable(shell, ['UUID', 'Usage'], rows);
  return true;
};

const HAPPENED = ['Defined', 'Undefined'];

const event: Run = (shell, args) =>
  runEventCommand<'lifecycle' | 'value-changed', SecretEvent, SecretRef>(shell, args, {
    kinds: ['lifecycle', 'value-changed'],
    subject: async () => (args.has('secret') ? findSecret(shell, args) : undefined),
    register: async (connection, kind, secret, listener) => requireMethod(connection, 'connect', 'secretEventRegisterAny')(kind, secret, listener),
    deregister: async (connection, id) => requireMethod(connection, 'connect', 'secretEventDeregisterAny')(id),
    text: (happened) => {
      const about = `event '${happened.kind}' for secret ${happened.secret.uuid}`;
      return happened.kind === 'value-changed' ? about : `${about}: ${HAPPENED[happened.event] ?? 'unknown'}`;
    },
  });

/** Commands about secrets that the host keeps. */
export const secrets: CommandGroup = {
  name: 'Secret',
  keyword: 'secret',
  commands: commandsOf(SECRET_WORDS, {
    'secret-define': define,
    'secret-dumpxml': async (shell, args) => {
      const secret = await findSecret(shell, args);
      return printDocument(shell, args, await requireMethod(await shell.connection(), 'secret', 'getXMLDesc')(secret, 0));
    },
    'secret-event': event,
    'secret-get-value': getValue,
    'secret-list': list,
    'secret-set-value': setValue,
    'secret-undefine': undefine,
  }),
};
