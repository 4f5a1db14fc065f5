import type { NWFilterBindingRef, NWFilterRef } from '../../../drivers/api/refs.ts';
import { NWFilterBindingCreateFlags, NWFilterDefineFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { explaining } from '../attempt.ts';
import { editDocument } from '../edit-document.ts';
import { listOrCount } from '../list-or-count.ts';
import { byName, compareFolded, findNamed } from '../lookup.ts';
import { printDocument } from '../print-document.ts';
import { readDefinition } from '../read-definition.ts';
import { say } from '../say.ts';
import type { CommandArgs, CommandGroup } from '../shell/command.ts';
import { printTable } from '../shell/print-table.ts';
import type { Shell } from '../shell/shell.ts';
import { needed } from '../shell/values.ts';
import { commandsOf, type Run } from '../shell/words.ts';
import { NWFILTER_WORDS } from './nwfilter-words.ts';

async function findFilter(shell: Shell, args: CommandArgs): Promise<NWFilterRef> {
  const name = needed(args, 'nwfilter');
  const connection = await shell.connection();
  return findNamed<NWFilterRef>(shell, name, {
    what: 'nwfilter',
    byUuidName: 'virNWFilterLookupByUUIDString',
    byUuid: async (uuid) => requireMethod(connection, 'nwFilter', 'lookupByUUID')(uuid),
    byName: async (text) => requireMethod(connection, 'nwFilter', 'lookupByName')(text),
  });
}

async function findBinding(shell: Shell, args: CommandArgs): Promise<NWFilterBindingRef> {
  const name = needed(args, 'binding');
  const connection = await shell.connection();
  return explaining(shell, `failed to get nwfilter binding '${name}'`, async () => requireMethod(connection, 'nwFilterBinding', 'lookupByPortDev')(name));
}

const define: Run = async (shell, args) => {
  const definition = readDefinition(shell, args);
  if (definition === undefined) return false;
  const { file, xml } = definition;
  const connection = await shell.connection();
  const filter = await explaining(shell, `Failed to define network filter from ${file}`, async () =>
    args.has('validate')
      ? requireMethod(connection, 'nwFilter', 'defineXMLFlags')(xml, NWFilterDefineFlags.NWFILTER_DEFINE_VALIDATE)
      : requireMethod(connection, 'nwFilter', 'defineXML')(xml),
  );
  return say(shell, `Network filter ${filter.name} defined from ${file}\n`, filter);
};

const edit: Run = async (shell, args) => {
  const filter = await findFilter(shell, args);
  const connection = await shell.connection();
  let edited = filter;
  return editDocument(shell, {
    read: async () => requireMethod(connection, 'nwFilter', 'getXMLDesc')(filter, 0),
    write: async (xml) => {
      edited = await requireMethod(connection, 'nwFilter', 'defineXML')(xml);
    },
    unchanged: `Network filter ${filter.name} XML configuration not changed.\n`,
    edited: () => `Network filter ${edited.name} XML configuration edited.\n`,
  });
};

const list: Run = async (shell) => {
  const connection = await shell.connection();
  const filters = await listOrCount(shell, {
    list: async () => requireMethod(connection, 'connect', 'listAllNWFilters')(0),
    failed: 'Failed to list network filters',
    count: async () => requireMethod(connection, 'connect', 'numOfNWFilters')(),
    uncounted: 'Failed to count network filters',
  });
  printTable(shell, ['UUID', 'Name'], [...filters].sort(byName).map(({ uuid, name }) => [uuid, name]));
  return true;
};

const undefine: Run = async (shell, args) => {
  const filter = await findFilter(shell, args);
  const name = needed(args, 'nwfilter');
  const connection = await shell.connection();
  await explaining(shell, `Failed to undefine network filter ${name}`, async () => requireMethod(connection, 'nwFilter', 'undefine')(filter));
  return say(shell, `Network filter ${name} undefined\n`, filter);
};

const bindingCreate: Run = async (shell, args) => {
  const definition = readDefinition(shell, args);
  if (definition === undefined) return false;
  const { file, xml } = definition;
  const connection = await shell.connection();
  const flags = args.has('validate') ? NWFilterBindingCreateFlags.NWFILTER_BINDING_CREATE_VALIDATE : 0;
  const binding = await explaining(shell, `Failed to create network filter from ${file}`, async () =>
    requireMethod(connection, 'nwFilterBinding', 'createXML')(xml, flags),
  );
  return say(shell, `Network filter binding on ${binding.portDev} created from ${file}\n`, binding);
};

const bindingDelete: Run = async (shell, args) => {
  const binding = await findBinding(shell, args);
  const name = needed(args, 'binding');
  const connection = await shell.connection();
  await explaining(shell, `Failed to delete network filter binding on ${name}`, async () => requireMethod(connection, 'nwFilterBinding', 'delete')(binding));
  return say(shell, `Network filter binding on ${name} deleted\n`, binding);
};

const bindingList: Run = async (shell) => {
  const connection = await shell.connection();
  const words = 'Failed to list network filter bindings';
  const found = await explaining(shell, words, async () => requireMethod(connection, 'connect', 'listAllNWFilterBindings')(0));
  const rows = [...found].sort((a, b) => compareFolded(a.portDev, b.portDev)).map(({ portDev, filterName }) => [portDev, filterName]);
  printTable(shell, ['Port Dev', 'Filter'], rows);
  return true;
};

/** Commands about network filters. */
export const networkFilters: CommandGroup = {
  name: 'Network Filter',
  keyword: 'filter',
  commands: commandsOf(NWFILTER_WORDS, {
    'nwfilter-define': define,
    'nwfilter-dumpxml': async (shell, args) => {
      const filter = await findFilter(shell, args);
      return printDocument(shell, args, await requireMethod(await shell.connection(), 'nwFilter', 'getXMLDesc')(filter, 0));
    },
    'nwfilter-edit': edit,
    'nwfilter-list': list,
    'nwfilter-undefine': undefine,
    'nwfilter-binding-create': bindingCreate,
    'nwfilter-binding-delete': bindingDelete,
    'nwfilter-binding-dumpxml': async (shell, args) => {
      const binding = await findBinding(shell, args);
      return printDocument(shell, args, await requireMethod(await shell.connection(), 'nwFilterBinding', 'getXMLDesc')(binding, 0));
    },
    'nwfilter-binding-list': bindingList,
  }),
};
