import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import { DomainXMLFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { domainOption, findDomain } from '../domain-argument.ts';
import type { CommandArgs, CommandDef } from '../shell/command.ts';
import type { Shell } from '../shell/shell.ts';
import { printTable } from '../shell/print-table.ts';
import { devicesOf, firstAttribute, readDocument } from '../xml-query.ts';

const inactive = { name: 'inactive', type: 'bool', help: 'get inactive rather than running configuration' } as const;

/** The machine's document; undefined when there is no such machine, which has been said. */
async function documentOf(shell: Shell, args: CommandArgs): Promise<XmlElement | undefined> {
  const domain = await findDomain(shell, args);
  if (domain === undefined) return undefined;
  const flags = args.has('inactive') ? DomainXMLFlags.INACTIVE : 0;
  return readDocument(await requireMethod(await shell.connection(), 'domain', 'getXMLDesc')(domain, flags));
}

function nvmeSource(source: XmlElement): string | undefined {
  const address = source.child('address');
  const part = (name: string, digits: number): string => Number(address?.attribute(name) ?? 0).toString(16).padStart(digits, '0');
  const namespace = source.attribute('namespace');
  if (address === undefined || namespace === undefined) return undefined;
  return `nvme://${part('domain', 4)}:${part('bus', 2)}:${part('slot', 2)}.${Number(address.attribute('function') ?? 0)}/${namespace}`;
}

function diskSource(disk: XmlElement): string {
  const source = disk.child('source');
  if (disk.attribute('type') === 'nvme' && source !== undefined) return nvmeSource(source) ?? '-';
  return firstAttribute(source, ['file', 'dev', 'dir', 'name', 'volume', 'path']) ?? '-';
}

/** @libvirt virsh domblklist domiflist */
export const deviceCommands: readonly CommandDef[] = [
  {
    name: 'domblklist',
    help: 'list all domain blocks',
    description: 'Get the summary of block devices for a domain.',
    options: [domainOption(), inactive, { name: 'details', type: 'bool', help: 'additionally display the type and device value' }],
    run: async (shell, args) => {
      const document = await documentOf(shell, args);
      if (document === undefined) return false;
      const disks = devicesOf(document, 'disk').map((disk) => ({
        kind: [disk.attribute('type') ?? '', disk.attribute('device') ?? ''],
        place: [disk.child('target')?.attribute('dev') ?? '', diskSource(disk)],
      }));
      if (args.has('details')) printTable(shell, ['Type', 'Device', 'Target', 'Source'], disks.map(({ kind, place }) => [...kind, ...place]));
      else printTable(shell, ['Target', 'Source'], disks.map(({ place }) => place));
      return true;
    },
  },
  {
    name: 'domiflist',
    help: 'list all domain virtual interfaces',
    description: 'Get the summary of virtual interfaces for a domain.',
    options: [domainOption(), inactive],
    run: async (shell, args) => {
      const document = await documentOf(shell, args);
      if (document === undefined) return false;
      const rows = devicesOf(document, 'interface').map((card) => [
        card.child('target')?.attribute('dev') ?? '-',
        card.attribute('type') ?? '',
        firstAttribute(card.child('source'), ['bridge', 'dev', 'network', 'name', 'path']) ?? '-',
        card.child('model')?.attribute('type') ?? '-',
        card.child('mac')?.attribute('address') ?? '-',
      ]);
      printTable(shell, ['Interface', 'Type', 'Source', 'Model', 'MAC'], rows);
      return true;
    },
  },
];
