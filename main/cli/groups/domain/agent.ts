import { DomainAuthorizedSSHKeysSetFlags as Keys, DomainGetHostnameFlags, DomainGuestInfoTypes as Info, DomainSetTimeFlags, DomainSetUserPasswordFlags } from '../../../../drivers/core/constants.ts';
import { explaining } from '../../attempt.ts';
import { callDomain, domainOf, printParams } from '../../domain-inputs.ts';
import { needs, readFile, refuseBoth } from '../../shell/inputs.ts';
import { fault, intOf, longOf, needed, optional, ulongOf } from '../../shell/values.ts';
import { printTable } from '../../shell/print-table.ts';
import { flagsOf } from '../../say.ts';
import type { Run } from '../../tables/command-table.ts';

/** Waits as long as the guest takes. */
const NO_TIMEOUT = -2;

const domfsfreeze: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const count = await explaining(shell, 'Unable to freeze filesystems', () => callDomain(shell, 'fsFreeze', domain, args.all('mountpoint'), 0));
  if (shell.options.json) shell.printJson({ count });
  else shell.printExtra(`Froze ${count} filesystem(s)\n`);
  return true;
};

const domfsthaw: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const count = await explaining(shell, 'Unable to thaw filesystems', () => callDomain(shell, 'fsThaw', domain, args.all('mountpoint'), 0));
  if (shell.options.json) shell.printJson({ count });
  else shell.printExtra(`Thawed ${count} filesystem(s)\n`);
  return true;
};

const domfstrim: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const minimum = ulongOf(args, 'minimum') ?? 0n;
  const mountpoint = optional(args, 'mountpoint');
  await explaining(shell, 'Unable to invoke fstrim', () => callDomain(shell, 'fsTrim', domain, mountpoint, minimum, 0));
  return true;
};

const domfsinfo: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const found = await explaining(shell, 'Unable to get filesystem information', () => callDomain(shell, 'getFSInfo', domain, 0));
  if (found.length === 0 && !shell.options.json) shell.printExtra('No filesystems are mounted in the domain');
  else printTable(shell, ['Mountpoint', 'Name', 'Type', 'Target'], found.map(({ mountpoint, name, fstype, devAliases }) => [mountpoint, name, fstype, devAliases.join(',')]));
  return true;
};

const TYPES = { user: Info.USERS, os: Info.OS, timezone: Info.TIMEZONE, hostname: Info.HOSTNAME, filesystem: Info.FILESYSTEM, disk: Info.DISKS, interface: Info.INTERFACES } as const;

const guestinfo: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  printParams(shell, await callDomain(shell, 'getGuestInfo', domain, flagsOf(args, TYPES), 0), 20);
  return true;
};

const guestAgentTimeout: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  await callDomain(shell, 'agentSetResponseTimeout', domain, intOf(args, 'timeout') ?? NO_TIMEOUT, 0);
  return true;
};

const getUserSshkeys: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const keys = await callDomain(shell, 'authorizedSSHKeysGet', domain, needed(args, 'user'), 0);
  if (shell.options.json) shell.printJson(keys);
  else shell.print(keys.join(''));
  return true;
};

const setUserSshkeys: Run = async (shell, args) => {
  needs(args, ['remove', 'file']);
  refuseBoth(args, ['reset', 'remove']);
  const domain = await domainOf(shell, args);
  const user = needed(args, 'user');
  const file = optional(args, 'file');
  const isAdding = !args.has('remove') && !args.has('reset');
  if (isAdding && file === undefined) throw fault('Option --file is required');
  const keys = file === undefined ? [] : readFile(file).split('\n');
  if (file !== undefined && keys.length === 1 && keys[0] === '') throw fault(`File ${file} contains no keys`);
  const flags = (args.has('remove') ? Keys.REMOVE : 0) | (isAdding ? Keys.APPEND : 0);
  await callDomain(shell, 'authorizedSSHKeysSet', domain, user, keys, flags);
  return true;
};

const setUserPassword: Run = async (shell, args) => {
  const [user, password] = [needed(args, 'user'), needed(args, 'password')];
  const domain = await domainOf(shell, args);
  await callDomain(shell, 'setUserPassword', domain, user, password, args.has('encrypted') ? DomainSetUserPasswordFlags.DOMAIN_PASSWORD_ENCRYPTED : 0);
  if (shell.options.json) shell.printJson(domain);
  else shell.printExtra(`Password set successfully for ${user} in ${needed(args, 'domain')}`);
  return true;
};

const domhostname: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const source = optional(args, 'source');
  if (source !== undefined && source !== 'agent' && source !== 'lease') throw fault(`Unknown data source '${source}'`);
  const flags = source === undefined ? 0 : source === 'agent' ? DomainGetHostnameFlags.AGENT : DomainGetHostnameFlags.LEASE;
  const hostname = await explaining(shell, 'failed to get hostname', () => callDomain(shell, 'getHostname', domain, flags));
  if (shell.options.json) shell.printJson({ hostname });
  else shell.print(`${hostname}\n`);
  return true;
};

const domtime: Run = async (shell, args) => {
  refuseBoth(args, ['time', 'now'], ['time', 'sync'], ['now', 'sync']);
  const domain = await domainOf(shell, args);
  const given = longOf(args, 'time');
  if (given !== undefined || args.has('now') || args.has('sync')) {
    const seconds = args.has('now') ? BigInt(Math.floor(Date.now() / 1000)) : (given ?? 0n);
    await callDomain(shell, 'setTime', domain, seconds, 0, args.has('sync') ? DomainSetTimeFlags.DOMAIN_TIME_SYNC : 0);
    return true;
  }
  const { seconds, nseconds } = await callDomain(shell, 'getTime', domain, 0);
  if (shell.options.json) shell.printJson({ seconds, nseconds });
  else shell.print(`Time: ${args.has('pretty') ? new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ') : String(seconds)}`);
  return true;
};

/** @libvirt virsh domfsfreeze domfsthaw domfstrim domfsinfo guestinfo guest-agent-timeout get-user-sshkeys set-user-sshkeys set-user-password domhostname */
export const runs = {
  domfsfreeze, domfsthaw, domfstrim, domfsinfo, guestinfo,
  'guest-agent-timeout': guestAgentTimeout,
  'get-user-sshkeys': getUserSshkeys,
  'set-user-sshkeys': setUserSshkeys,
  'set-user-password': setUserPassword,
  domhostname,
  domtime,
} satisfies Readonly<Record<string, Run>>;
