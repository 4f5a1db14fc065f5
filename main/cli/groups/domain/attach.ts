import type { DomainRef } from '../../../../drivers/api/refs.ts';
import { DomainDeviceModifyFlags } from '../../../../drivers/core/constants.ts';
import { explaining } from '../../attempt.ts';
import { callDomain, checkImpactWithPersistent, domainOf, impactOf, withPersistent } from '../../domain-inputs.ts';
import type { CommandArgs } from '../../shell/command.ts';
import { readFile } from '../../shell/inputs.ts';
import { needed } from '../../shell/values.ts';
import type { Shell } from '../../shell/shell.ts';
import type { Run } from '../../tables/command-table.ts';
import { diskXml } from './disk-xml.ts';
import { interfaceXml } from './interface-xml.ts';

/** Adds a device by the old call where nothing is asked for that only the new one can. */
export async function attach(shell: Shell, args: CommandArgs, domain: DomainRef, xml: string, flags: number): Promise<void> {
  if (flags !== 0 || args.has('current')) await callDomain(shell, 'attachDeviceFlags', domain, xml, flags);
  else await callDomain(shell, 'attachDevice', domain, xml);
}

/** Removes a device, likewise. */
export async function detach(shell: Shell, args: CommandArgs, domain: DomainRef, xml: string, flags: number): Promise<void> {
  if (flags !== 0 || args.has('current')) await callDomain(shell, 'detachDeviceFlags', domain, xml, flags);
  else await callDomain(shell, 'detachDevice', domain, xml);
}

function say(shell: Shell, words: string): void {
  if (shell.options.json) shell.printJson({ done: true });
  else shell.printExtra(`${words}\n`);
}

const attachDevice: Run = async (shell, args) => {
  const given = checkImpactWithPersistent(args);
  const domain = await domainOf(shell, args);
  const file = needed(args, 'file');
  const flags = await withPersistent(await shell.connection(), args, domain, given);
  const xml = readFile(file);
  await explaining(shell, `Failed to attach device from ${file}`, () => attach(shell, args, domain, xml, flags));
  say(shell, 'Device attached successfully');
  return true;
};

/** A command that makes a device's document from its options. */
function attachMade(makeXml: (args: CommandArgs) => string, failed: string, done: string): Run {
  return async (shell, args) => {
    const given = checkImpactWithPersistent(args);
    const xml = makeXml(args);
    if (args.has('print-xml')) {
      if (shell.options.json) shell.printJson({ xml });
      else shell.print(xml);
      return true;
    }
    const domain = await domainOf(shell, args);
    const flags = await withPersistent(await shell.connection(), args, domain, given);
    await explaining(shell, failed, () => attach(shell, args, domain, xml, flags));
    say(shell, done);
    return true;
  };
}

const detachDevice: Run = async (shell, args) => {
  const given = checkImpactWithPersistent(args);
  const domain = await domainOf(shell, args);
  const flags = await withPersistent(await shell.connection(), args, domain, given);
  const file = needed(args, 'file');
  const xml = readFile(file);
  await explaining(shell, `Failed to detach device from ${file}`, () => detach(shell, args, domain, xml, flags));
  say(shell, 'Device detached successfully');
  return true;
};

const detachDeviceAlias: Run = async (shell, args) => {
  const flags = impactOf(args);
  const domain = await domainOf(shell, args);
  const alias = needed(args, 'alias');
  await explaining(shell, `Failed to detach device with alias ${alias}`, () => callDomain(shell, 'detachDeviceAlias', domain, alias, flags));
  say(shell, 'Device detach request sent successfully');
  return true;
};

const updateDevice: Run = async (shell, args) => {
  const given = checkImpactWithPersistent(args);
  const domain = await domainOf(shell, args);
  const file = needed(args, 'file');
  const impact = await withPersistent(await shell.connection(), args, domain, given);
  const xml = readFile(file);
  const flags = impact | (args.has('force') ? DomainDeviceModifyFlags.FORCE : 0);
  await explaining(shell, `Failed to update device from ${file}`, () => callDomain(shell, 'updateDeviceFlags', domain, xml, flags));
  say(shell, 'Device updated successfully');
  return true;
};

/** @libvirt virsh attach-device attach-disk attach-interface detach-device detach-device-alias update-device */
export const runs = {
  'attach-device': attachDevice,
  'attach-disk': attachMade(diskXml, 'Failed to attach disk', 'Disk attached successfully'),
  'attach-interface': attachMade(interfaceXml, 'Failed to attach interface', 'Interface attached successfully'),
  'detach-device': detachDevice,
  'detach-device-alias': detachDeviceAlias,
  'update-device': updateDevice,
} satisfies Readonly<Record<string, Run>>;
