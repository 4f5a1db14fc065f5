import { formatPlainJson, isPlainArray, isPlainObject, parsePlainJson, type PlainJson, type PlainJsonObject } from '../../../drivers/conf/json/plain-json.ts';
import { domainContext, parseDomainXml } from '../../../drivers/conf/domain/domain-def.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { formatX86Data } from '../../../drivers/cpu/x86/x86-xml.ts';
import { readFeatureWords } from '../../../drivers/qemu/qmp/cpu-words.ts';
import { GuestAgent } from '../../../drivers/qemu/qmp/guest-agent.ts';
import { guestFileSystems } from '../../../drivers/qemu/qmp/guest-commands.ts';
import { diskTargets } from '../../../drivers/qemu/qmp/guest-disk-targets.ts';
import { formatMigrationParams, migrationParamsArgs, parseMigrationParams, readMigrationParams } from '../../../drivers/qemu/qmp/migration-params.ts';
import { readJobs } from '../../../drivers/qemu/qmp/query-jobs.ts';
import { FakeGuestAgent } from '../../../drivers/qemu/qmp/testing/fake-guest-agent.ts';
import { readVcpus, type Vcpu, type VcpuUnit } from '../../../drivers/qemu/qmp/vcpus.ts';
import type { CorpusCase, CorpusFiles } from '../corpus-case.ts';
import { expectedOf, inputOf, type CorpusOutput, type CorpusTransformation } from '../transformation.ts';

/** The `return` of a recorded reply. */
function replyOf(text: string): PlainJson {
  const reply = parsePlainJson(text);
  if (!isPlainObject(reply) || reply['return'] === undefined) throw new Error('not a reply');
  return reply['return'];
}

function optional(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`    ${name}='${value}'`];
}

function topologyLine({ topology: { socket, die, core, thread, node }, vcpuCount }: VcpuUnit): string {
  const places = Object.entries({ socket, die, core, thread, node, vcpus: vcpuCount });
  return `    topology:${places.map(([name, id]) => (id === undefined ? '' : ` ${name}='${id}'`)).join('')}`;
}

function describeVcpu({ unit, ...vcpu }: Vcpu, index: number): string {
  const yesNo = (value: boolean): string => (value ? 'yes' : 'no');
  return [
    `[vcpu libvirt-id='${index}']`,
    `    online=${yesNo(vcpu.isOnline)}`,
    `    hotpluggable=${yesNo(vcpu.isHotpluggable)}`,
    ...optional('thread-id', vcpu.threadId),
    ...optional('enable-id', unit?.enableOrder),
    ...optional('query-cpus-id', vcpu.qemuId),
    ...optional('type', unit?.type),
    ...optional('alias', unit?.alias),
    ...optional('qom_path', unit?.qomPath),
    ...(unit === undefined ? [] : [topologyLine(unit)]),
    ...(vcpu.isHalted ? ['    halted'] : []),
    '',
  ].join('\n');
}

function vcpus(one: CorpusCase, files: CorpusFiles): string {
  const [running, units] = [replyOf(files.text(inputOf(one))), replyOf(files.text(inputOf(one, 1)))];
  const most = isPlainArray(units) ? units.reduce<number>((sum, unit) => sum + Number(isPlainObject(unit) ? unit['vcpus-count'] : 0), 0) : 0;
  return readVcpus(units, running, most).map(describeVcpu).join('');
}

function jobs(reply: PlainJson): string {
  const text = readJobs(reply).map(({ id, type, status, error = '<null>' }) => `[job]\nid=${id}\ntype=${type}\nstatus=${status}\nerror=${error}\n\n`).join('');
  return text.replace(/\n+$/, '\n');
}

function monitorReply(one: CorpusCase, files: CorpusFiles): string {
  if (one.input.length === 2) return vcpus(one, files);
  const reply = replyOf(files.text(inputOf(one)));
  return one.name.startsWith('query-jobs') ? jobs(reply) : formatX86Data(readFeatureWords(reply));
}

/** What is in the file, inside of `<test>`. */
function wrapped(xml: string): string {
  return `<test>\n${xml.replaceAll(/^(?=.)/gm, '  ')}</test>\n`;
}

const IDE = { domain: 0, bus: 0, slot: 1, function: 1 };
const disk = (pci: PlainJsonObject, bus: number): PlainJsonObject => ({ 'bus-type': 'x', bus, 'target': 0, 'unit': 0, 'pci-controller': pci });

/** What the agent of the machine in the document says: one file system on an IDE disk, one on two virtio disks, one on none. */
const FILE_SYSTEMS: PlainJson = [
  { name: 'sda1', mountpoint: '/', type: 'ext4', disk: [disk(IDE, 1)] },
  { name: 'dm-1', mountpoint: '/opt', type: 'vfat', disk: [disk({ ...IDE, slot: 6, function: 0 }, 0), disk({ ...IDE, slot: 7, function: 0 }, 0)] },
  { name: 'sdb1', mountpoint: '/mnt/disk', type: 'xfs', disk: [] },
];

/** The file systems in the order of mounting, with the disks of the definition behind them. */
async function fileSystems(xml: string): Promise<string> {
  const def = parseDomainXml(xml, domainContext({}));
  const agent = new GuestAgent(new FakeGuestAgent({ 'guest-get-fsinfo': FILE_SYSTEMS }).channel);
  try {
    return (await guestFileSystems(agent)).map(({ name, mountpoint, type, disks }) => `${name} ${mountpoint} ${type} ${diskTargets(def, disks).join(',')}`).join('\n');
  } finally {
    agent.dispose();
  }
}

export const transformations: readonly CorpusTransformation[] = [
  { corpus: 'qemumonitorjson', run: (one, files): readonly CorpusOutput[] => [{ actual: monitorReply(one, files), expected: expectedOf(one) }] },
  {
    corpus: 'qemuagent-fsinfo',
    run: async (one, files) => [{ actual: await fileSystems(files.text(inputOf(one))), expected: { text: 'sdb1 /mnt/disk xfs \ndm-1 /opt vfat vda,vdb\nsda1 / ext4 hdc' } }],
  },
  {
    corpus: 'qemumigparams',
    run: (one, files) => {
      const params = readMigrationParams(replyOf(files.text(inputOf(one))));
      const again = parseXml(files.text(expectedOf(one))).root.child('migParams');
      const format = (value: typeof params): string => wrapped(formatMigrationParams(value, (text) => text));
      return [
        { actual: format(params), expected: expectedOf(one) },
        { actual: again === undefined ? '' : format(parseMigrationParams(again)), expected: expectedOf(one) },
        { actual: formatPlainJson(migrationParamsArgs(params), true), expected: expectedOf(one, 1) },
      ];
    },
  },
];
