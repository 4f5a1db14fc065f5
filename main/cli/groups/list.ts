import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainState } from '../../../drivers/api/records.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { ConnectListAllDomainsFlags as F, DomainStatsTypes } from '../../../drivers/core/constants.ts';
import { domainStateFromNumber } from '../../../drivers/core/domain-state.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { CommandArgs, CommandDef, OptionDef } from '../shell/command.ts';
import type { Shell } from '../shell/shell.ts';
import { Table } from '../shell/table.ts';
import { stateWord } from '../words.ts';

const bool = (name: string, help: string): OptionDef => ({ name, type: 'bool', help });

const FILTERS: Readonly<Record<string, number>> = {
  persistent: F.PERSISTENT,
  transient: F.TRANSIENT,
  'with-managed-save': F.MANAGEDSAVE,
  'without-managed-save': F.NO_MANAGEDSAVE,
  autostart: F.AUTOSTART,
  'no-autostart': F.NO_AUTOSTART,
  'with-snapshot': F.HAS_SNAPSHOT,
  'without-snapshot': F.NO_SNAPSHOT,
  'with-checkpoint': F.HAS_CHECKPOINT,
  'without-checkpoint': F.NO_CHECKPOINT,
  'state-running': F.RUNNING,
  'state-paused': F.PAUSED,
  'state-shutoff': F.SHUTOFF,
  'state-other': F.OTHER,
};

/** @libvirt virsh list */
export const list: CommandDef = {
  name: 'list',
  help: 'list domains',
  description: 'Returns list of domains.',
  options: [
    bool('inactive', 'list inactive domains'),
    bool('all', 'list inactive & active domains'),
    bool('transient', 'list transient domains'),
    bool('persistent', 'list persistent domains'),
    bool('with-snapshot', 'list domains with existing snapshot'),
    bool('without-snapshot', 'list domains without a snapshot'),
    bool('with-checkpoint', 'list domains with existing checkpoint'),
    bool('without-checkpoint', 'list domains without a checkpoint'),
    bool('state-running', 'list domains in running state'),
    bool('state-paused', 'list domains in paused state'),
    bool('state-shutoff', 'list domains in shutoff state'),
    bool('state-other', 'list domains in other states'),
    bool('autostart', 'list domains with autostart enabled'),
    bool('no-autostart', 'list domains with autostart disabled'),
    bool('with-managed-save', 'list domains with managed save state'),
    bool('without-managed-save', 'list domains without managed save'),
    bool('uuid', "list uuid's only"),
    bool('name', 'list domain names only'),
    bool('id', 'list domain IDs only'),
    bool('table', 'list table (default)'),
    bool('managed-save', 'mark inactive domains with managed save state'),
    bool('title', 'show domain title'),
  ],
  run: async (shell, args) => {
    const clash = ['name', 'uuid', 'id'].find((name) => args.has('table') && args.has(name));
    if (clash !== undefined) {
      shell.error(`Options --table and --${clash} are mutually exclusive`);
      return false;
    }
    const connection = await shell.connection();
    const domains = [...(await listDomains(shell, connection, filterFlags(args)))].sort(byIdThenName);
    const isPlain = args.has('uuid') || args.has('name') || args.has('id');
    if (shell.options.json && isPlain) shell.printJson(domains);
    else if (isPlain) printPlain(shell, args, domains);
    else await printTable(shell, args, connection, domains);
    return true;
  },
};

function filterFlags(args: CommandArgs): number {
  let flags: number = F.ACTIVE;
  if (args.has('inactive') || args.has('state-shutoff')) flags = F.INACTIVE;
  if (args.has('all')) flags = F.ACTIVE | F.INACTIVE;
  for (const [name, flag] of Object.entries(FILTERS)) if (args.has(name)) flags |= flag;
  return flags;
}

async function listDomains(shell: Shell, connection: Connection, flags: number): Promise<readonly DomainRef[]> {
  try {
    return await requireMethod(connection, 'connect', 'listAllDomains')(flags);
  } catch (error) {
    shell.error('Failed to list domains');
    throw error;
  }
}

/** Active machines by their id, then the others by their name, upper and lower case alike. */
function byIdThenName(a: DomainRef, b: DomainRef): number {
  if (a.id === -1 && b.id === -1) return compareFolded(a.name, b.name);
  if (a.id !== -1 && b.id !== -1) return a.id - b.id;
  return a.id === -1 ? 1 : -1;
}

function compareFolded(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}

function printPlain(shell: Shell, args: CommandArgs, domains: readonly DomainRef[]): void {
  const [uuid, id, name] = [args.has('uuid'), args.has('id'), args.has('name')];
  let text = '';
  for (const domain of domains) {
    if (id && !uuid && !name && domain.id === -1) continue;
    const words = [];
    if (uuid) words.push(domain.uuid);
    if (id) words.push(domain.id === -1 ? '-' : String(domain.id));
    if (name) words.push(domain.name);
    text += `${words.join(' ')}\n`;
  }
  shell.print(text);
}

async function printTable(shell: Shell, args: CommandArgs, connection: Connection, domains: readonly DomainRef[]): Promise<void> {
  const withTitle = args.has('title');
  const states = await readStates(connection, domains);
  const rows: { id: string; name: string; state: string; title?: string }[] = [];
  for (const domain of domains) {
    const state = states.get(domain.uuid);
    if (state === undefined) continue;
    const saved = args.has('managed-save') && state === 'shutoff' && (await requireMethod(connection, 'domain', 'hasManagedSaveImage')(domain));
    rows.push({
      id: domain.id === -1 ? '-' : String(domain.id),
      name: domain.name,
      state: saved ? 'saved' : stateWord(state),
      ...(withTitle ? { title: await readTitle(connection, domain) } : {}),
    });
  }
  if (shell.options.json) {
    shell.printJson(rows);
    return;
  }
  const table = withTitle ? new Table('Id', 'Name', 'State', 'Title') : new Table('Id', 'Name', 'State');
  for (const { id, name, state, title } of rows) table.add(id, name, state, ...(title === undefined ? [] : [title]));
  shell.print(table.toText(!shell.options.quiet));
}

/** All states with one call; with a call each where the host cannot do that. */
async function readStates(connection: Connection, domains: readonly DomainRef[]): Promise<ReadonlyMap<string, DomainState>> {
  const states = new Map<string, DomainState>();
  try {
    for (const { dom, params } of await requireMethod(connection, 'connect', 'getAllDomainStats')([], DomainStatsTypes.STATE, 0)) {
      const state = params.find(({ field }) => field === 'state.state')?.value;
      if (typeof state === 'number') states.set(dom.uuid, domainStateFromNumber(state));
    }
  } catch (error) {
    if (!VirError.is(error)) throw error;
  }
  const missing = domains.filter(({ uuid }) => !states.has(uuid));
  const getState = missing.length === 0 ? undefined : requireMethod(connection, 'domain', 'getState');
  await Promise.all(
    missing.map(async (domain) => {
      try {
        const answer = await getState?.(domain);
        if (answer !== undefined) states.set(domain.uuid, answer.state);
      } catch (error) {
        // It went away in between: virsh leaves it out too.
        if (!VirError.is(error)) throw error;
      }
    }),
  );
  return states;
}

async function readTitle(connection: Connection, domain: DomainRef): Promise<string> {
  try {
    return await requireMethod(connection, 'domain', 'getMetadata')(domain, 1, undefined, 0);
  } catch (error) {
    if (VirError.is(error, 'no-domain-metadata')) return '';
    throw error;
  }
}
