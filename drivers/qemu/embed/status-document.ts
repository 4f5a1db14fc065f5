import type { DomainState } from '../../api/records.ts';
import { formatDomainXml, parseDomainXml, type DomainDef, type DomainParseContext } from '../../conf/domain/domain-def.ts';
import { parseXml } from '../../conf/xml/parse-xml.ts';
import { serializeXml } from '../../conf/xml/serialize-xml.ts';
import { escapeXml } from '../../conf/xml/xml-escape.ts';
import { DOMAIN_STATES } from '../../core/domain-state.ts';
import type { XmlElement } from '../../conf/xml/xml-tree.ts';
import { BLOCK_JOB_TYPES, type DiskJobKind, type DiskJobRecord } from '../block/jobs/disk-job-plan.ts';
import { chainsAreDetected } from './image-chains.ts';
import { qemuError } from './qemu-error.ts';
import type { LockOwner } from './lock.ts';

/** What is written down of a machine that runs, so that the next one to look finds it again. */
export interface MachineStatus {
  readonly id: number;
  /** -1 until the process stands. */
  readonly pid: number;
  readonly start: string;
  readonly boot: string;
  readonly socketFolder: string;
  readonly state: DomainState;
  readonly reason: number;
  readonly rebootOnShutdown: boolean;
  readonly balloonPeriodS: number;
  /** Who starts it, while it is being started. */
  readonly starter: LockOwner | undefined;
  /** What is under way with it and must not be left half done. */
  readonly task: MachineTask | undefined;
  readonly live: DomainDef;
  readonly blockJobs: DiskJobRecord[];
  readonly backup: string | undefined;
  readonly backupReuses?: boolean | undefined;
}

/** What whoever finds a machine must end when the one who began it is gone. */
export interface MachineTask {
  /** It is being put into a file; it goes to another host; it comes from another one. */
  readonly kind: 'save' | 'out' | 'in';
  /** It ran before, and is to run afterwards. */
  readonly runs: boolean;
  /** Facts that only the task itself understands: an object of texts. */
  readonly facts: Readonly<Record<string, string>>;
}

const TASKS = ['save', 'out', 'in'] as const;

/**
 * Writes a status document, after libvirt's idea of it:
 *
 *     <domstatus state='running' reason='1' pid='4711'>
 *       <process start='…' boot='…'/> <sockets folder='…'/> [<starter …/>] [<pending reboot='yes'/>] [<balloon period='…'/>] [<blockjobs>…</blockjobs>] [<backup reuses='yes'/>] [<domainbackup>…</domainbackup>]
 *       [<task kind='save' runs='yes'><fact name='file'>…</fact></task>]
 *       <domain id='3'>…</domain>
 *     </domstatus>
 */
export function formatStatus(status: MachineStatus): string {
  const { id, pid, start, boot, socketFolder, state, reason, starter, rebootOnShutdown, balloonPeriodS, blockJobs, backup, backupReuses, task, live } = status;
  const attributes = (words: Readonly<Record<string, string | number>>): string => Object.entries(words).map(([name, value]) => ` ${name}='${escapeXml(String(value))}'`).join('');
  const lines = [
    `<domstatus${attributes({ state, reason, pid })}>`,
    `  <process${attributes({ start, boot })}/>`,
    `  <sockets${attributes({ folder: socketFolder })}/>`,
    ...(starter === undefined ? [] : [`  <starter${attributes({ ...starter })}/>`]),
    ...(rebootOnShutdown ? [`  <pending reboot='yes'/>`] : []),
    ...(balloonPeriodS > 0 ? [`  <balloon period='${balloonPeriodS}'/>`] : []),
    ...(blockJobs.length === 0 ? [] : ['  <blockjobs>', ...blockJobs.map((job) => `    <job${attributes(definedOf(job))}/>`), '  </blockjobs>']),
    ...(task === undefined ? [] : formatTask(task, attributes)),
    ...(backup !== undefined && backupReuses === true ? ["  <backup reuses='yes'/>"] : []),
    ...(backup === undefined ? [] : backup.trimEnd().split('\n').map((line) => `  ${line}`)),
    ...formatDomainXml(live, { secure: true, live: { id } }).trimEnd().split('\n').map((line) => `  ${line}`),
    '</domstatus>',
  ];
  return `${lines.join('\n')}\n`;
}

/** Reads a status document. @throws internal-error for what is none. */
export function parseStatus(text: string, context: DomainParseContext): MachineStatus {
  const { root } = parseXml(text, { url: '(domain_status)' });
  const domain = root.child('domain');
  if (root.name !== 'domstatus' || domain === undefined) throw qemuError('internal-error', 'no status of a domain');
  const number = (value: string | undefined, otherwise: number): number => (/^-?\d+$/.test(value ?? '') ? Number(value) : otherwise);
  const live = parseDomainXml(domain, context);
  chainsAreDetected(live);
  const [process, sockets, starter] = ['process', 'sockets', 'starter'].map((name) => root.child(name));
  return {
    id: number(domain.attribute('id'), -1),
    pid: number(root.attribute('pid'), -1),
    start: process?.attribute('start') ?? '',
    boot: process?.attribute('boot') ?? '',
    socketFolder: sockets?.attribute('folder') ?? '',
    state: DOMAIN_STATES.find((state) => state === root.attribute('state')) ?? 'nostate',
    reason: number(root.attribute('reason'), 0),
    rebootOnShutdown: root.child('pending')?.attribute('reboot') === 'yes',
    balloonPeriodS: number(root.child('balloon')?.attribute('period'), 0),
    starter: starter && { host: starter.attribute('host') ?? '', boot: starter.attribute('boot') ?? '', pid: number(starter.attribute('pid'), -1), start: starter.attribute('start') ?? '' },
    task: parseTask(root.child('task')),
    live,
    backup: backupOf(root),
    backupReuses: root.child('backup')?.attribute('reuses') === 'yes',
    blockJobs: (root.child('blockjobs')?.elements('job') ?? []).flatMap(readBlockJob),
  };
}

function backupOf(root: XmlElement): string | undefined {
  const found = root.child('domainbackup');
  return found === undefined ? undefined : serializeXml(found);
}

function definedOf(job: DiskJobRecord): Readonly<Record<string, string | number>> {
  const { isShallow, isNew, isPivoting, ...named } = job;
  const marks = Object.entries({ shallow: isShallow, new: isNew, pivoting: isPivoting }).flatMap(([name, is]) => (is === true ? [[name, 'yes']] : []));
  return Object.fromEntries([...Object.entries(named), ...marks].filter((entry): entry is [string, string | number] => entry[1] !== undefined));
}

function readBlockJob(job: XmlElement): readonly DiskJobRecord[] {
  const [id, disk, word] = ['id', 'disk', 'kind'].map((name) => job.attribute(name));
  const kind = Object.keys(BLOCK_JOB_TYPES).find((each): each is DiskJobKind => each === word);
  if (id === undefined || disk === undefined || kind === undefined) return [];
  const number = (name: string): number | undefined => (job.attribute(name) === undefined ? undefined : Number(job.attribute(name)));
  const ended = (['completed', 'failed', 'canceled'] as const).find((each) => each === job.attribute('ended'));
  const [isShallow, isNew, isPivoting] = ['shallow', 'new', 'pivoting'].map((name) => job.attribute(name) === 'yes');
  return [{ id, disk, kind, top: number('top'), base: number('base'), isShallow, isNew, isPivoting, ended }];
}

function formatTask({ kind, runs, facts }: MachineTask, attributes: (words: Readonly<Record<string, string>>) => string): string[] {
  const lines = Object.entries(facts).map(([name, text]) => `    <fact${attributes({ name })}>${escapeXml(text)}</fact>`);
  return [`  <task${attributes({ kind, runs: runs ? 'yes' : 'no' })}>`, ...lines, '  </task>'];
}

function parseTask(element: XmlElement | undefined): MachineTask | undefined {
  const kind = TASKS.find((each) => each === element?.attribute('kind'));
  if (element === undefined || kind === undefined) return undefined;
  return { kind, runs: element.attribute('runs') === 'yes', facts: Object.fromEntries(element.elements('fact').map((fact) => [fact.attribute('name') ?? '', fact.text])) };
}
