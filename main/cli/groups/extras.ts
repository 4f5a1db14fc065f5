import type { LongCallOptions } from '../../../drivers/api/extras.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { requireExtra } from '../../../drivers/core/require-extra.ts';
import { explaining } from '../attempt.ts';
import { domainOption, findDomain } from '../domain-argument.ts';
import type { CommandDef, CommandGroup } from '../shell/command.ts';
import { printTable } from '../shell/print-table.ts';
import type { Shell } from '../shell/shell.ts';
import { domtag, tagList } from './domain-tags.ts';
import { domstatsHistory } from './domstats-history.ts';
import { eventLog } from './event-log.ts';
import { hostHealth } from './host-health.ts';
import { migrateCheck } from './migrate-check.ts';

const questionList: CommandDef = {
  name: 'question-list',
  help: 'list the questions that domains wait with',
  description: 'Lists what domains ask before they go on, with the answers; the default is marked with a star.',
  options: [],
  run: async (shell) => {
    const open = await requireExtra(await shell.connection(), 'questions', 'listAll')();
    if (shell.options.json) shell.printJson(open);
    else {
      const rows = open.map(({ dom, text, choices }) => [dom.name, choices.map(({ key, label, isDefault }) => `${key}${isDefault ? '*' : ''} ${label}`).join(', '), text.replace(/\s+/g, ' ')]);
      printTable(shell, ['Name', 'Answers', 'Question'], rows);
    }
    return true;
  },
};

const questionAnswer: CommandDef = {
  name: 'question-answer',
  help: "answer a domain's question",
  description: 'Answers what a domain waits for, with the default answer unless another one is named by its key or its words.',
  options: [domainOption(), { name: 'answer', type: 'string', help: 'key or words of the answer (see question-list)' }],
  run: async (shell, args) => {
    const domain = await findDomain(shell, args);
    if (domain === undefined) return false;
    const connection = await shell.connection();
    const question = (await requireExtra(connection, 'questions', 'listAll')()).find(({ dom }) => dom.uuid === domain.uuid);
    if (question === undefined) {
      shell.error(`domain '${domain.name}' asks nothing`);
      return false;
    }
    const wanted = args.text('answer');
    const chosen = question.choices.find(({ key, label, isDefault }) => (wanted === undefined ? isDefault : key === wanted || label.toLowerCase() === wanted.toLowerCase()));
    if (chosen === undefined) {
      shell.error(`no such answer: one of ${question.choices.map(({ key, label }) => `${key} (${label})`).join(', ')}`);
      return false;
    }
    await explaining(shell, `Failed to answer the question of domain '${domain.name}'`, async () => requireExtra(connection, 'questions', 'answer')(domain, question.id, chosen.key));
    if (shell.options.json) shell.printJson({ dom: domain, answer: chosen });
    else shell.printExtra(`Domain '${domain.name}' was answered '${chosen.label}'\n`);
    return true;
  },
};

const placeList: CommandDef = {
  name: 'place-list',
  help: 'list datacenters, folders, clusters, hosts and resource pools',
  description: 'Lists the places of a host that manages many.',
  options: [],
  run: async (shell) => {
    const places = await requireExtra(await shell.connection(), 'places', 'listPlaces')();
    if (shell.options.json) shell.printJson(places);
    else {
      const nameOf = (id: string | undefined): string => places.find((place) => place.id === id)?.name ?? '-';
      printTable(shell, ['Id', 'Kind', 'Name', 'In'], places.map(({ id, kind, name, parent }) => [id, kind, name, nameOf(parent)]));
    }
    return true;
  },
};

/** Long work: how far it is goes to the terminal, an interrupt cancels it. */
export async function working<T>(shell: Shell, work: (options: LongCallOptions) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const onInterrupt = (): void => { abort.abort(); };
  let shown = -1;
  const onProgress = (done: number, total: number): void => {
    const percent = Math.floor((done / total) * 100);
    if (shell.options.quiet || !process.stderr.isTTY || percent === shown) return;
    shown = percent;
    shell.progress(`${percent} %`);
  };
  process.once('SIGINT', onInterrupt);
  try {
    return await work({ signal: abort.signal, onProgress });
  } finally {
    process.off('SIGINT', onInterrupt);
    if (shown >= 0) shell.progress('');
  }
}

/** A place by its id, else by its name. */
async function placeNamed(shell: Shell, wanted: string): Promise<string | undefined> {
  const places = await requireExtra(await shell.connection(), 'places', 'listPlaces')();
  const found = places.find(({ id }) => id === wanted) ?? places.find(({ name }) => name === wanted);
  if (found === undefined) shell.error(`there is no place '${wanted}' (see place-list)`);
  return found?.id;
}

const clone: CommandDef = {
  name: 'clone',
  help: 'clone a domain on a host that can do it by itself',
  description: 'Clones a domain or a template, its disks included; the clone is off.',
  options: [
    domainOption(),
    { name: 'name', type: 'data', required: true, help: 'name of the clone' },
    { name: 'place', type: 'string', help: 'host, cluster or pool (see place-list); where the original is without it' },
    { name: 'template', type: 'bool', help: 'the clone is a template' },
    { name: 'linked', type: 'bool', help: "the clone shares the disks of the original's newest snapshot" },
  ],
  run: async (shell, args) => {
    const domain = await findDomain(shell, args);
    if (domain === undefined) return false;
    const wanted = args.text('place');
    const place = wanted === undefined ? undefined : await placeNamed(shell, wanted);
    if (wanted !== undefined && place === undefined) return false;
    const request = { name: args.text('name') ?? '', template: args.has('template'), linked: args.has('linked'), ...(place === undefined ? {} : { place }) };
    const connection = await shell.connection();
    const made: DomainRef = await explaining(shell, `Failed to clone domain '${domain.name}'`, () => working(shell, (options) => requireExtra(connection, 'copies', 'clone')(domain, request, options)));
    if (shell.options.json) shell.printJson(made);
    else shell.printExtra(`Domain '${domain.name}' cloned as '${made.name}'\n`);
    return true;
  },
};

const relocate: CommandDef = {
  name: 'relocate',
  help: 'move a domain to another place of the same connection',
  description: 'Moves a domain to another host, cluster or resource pool of the host that manages them, while it runs.',
  options: [domainOption(), { name: 'place', type: 'data', required: true, help: 'host, cluster or pool (see place-list)' }],
  run: async (shell, args) => {
    const domain = await findDomain(shell, args);
    if (domain === undefined) return false;
    const place = await placeNamed(shell, args.text('place') ?? '');
    if (place === undefined) return false;
    const connection = await shell.connection();
    await explaining(shell, `Failed to move domain '${domain.name}'`, () => working(shell, (options) => requireExtra(connection, 'copies', 'relocate')(domain, place, options)));
    if (shell.options.json) shell.printJson(domain);
    else shell.printExtra(`Domain '${domain.name}' moved to '${args.text('place') ?? ''}'\n`);
    return true;
  },
};

const consolidate: CommandDef = {
  name: 'consolidate',
  help: 'join what removed snapshots have left of disks',
  description: 'Joins what removed snapshots have left of a domain\'s disks, while it runs or not. dominfo says when that should be done.',
  options: [domainOption()],
  run: async (shell, args) => {
    const domain = await findDomain(shell, args);
    if (domain === undefined) return false;
    const connection = await shell.connection();
    await explaining(shell, `Failed to consolidate the disks of domain '${domain.name}'`, () => working(shell, (options) => requireExtra(connection, 'consolidation', 'consolidate')(domain, options)));
    if (shell.options.json) shell.printJson(domain);
    else shell.printExtra(`Disks of domain '${domain.name}' consolidated\n`);
    return true;
  },
};

/** Commands that virsh does not have: what some hypervisors can beyond libvirt. */
export const extras: CommandGroup = { name: 'Places, Copies and Questions', keyword: 'places', commands: [questionList, questionAnswer, placeList, clone, relocate, consolidate, hostHealth, eventLog, domstatsHistory, tagList, domtag, migrateCheck] };
