import type { DomainRef } from '../../../../drivers/api/refs.ts';
import type { BlockInfo, TypedParameter } from '../../../../drivers/api/records.ts';
import { DomainModificationImpact as Impact, DomainXMLFlags } from '../../../../drivers/core/constants.ts';
import { VirError } from '../../../../drivers/core/vir-error.ts';
import { attempt, explaining } from '../../attempt.ts';
import { callDomain, documentOf, domainOf, impactOf, isActive } from '../../domain-inputs.ts';
import { prettySize } from '../../storage-words.ts';
import { quietText, refuseBoth } from '../../shell/inputs.ts';
import { fault, intOf, needed, optional } from '../../shell/values.ts';
import { printTable } from '../../shell/print-table.ts';
import type { Shell } from '../../shell/shell.ts';
import type { Run } from '../../tables/command-table.ts';
import { labelled } from '../../words.ts';
import { devicesOf } from '../../xml-query.ts';
import { paramText } from '../domstats.ts';

const IO_ERRORS = ['no error', 'unspecified error', 'no space'];

const domblkerror: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const errors = await callDomain(shell, 'getDiskErrors', domain, 0);
  if (shell.options.json) shell.printJson(errors.map(({ disk, error }) => ({ disk, error: IO_ERRORS[error] ?? 'unknown error' })));
  else shell.print(errors.length === 0 ? 'No errors found\n' : errors.map(({ disk, error }) => `${disk}: ${IO_ERRORS[error] ?? 'unknown error'}\n`).join(''));
  return true;
};

function sizes(info: BlockInfo | undefined, human: boolean): readonly [string, string, string] {
  if (info === undefined || (info.capacity === 0n && info.allocation === 0n && info.physical === 0n)) return ['-', '-', '-'];
  const size = (bytes: bigint): string => (human ? prettySize(bytes, 3) : String(bytes));
  return [size(info.capacity), size(info.allocation), size(info.physical)];
}

const domblkinfo: Run = async (shell, args) => {
  refuseBoth(args, ['all', 'device']);
  const domain = await domainOf(shell, args);
  const human = args.has('human');
  const device = quietText(args, 'device');
  if (args.has('all')) return allDisks(shell, domain, human);
  if (device === undefined) throw fault("command 'domblkinfo' requires <device> option");
  const info = await callDomain(shell, 'getBlockInfo', domain, device, 0);
  const [capacity, allocation, physical] = sizes(info, human);
  if (shell.options.json) shell.printJson(info);
  else shell.print(labelled('Capacity:', capacity) + labelled('Allocation:', allocation) + labelled('Physical:', physical));
  return true;
};

async function allDisks(shell: Shell, domain: DomainRef, human: boolean): Promise<boolean> {
  const active = await isActive(await shell.connection(), domain);
  const rows: string[][] = [];
  for (const disk of devicesOf(await documentOf(shell, domain), 'disk')) {
    const target = disk.child('target')?.attribute('dev') ?? '';
    const source = disk.child('source');
    const info = source === undefined ? undefined : await attempt(() => callDomain(shell, 'getBlockInfo', domain, target, 0));
    // What a disk on the network holds cannot be known while nothing uses it.
    const isUnknowable = VirError.is(info) && source?.attribute('protocol') !== undefined && !active && info.code === 'internal-error' && info.domain === 'storage';
    if (VirError.is(info) && !isUnknowable) throw info;
    rows.push([target, ...sizes(VirError.is(info) ? undefined : info, human)]);
  }
  printTable(shell, ['Target', 'Capacity', 'Allocation', 'Physical'], rows);
  return true;
}

/** In their order: the field, its old short name, its name for people. */
const BLOCK_STATS: readonly (readonly [string, string | undefined, string])[] = [
  ['rd_operations', 'rd_req', 'number of read operations:'],
  ['rd_bytes', 'rd_bytes', 'number of bytes read:'],
  ['wr_operations', 'wr_req', 'number of write operations:'],
  ['wr_bytes', 'wr_bytes', 'number of bytes written:'],
  ['errs', 'errs', 'error count:'],
  ['flush_operations', undefined, 'number of flush operations:'],
  ['rd_total_times', undefined, 'total duration of reads (ns):'],
  ['wr_total_times', undefined, 'total duration of writes (ns):'],
  ['flush_total_times', undefined, 'total duration of flushes (ns):'],
];
const HUMAN_WIDTH = 31;

function blockStatsText(device: string, params: readonly TypedParameter[], human: boolean): string {
  const shown = human ? '' : device;
  const known = BLOCK_STATS.flatMap(([field, short, words]) => {
    const param = params.find((one) => one.field === field);
    return param === undefined ? [] : [`${shown} ${(human ? words : (short ?? field)).padEnd(human ? HUMAN_WIDTH : 0)} ${paramText(param)}\n`];
  });
  const fields = new Set(BLOCK_STATS.map(([field]) => field));
  const others = params.filter(({ field }) => !fields.has(field)).map((param) => `${shown} ${param.field} ${paramText(param)}\n`);
  return (human ? `Device: ${device}\n` : '') + [...known, ...others].join('');
}

/** By the old call, of hosts that know only that. */
async function oldBlockStats(shell: Shell, domain: DomainRef, name: string, device: string): Promise<readonly TypedParameter[]> {
  const stats = await explaining(shell, `Failed to get block stats ${name} ${device}`, () => callDomain(shell, 'blockStats', domain, device));
  const fields: readonly (readonly [string, bigint])[] = [
    ['rd_operations', stats.rdReq], ['rd_bytes', stats.rdBytes], ['wr_operations', stats.wrReq], ['wr_bytes', stats.wrBytes], ['errs', stats.errs],
  ];
  return fields.filter(([, value]) => value >= 0n).map(([field, value]) => ({ field, type: 'llong', value }));
}

const domblkstat: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const device = optional(args, 'device') ?? '';
  const stats = await attempt(() => callDomain(shell, 'blockStatsFlags', domain, device, 0));
  if (VirError.is(stats) && stats.code !== 'no-support') throw stats;
  const params = VirError.is(stats) ? await oldBlockStats(shell, domain, needed(args, 'domain'), device) : stats;
  if (shell.options.json) shell.printJson(Object.fromEntries(params.map(({ field, value }) => [field, value])));
  else shell.print(blockStatsText(device, params, args.has('human')));
  return true;
};

const CONTROL_STATES = ['ok', 'background job', 'occupied', 'error'];
const CONTROL_REASONS = ['', 'unknown', 'monitor failure', 'internal (locking) error'];
const CONTROL_ERROR = 3;

const domcontrol: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const { state, details, stateTimeMs } = await callDomain(shell, 'getControlInfo', domain, 0);
  const word = CONTROL_STATES[state] ?? 'unknown';
  const reason = CONTROL_REASONS[details] ?? 'unknown';
  if (shell.options.json) shell.printJson({ state: word, details: reason, stateTimeMs });
  else if (state !== 0 && state !== CONTROL_ERROR) shell.print(`${word} (${(Number(stateTimeMs) / 1000).toFixed(3)}s)\n`);
  else shell.print(state === CONTROL_ERROR && details > 0 ? `${word}: ${reason}\n` : `${word}\n`);
  return true;
};

/** A hardware address as libvirt writes it; undefined when it is none. */
function normalMac(address: string): string | undefined {
  const match = /^\s*([0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5})\s*$/i.exec(address);
  return match?.[1]?.toLowerCase().split(':').map((byte) => byte.padStart(2, '0')).join(':');
}

const domifGetlink: Run = async (shell, args) => {
  const name = needed(args, 'interface');
  const domain = await domainOf(shell, args);
  const mac = normalMac(name);
  const document = await documentOf(shell, domain, args.has('config') ? DomainXMLFlags.INACTIVE : 0);
  const cards = devicesOf(document, 'interface').filter((card) => card.child('mac')?.attribute('address') === (mac ?? '') || card.child('target')?.attribute('dev') === name);
  const [card, second] = cards;
  if (card === undefined) throw fault(mac === undefined ? `Interface (dev: ${name}) not found.` : `Interface (mac: ${mac}) not found.`);
  if (second !== undefined) throw fault('multiple matching interfaces found');
  const state = card.child('link')?.attribute('state') ?? 'up';
  if (shell.options.json) shell.printJson({ interface: name, state });
  else shell.print(`${name} ${state}`);
  return true;
};

const SOURCES = ['lease', 'agent', 'arp'];

const domifaddr: Run = async (shell, args) => {
  const wanted = optional(args, 'interface');
  const given = optional(args, 'source');
  const source = given === undefined ? 0 : SOURCES.indexOf(given);
  if (source < 0) throw fault(`Unknown data source '${given ?? ''}'`);
  const domain = await domainOf(shell, args);
  const found = await explaining(shell, 'Failed to query for interfaces addresses', () => callDomain(shell, 'interfaceAddresses', domain, source, 0));
  const cards = found.filter(({ name }) => wanted === undefined || name === wanted);
  if (shell.options.json) {
    shell.printJson(cards);
    return true;
  }
  shell.printExtra(` ${'Name'.padEnd(10)} ${'MAC address'.padEnd(20)} ${'Protocol'.padEnd(8)}     Address\n${'-'.repeat(79)}\n`);
  for (const { name, hwaddr, addrs } of cards) {
    if (addrs.length === 0) shell.print(` ${name.padEnd(10)} ${(hwaddr ?? 'N/A').padEnd(17)}    ${'N/A'.padEnd(12)} N/A\n`);
    addrs.forEach(({ type, addr, prefix }, index) => {
      const [label, mac] = args.has('full') || index === 0 ? [name, hwaddr ?? ''] : ['-', '-'];
      shell.print(` ${label.padEnd(10)} ${mac.padEnd(17)}    ${(type === 0 ? 'ipv4' : 'ipv6').padEnd(12)} ${addr}/${prefix}\n`);
    });
  }
  return true;
};

const domifstat: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const device = needed(args, 'interface');
  const stats = await explaining(shell, `Failed to get interface stats ${needed(args, 'domain')} ${device}`, () => callDomain(shell, 'interfaceStats', domain, device));
  const fields: readonly (readonly [string, bigint])[] = [
    ['rx_bytes', stats.rxBytes], ['rx_packets', stats.rxPackets], ['rx_errs', stats.rxErrs], ['rx_drop', stats.rxDrop],
    ['tx_bytes', stats.txBytes], ['tx_packets', stats.txPackets], ['tx_errs', stats.txErrs], ['tx_drop', stats.txDrop],
  ];
  const known = fields.filter(([, value]) => value >= 0n);
  if (shell.options.json) shell.printJson(Object.fromEntries(known));
  else shell.print(known.map(([field, value]) => `${device} ${field} ${value}\n`).join(''));
  return true;
};

/** By their tags. */
const MEMORY_STATS = ['swap_in', 'swap_out', 'major_fault', 'minor_fault', 'unused', 'available', 'actual', 'rss', 'usable', 'last_update', 'disk_caches', 'hugetlb_pgalloc', 'hugetlb_pgfail'];

const dommemstat: Run = async (shell, args) => {
  const given = impactOf(args);
  const domain = await domainOf(shell, args);
  const isPlain = given === 0 && !args.has('current');
  const flags = isPlain && (await isActive(await shell.connection(), domain)) ? Impact.LIVE : given;
  const period = intOf(args, 'period');
  if (period !== undefined) {
    if (period < 0) throw fault(`Invalid collection period value '${period}'`);
    await explaining(shell, 'Unable to change balloon collection period.', () => callDomain(shell, 'setMemoryStatsPeriod', domain, period, flags));
    return true;
  }
  const stats = await explaining(shell, `Failed to get memory statistics for domain ${needed(args, 'domain')}`, () => callDomain(shell, 'memoryStats', domain, 0));
  const named = stats.flatMap(({ tag, value }) => (MEMORY_STATS[tag] === undefined ? [] : [[MEMORY_STATS[tag], value] as const]));
  if (shell.options.json) shell.printJson(Object.fromEntries(named));
  else shell.print(named.map(([name, value]) => `${name} ${value}\n`).join(''));
  return true;
};

/** @libvirt virsh domblkerror domblkinfo domblkstat domcontrol domif-getlink domifaddr domifstat dommemstat */
export const runs = { domblkerror, domblkinfo, domblkstat, domcontrol, 'domif-getlink': domifGetlink, domifaddr, domifstat, dommemstat } satisfies Readonly<Record<string, Run>>;
