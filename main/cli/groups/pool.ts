import type { StoragePoolEvent } from '../../../drivers/api/events.ts';
import type { StoragePoolRef } from '../../../drivers/api/refs.ts';
import { element, writeDocument } from '../../../drivers/conf/format/write-element.ts';
import { StoragePoolBuildFlags, StoragePoolCreateFlags as C, StoragePoolDefineFlags, StorageXMLFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { explaining } from '../attempt.ts';
import { editDocument } from '../edit-document.ts';
import { runEventCommand } from '../event-wait.ts';
import { findPool } from '../pool-argument.ts';
import { printDocument } from '../print-document.ts';
import { readDefinition, readFileOrFail } from '../read-definition.ts';
import { answer, flagsOf, printFacts, say, yesNo, type Fact } from '../say.ts';
import type { CommandArgs, CommandGroup } from '../shell/command.ts';
import { exclusive } from '../shell/options.ts';
import { needed, optional } from '../shell/values.ts';
import { commandsOf, type Run } from '../shell/words.ts';
import { isSized, POOL_STATES, prettySize } from '../storage-words.ts';
import { poolList } from './pool-list.ts';
import { POOL_WORDS } from './pool-words.ts';
import { poolXml } from './pool-xml.ts';

const BUILD_FLAGS = { build: C.WITH_BUILD, overwrite: C.WITH_BUILD_OVERWRITE, 'no-overwrite': C.WITH_BUILD_NO_OVERWRITE };

function act(method: 'destroy' | 'delete' | 'refresh' | 'undefine', done: string): Run {
  return async (shell, args) => {
    const pool = await findPool(shell, args);
    const name = needed(args, 'pool');
    const connection = await shell.connection();
    await explaining(shell, `Failed to ${method} pool ${name}`, async () => {
      if (method === 'delete' || method === 'refresh') await requireMethod(connection, 'storagePool', method)(pool, 0);
      else await requireMethod(connection, 'storagePool', method)(pool);
    });
    return say(shell, `Pool ${name} ${done}\n`, pool);
  };
}

const start: Run = async (shell, args) => {
  const pool = await findPool(shell, args);
  const name = needed(args, 'pool');
  if (!exclusive(shell, args, ['overwrite', 'no-overwrite'])) return false;
  const connection = await shell.connection();
  await explaining(shell, `Failed to start pool ${name}`, async () => requireMethod(connection, 'storagePool', 'create')(pool, flagsOf(args, BUILD_FLAGS)));
  return say(shell, `Pool ${name} started\n`, pool);
};

const build: Run = async (shell, args) => {
  const pool = await findPool(shell, args);
  const name = needed(args, 'pool');
  const flags = flagsOf(args, { 'no-overwrite': StoragePoolBuildFlags.NO_OVERWRITE, overwrite: StoragePoolBuildFlags.OVERWRITE });
  const connection = await shell.connection();
  await explaining(shell, `Failed to build pool ${name}`, async () => requireMethod(connection, 'storagePool', 'build')(pool, flags));
  return say(shell, `Pool ${name} built\n`, pool);
};

const autostart: Run = async (shell, args) => {
  const pool = await findPool(shell, args);
  const name = needed(args, 'pool');
  const un = args.has('disable') ? 'un' : '';
  const connection = await shell.connection();
  await explaining(shell, `failed to ${un}mark pool ${name} as autostarted`, async () => requireMethod(connection, 'storagePool', 'setAutostart')(pool, un === ''));
  return say(shell, `Pool ${name} ${un}marked as autostarted\n`, pool);
};

const create: Run = async (shell, args) => {
  if (!exclusive(shell, args, ['overwrite', 'no-overwrite'])) return false;
  const definition = readDefinition(shell, args);
  if (definition === undefined) return false;
  const { file, xml } = definition;
  const connection = await shell.connection();
  const pool = await explaining(shell, `Failed to create pool from ${file}`, async () =>
    requireMethod(connection, 'storagePool', 'createXML')(xml, flagsOf(args, BUILD_FLAGS)),
  );
  return say(shell, `Pool ${pool.name} created from ${file}\n`, pool);
};

const define: Run = async (shell, args) => {
  const definition = readDefinition(shell, args);
  if (definition === undefined) return false;
  const { file, xml } = definition;
  const flags = args.has('validate') ? StoragePoolDefineFlags.VALIDATE : 0;
  const connection = await shell.connection();
  const pool = await explaining(shell, `Failed to define pool from ${file}`, async () => requireMethod(connection, 'storagePool', 'defineXML')(xml, flags));
  return say(shell, `Pool ${pool.name} defined from ${file}\n`, pool);
};

/** Makes a pool of options. */
function makeAs(verb: 'create' | 'define'): Run {
  return async (shell, args) => {
    if (verb === 'create' && !exclusive(shell, args, ['overwrite', 'no-overwrite'])) return false;
    if (!exclusive(shell, args, ['secret-usage', 'secret-uuid'])) return false;
    const xml = poolXml(args);
    if (args.has('print-xml')) {
      if (shell.options.json) shell.printJson({ xml });
      else shell.print(xml);
      return true;
    }
    const name = needed(args, 'name');
    const connection = await shell.connection();
    const pool = await explaining(shell, `Failed to ${verb} pool ${name}`, async () =>
      verb === 'create'
        ? requireMethod(connection, 'storagePool', 'createXML')(xml, flagsOf(args, BUILD_FLAGS))
        : requireMethod(connection, 'storagePool', 'defineXML')(xml, 0),
    );
    return say(shell, `Pool ${name} ${verb}d\n`, pool);
  };
}

const edit: Run = async (shell, args) => {
  const pool = await findPool(shell, args);
  const connection = await shell.connection();
  let edited = pool;
  return editDocument(shell, {
    read: async () => requireMethod(connection, 'storagePool', 'getXMLDesc')(pool, StorageXMLFlags.INACTIVE),
    write: async (xml) => {
      edited = await requireMethod(connection, 'storagePool', 'defineXML')(xml, 0);
    },
    unchanged: `Pool ${pool.name} XML configuration not changed.\n`,
    edited: () => `Pool ${edited.name} XML configuration edited.\n`,
  });
};

const dumpxml: Run = async (shell, args) => {
  const pool = await findPool(shell, args);
  const flags = args.has('inactive') ? StorageXMLFlags.INACTIVE : 0;
  return printDocument(shell, args, await requireMethod(await shell.connection(), 'storagePool', 'getXMLDesc')(pool, flags));
};

const info: Run = async (shell, args) => {
  const pool = await findPool(shell, args);
  const connection = await shell.connection();
  const head: readonly Fact[] = [['Name', pool.name], ['UUID', pool.uuid]];
  if (!shell.options.json) printFacts(shell, head);
  const told = await requireMethod(connection, 'storagePool', 'getInfo')(pool);
  const size = (bytes: bigint): string | bigint => (args.has('bytes') ? bytes : prettySize(bytes));
  const sizes: readonly Fact[] = [['Capacity', size(told.capacity)], ['Allocation', size(told.allocation)], ['Available', size(told.available)]];
  printFacts(shell, [
    ...(shell.options.json ? head : []),
    ['State', POOL_STATES[told.state] ?? 'unknown'],
    ['Persistent', await yesNo(async () => requireMethod(connection, 'storagePool', 'isPersistent')(pool), 'unknown')],
    ['Autostart', await yesNo(async () => requireMethod(connection, 'storagePool', 'getAutostart')(pool), 'no autostart')],
    ...(isSized(told.state) ? sizes : []),
  ]);
  return true;
};

/** Asks the host for sources of a type. */
function findSources(source: (args: CommandArgs) => string | undefined): Run {
  return async (shell, args) => {
    const type = needed(args, 'type');
    const description = source(args);
    const connection = await shell.connection();
    const xml = await explaining(shell, `Failed to find any ${type} pool sources`, async () =>
      requireMethod(connection, 'connect', 'findStoragePoolSources')(type, description, 0),
    );
    if (shell.options.json) shell.printJson({ xml });
    else shell.print(xml);
    return true;
  };
}

const HAPPENED = ['Defined', 'Undefined', 'Started', 'Stopped', 'Created', 'Deleted'];

const event: Run = (shell, args) =>
  runEventCommand<'lifecycle' | 'refresh', StoragePoolEvent, StoragePoolRef>(shell, args, {
    kinds: ['lifecycle', 'refresh'],
    subject: async () => (args.has('pool') ? findPool(shell, args) : undefined),
    register: async (connection, kind, pool, listener) => requireMethod(connection, 'connect', 'storagePoolEventRegisterAny')(kind, pool, listener),
    deregister: async (connection, id) => requireMethod(connection, 'connect', 'storagePoolEventDeregisterAny')(id),
    text: (happened) => {
      const about = `event '${happened.kind}' for storage pool ${happened.pool.name}`;
      return happened.kind === 'refresh' ? about : `${about}: ${HAPPENED[happened.event] ?? 'unknown'}`;
    },
  });

/** Commands about storage pools. */
export const storagePools: CommandGroup = {
  name: 'Storage Pool',
  keyword: 'pool',
  commands: commandsOf(POOL_WORDS, {
    'find-storage-pool-sources-as': findSources((args) => {
      const [host, initiator] = [optional(args, 'host'), optional(args, 'initiator')];
      if (host === undefined) return undefined;
      const port = optional(args, 'port');
      return writeDocument((writer) => {
        element(writer, 'source', {}, (source) => {
          element(source, 'host', { name: host, port });
          if (initiator !== undefined) element(source, 'initiator', {}, (inner) => { element(inner, 'iqn', { name: initiator }); });
        });
      });
    }),
    'find-storage-pool-sources': findSources((args) => {
      const file = optional(args, 'srcSpec');
      return file === undefined ? undefined : readFileOrFail(file);
    }),
    'pool-autostart': autostart,
    'pool-build': build,
    'pool-create-as': makeAs('create'),
    'pool-create': create,
    'pool-define-as': makeAs('define'),
    'pool-define': define,
    'pool-delete': act('delete', 'deleted'),
    'pool-destroy': act('destroy', 'destroyed'),
    'pool-dumpxml': dumpxml,
    'pool-edit': edit,
    'pool-info': info,
    'pool-list': poolList,
    'pool-name': async (shell, args) => answer(shell, (await findPool(shell, args, 'pool', 'uuid')).name),
    'pool-refresh': act('refresh', 'refreshed'),
    'pool-start': start,
    'pool-undefine': act('undefine', 'has been undefined'),
    'pool-uuid': async (shell, args) => answer(shell, (await findPool(shell, args, 'pool', 'name')).uuid),
    'pool-event': event,
    'pool-capabilities': async (shell) => {
      const connection = await shell.connection();
      const xml = await explaining(shell, 'failed to get storage pool capabilities', async () => requireMethod(connection, 'connect', 'getStoragePoolCapabilities')(0));
      return answer(shell, xml);
    },
  }),
};
