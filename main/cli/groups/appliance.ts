import path from 'node:path';
import type { WorkContext } from '../../services/appliance/import-appliance.ts';
import { domainOption, findDomain } from '../domain-argument.ts';
import type { CommandDef, CommandGroup } from '../shell/command.ts';
import type { Shell } from '../shell/shell.ts';

const BUSES = ['virtio', 'sata', 'scsi', 'ide'] as const;

/** Runs long work: how far it is goes to standard error, an interrupt cancels it, and what it began is undone before the program ends. */
async function working<T>(shell: Shell, work: (context: WorkContext) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const onInterrupt = (): void => { abort.abort(); };
  let phase = '';
  let shown = -1;
  const show = (percent: number): void => {
    if (shell.options.quiet || !process.stderr.isTTY || percent === shown) return;
    shown = percent;
    shell.progress(`${phase}: ${percent} %`);
  };
  process.once('SIGINT', onInterrupt);
  try {
    return await work({
      signal: abort.signal,
      say: (_key, values = {}) => { phase = values['disk'] ?? ''; },
      progress: (done, total) => { show(total === 0 ? 100 : Math.floor((done / total) * 100)); },
    });
  } finally {
    process.off('SIGINT', onInterrupt);
    if (shown >= 0) shell.progress('');
  }
}

const ovfImport: CommandDef = {
  name: 'ovf-import',
  help: 'make a domain of an appliance (.ova or .ovf)',
  description: 'Makes a domain of an appliance on this computer: its disks become volumes of a storage pool (raw images, or VMDKs on a datastore). Nothing stays when it fails.',
  options: [
    { name: 'file', type: 'data', required: true, help: 'the .ova archive, or the .ovf descriptor beside its files' },
    { name: 'name', type: 'string', help: "the new domain's name, instead of the appliance's" },
    { name: 'pool', type: 'string', help: "storage pool for the disks, instead of 'default' or the first that is active" },
    { name: 'network', type: 'string', help: "network (or port group) of all interfaces, instead of 'default' or the first that is on" },
    { name: 'new-macs', type: 'bool', help: 'interfaces get addresses of their own, instead of those that the appliance names' },
    { name: 'bus', type: 'string', help: `what the disks hang on: ${BUSES.join(', ')}` },
  ],
  run: async (shell, args) => {
    const bus = args.text('bus');
    const known = BUSES.find((each) => each === bus);
    if (bus !== undefined && known === undefined) {
      shell.error(`unknown bus '${bus}': one of ${BUSES.join(', ')}`);
      return false;
    }
    const connection = await shell.connection();
    const { importAppliance } = await import('../../services/appliance/import-appliance.ts');
    const request = { file: path.resolve(args.text('file') ?? ''), name: args.text('name'), pool: args.text('pool'), network: args.text('network'), newMacs: args.has('new-macs'), bus: known };
    const { domain, warnings } = await working(shell, (context) => importAppliance(connection, request, context));
    for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
    if (shell.options.json) shell.printJson(domain);
    else shell.printExtra(`Domain '${domain.name}' imported from ${args.text('file') ?? ''}\n`);
    return true;
  },
};

const ovfExport: CommandDef = {
  name: 'ovf-export',
  help: 'pack a domain into an appliance (.ova)',
  description: 'Packs an inactive domain and its disks into an archive on this computer, which VMware, VirtualBox and others read.',
  options: [
    domainOption(),
    { name: 'file', type: 'data', required: true, help: 'the .ova archive to make' },
    { name: 'macs', type: 'bool', help: 'keep the addresses of interfaces' },
    { name: 'nvram', type: 'bool', help: 'keep the variables of the firmware, where they are a file' },
    { name: 'overwrite', type: 'bool', help: 'replace a file that is there' },
  ],
  run: async (shell, args) => {
    const domain = await findDomain(shell, args);
    if (domain === undefined) return false;
    const connection = await shell.connection();
    const { exportAppliance } = await import('../../services/appliance/export-appliance.ts');
    const request = { file: path.resolve(args.text('file') ?? ''), overwrite: args.has('overwrite'), keepMacs: args.has('macs'), keepNvram: args.has('nvram') };
    await working(shell, (context) => exportAppliance(connection, domain, request, context));
    if (shell.options.json) shell.printJson({ ...domain, file: request.file });
    else shell.printExtra(`Domain '${domain.name}' exported to ${args.text('file') ?? ''}\n`);
    return true;
  },
};

/** Machines as archives. virsh has nothing of the kind. */
export const appliances: CommandGroup = { name: 'Appliances', keyword: 'appliance', commands: [ovfExport, ovfImport] };
