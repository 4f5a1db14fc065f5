import type { XmlElement } from '../../../../drivers/conf/xml/xml-tree.ts';
import { xmlText } from '../../../../drivers/conf/xml/xml-tree.ts';
import { DomainMemoryModFlags as Mem, DomainModificationImpact as Impact, DomainXMLFlags } from '../../../../drivers/core/constants.ts';
import { explaining } from '../../attempt.ts';
import { callDomain, documentOf, domainOf, impactOf } from '../../domain-inputs.ts';
import type { CommandArgs } from '../../shell/command.ts';
import { refuseBoth } from '../../shell/inputs.ts';
import { fault, optional, scaledOf, uintOf } from '../../shell/values.ts';
import { libxmlText } from '../../libxml-text.ts';
import type { Run } from '../../tables/command-table.ts';
import { devicesOf } from '../../xml-query.ts';

const U64_MAX = 0xffff_ffff_ffff_ffffn;
const toKiB = (bytes: bigint): bigint => (bytes + 1023n) / 1024n;

const setmem: Run = async (shell, args) => {
  const given = impactOf(args);
  const flags = given === 0 && !args.has('current') ? Impact.LIVE : given;
  const domain = await domainOf(shell, args);
  await callDomain(shell, 'setMemoryFlags', domain, toKiB(scaledOf(args, 'size', 1024n, U64_MAX) ?? 0n), flags);
  return true;
};

const setmaxmem: Run = async (shell, args) => {
  const flags = impactOf(args) | Mem.MAXIMUM;
  const domain = await domainOf(shell, args);
  const memoryKiB = toKiB(scaledOf(args, 'size', 1024n, U64_MAX) ?? 0n);
  await explaining(shell, 'Unable to change MaxMemorySize', () => callDomain(shell, 'setMemoryFlags', domain, memoryKiB, flags));
  return true;
};

/** The one memory device that is meant. */
function chooseMemory(document: XmlElement, args: CommandArgs): XmlElement {
  const [alias, node] = [optional(args, 'alias'), uintOf(args, 'node')];
  const memories = devicesOf(document, 'memory').filter((memory) => {
    if (node !== undefined) return memory.find('target', 'node')?.text === String(node);
    return alias === undefined || memory.child('alias')?.attribute('name') === alias;
  });
  const [first, second] = memories;
  if (first === undefined) throw fault('no memory device found');
  if (second !== undefined) throw fault('multiple memory devices found, use --alias or --node to select one');
  return first;
}

const updateMemoryDevice: Run = async (shell, args) => {
  const flags = impactOf(args);
  refuseBoth(args, ['node', 'alias']);
  const domain = await domainOf(shell, args);
  const document = await documentOf(shell, domain, (flags & Impact.CONFIG) === 0 ? 0 : DomainXMLFlags.INACTIVE);
  const memory = chooseMemory(document, args);
  if (args.has('requested-size')) {
    const requestedKiB = toKiB(scaledOf(args, 'requested-size', 1024n, U64_MAX) ?? 0n);
    const requested = memory.find('target', 'requested');
    if (requested === undefined) throw fault('virtio-mem device is missing <requested/>');
    requested.children.splice(0, requested.children.length, xmlText(String(requestedKiB)));
  }
  const xml = libxmlText(memory);
  if (args.has('print-xml')) shell.print(xml);
  else await callDomain(shell, 'updateDeviceFlags', domain, xml, flags);
  return true;
};

/** @libvirt virsh setmem setmaxmem update-memory-device */
export const runs = { setmem, setmaxmem, 'update-memory-device': updateMemoryDevice } satisfies Readonly<Record<string, Run>>;
