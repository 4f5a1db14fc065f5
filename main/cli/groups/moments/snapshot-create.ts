import type { DomainRef, DomainSnapshotRef } from '../../../../drivers/api/refs.ts';
import { escapeXml } from '../../../../drivers/conf/xml/xml-escape.ts';
import { DomainSnapshotCreateFlags as Create } from '../../../../drivers/core/constants.ts';
import { requireMethod } from '../../../../drivers/core/require-method.ts';
import { VirError } from '../../../../drivers/core/vir-error.ts';
import { attempt } from '../../attempt.ts';
import { callDomain, domainOf, isActive } from '../../domain-inputs.ts';
import { faults, readFile, splitCommas } from '../../shell/inputs.ts';
import { fault, optional } from '../../shell/values.ts';
import type { Shell } from '../../shell/shell.ts';
import { flagsOf } from '../../say.ts';
import type { Run } from '../../tables/command-table.ts';

const AS_FLAGS = {
  'no-metadata': Create.NO_METADATA,
  halt: Create.HALT,
  'disk-only': Create.DISK_ONLY,
  'reuse-external': Create.REUSE_EXT,
  quiesce: Create.QUIESCE,
  atomic: Create.ATOMIC,
  live: Create.LIVE,
  validate: Create.VALIDATE,
} as const;
const FLAGS = { ...AS_FLAGS, redefine: Create.REDEFINE, current: Create.CURRENT } as const;

async function create(shell: Shell, domain: DomainRef, xml: string, given: number, from: string | undefined): Promise<boolean> {
  const connection = await shell.connection();
  const make = (flags: number): Promise<DomainSnapshotRef | VirError> => attempt(async () => requireMethod(connection, 'domainSnapshot', 'createXML')(domain, xml, flags));
  let flags = given;
  let made = await make(flags);
  if (VirError.is(made, 'no-support') && from === undefined && (flags & Create.VALIDATE) !== 0) {
    flags &= ~Create.VALIDATE;
    made = await make(flags);
  }
  let halt = false;
  if (VirError.is(made, 'invalid-arg') && (flags & Create.HALT) !== 0) {
    // Hosts that cannot halt by themselves: a machine that would vanish with its state is not halted.
    if (!(await requireMethod(connection, 'domain', 'isPersistent')(domain))) throw fault('cannot halt after snapshot of transient domain');
    halt = await isActive(connection, domain);
    flags &= ~Create.HALT;
    made = await make(flags);
  }
  if (VirError.is(made)) throw made;
  if (halt) await callDomain(shell, 'destroy', domain);
  if (shell.options.json) shell.printJson(made);
  else shell.printExtra(`Domain snapshot ${made.name} created${from === undefined ? '' : ` from '${from}'`}`);
  return true;
}

const snapshotCreate: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const from = optional(args, 'xmlfile');
  const xml = from === undefined ? '<domainsnapshot/>' : readFile(from);
  return create(shell, domain, xml, flagsOf(args, FLAGS), from);
};

/** The words `key=value` of a specification, each key once. @throws fault. */
function parseSpec(words: readonly string[], keys: readonly string[], wrong: () => VirError): Readonly<Record<string, string | undefined>> {
  const found: Record<string, string> = {};
  for (const word of words) {
    const key = keys.find((one) => found[one] === undefined && word.startsWith(`${one}=`));
    if (key === undefined) throw wrong();
    found[key] = word.slice(key.length + 1);
  }
  return found;
}

function memoryXml(spec: string): string {
  const wrong = (): VirError => fault(`unable to parse memspec: ${spec}`);
  const words = splitCommas(spec).map((word) => (word.startsWith('/') ? `file=${word}` : word));
  const { snapshot, file } = parseSpec(words, ['snapshot', 'file'], wrong);
  const attribute = (name: string, value: string | undefined): string => (value === undefined ? '' : ` ${name}='${escapeXml(value)}'`);
  return `  <memory${attribute('snapshot', snapshot)}${attribute('file', file)}/>\n`;
}

function diskXml(spec: string): string {
  const wrong = (): VirError => fault(`unable to parse diskspec: ${spec}`);
  const [name = '', ...words] = splitCommas(spec);
  const { snapshot, driver, stype, file } = parseSpec(words, ['snapshot', 'driver', 'stype', 'file'], wrong);
  if (stype !== undefined && stype !== 'block' && stype !== 'file') throw faults(`Unknown storage type: '${stype}'`, `unable to parse diskspec: ${spec}`);
  const open = `    <disk name='${escapeXml(name)}'${snapshot === undefined ? '' : ` snapshot='${snapshot}'`}${stype === undefined ? '' : ` type='${stype}'`}`;
  if (driver === undefined && file === undefined) return `${open}/>\n`;
  const source = file === undefined ? '' : `      <source ${stype === 'block' ? 'dev' : 'file'}='${escapeXml(file)}'/>\n`;
  return `${open}>\n${driver === undefined ? '' : `      <driver type='${driver}'/>\n`}${source}    </disk>\n`;
}

const snapshotCreateAs: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const [name, description] = [optional(args, 'name'), optional(args, 'description')];
  const memspec = optional(args, 'memspec');
  const xml =
    '<domainsnapshot>\n' +
    (name === undefined ? '' : `  <name>${escapeXml(name)}</name>\n`) +
    (description === undefined ? '' : `  <description>${escapeXml(description)}</description>\n`) +
    (memspec === undefined ? '' : memoryXml(memspec)) +
    (args.has('diskspec') ? `  <disks>\n${args.all('diskspec').map(diskXml).join('')}  </disks>\n` : '') +
    '</domainsnapshot>\n';
  if (!args.has('print-xml')) return create(shell, domain, xml, flagsOf(args, AS_FLAGS), undefined);
  shell.print(`${xml}\n`);
  return true;
};

/** @libvirt virsh snapshot-create snapshot-create-as */
export const runs = { 'snapshot-create': snapshotCreate, 'snapshot-create-as': snapshotCreateAs } satisfies Readonly<Record<string, Run>>;
