import { formatPlainJson, isPlainArray, isPlainObject, parsePlainJson, type PlainJson } from '../../../drivers/conf/json/plain-json.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { formatX86Data } from '../../../drivers/cpu/x86/x86-xml.ts';
import { readFeatureWords } from '../../../drivers/qemu/qmp/cpu-words.ts';
import { formatMigrationParams, migrationParamsArgs, parseMigrationParams, readMigrationParams } from '../../../drivers/qemu/qmp/migration-params.ts';
import { readJobs } from '../../../drivers/qemu/qmp/query-jobs.ts';
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

export const transformations: readonly CorpusTransformation[] = [
  { corpus: 'qemumonitorjson', run: (one, files): readonly CorpusOutput[] => [{ actual: monitorReply(one, files), expected: expectedOf(one) }] },
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
