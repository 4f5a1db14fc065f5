import type { DomainQemuMethods } from '../api/facets/domain-qemu.ts';
import type { CallOptions } from '../api/records.ts';
import type { Machine } from './machine-list.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { vmwareError } from './vmware-error.ts';
import type { VmwareSession } from './vmware-session.ts';

/** `VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP` */
const HMP = 1;

/** What may be asked of vmrun for a machine, besides what libvirt has calls for; true: it works inside the guest, with a login there. */
const COMMANDS: ReadonlyMap<string, boolean> = new Map([
  ['clone', false], ['checkToolsState', false], ['installTools', false], ['getGuestIPAddress', false], ['listSnapshots', false], ['upgradevm', false],
  ['connectNamedDevice', false], ['disconnectNamedDevice', false], ['listNetworkAdapters', false], ['readVariable', false],
  ['runProgramInGuest', true], ['runScriptInGuest', true], ['fileExistsInGuest', true], ['directoryExistsInGuest', true], ['listProcessesInGuest', true],
  ['killProcessInGuest', true], ['deleteFileInGuest', true], ['createDirectoryInGuest', true], ['deleteDirectoryInGuest', true], ['listDirectoryInGuest', true],
  ['CopyFileFromHostToGuest', true], ['CopyFileFromGuestToHost', true], ['renameFileInGuest', true], ['typeKeystrokesInGuest', true], ['captureScreen', true],
]);

/** vmrun's own words for a machine: the part of the command line behind the machine's file stands behind the command. */
export const vmrunWords = methodsOf<DomainQemuMethods>()({
  async monitorCommand(session, dom, cmd, flags = 0, options) {
    checkFlags(flags, HMP, 'vmwareDomainMonitorCommand');
    const [command = '', ...args] = splitWords(cmd);
    return runVmrunWords(session, await session.machine(dom), command, args, options);
  },
});

/**
 * Runs one of vmrun's commands on a machine.
 *
 * Commands inside the guest need a login there, which is asked for once a machine and connection. vmrun takes it in its arguments
 * only, where other users of the host may see it while it runs; the question says so.
 *
 * @throws argument-unsupported for a command that is none of these.
 */
export async function runVmrunWords(session: VmwareSession, machine: Machine, command: string, args: readonly string[], options?: CallOptions): Promise<string> {
  const name = [...COMMANDS.keys()].find((each) => each.toLowerCase() === command.toLowerCase());
  if (name === undefined) throw vmwareError('argument-unsupported', `'${command}' is none of: ${[...COMMANDS.keys()].join(', ')}`);
  const flags = COMMANDS.get(name) === true ? await guestLogin(session, machine) : [];
  return session.changing(async () => {
    const output = await session.host.vmrun([name, machine.vmxPath, ...args], options, flags);
    const [copy = ''] = args;
    if (name === 'clone' && session.host.paths.isAbsolute(copy)) session.know(copy);
    return output;
  });
}

const logins = new WeakMap<VmwareSession, Map<string, readonly string[]>>();

async function guestLogin(session: VmwareSession, machine: Machine): Promise<readonly string[]> {
  const known = logins.get(session) ?? new Map<string, readonly string[]>();
  logins.set(session, known);
  const before = known.get(machine.uuid);
  if (before !== undefined) return before;
  const { prompt } = session;
  if (prompt === undefined) throw vmwareError('auth-cancelled', `a login inside '${machine.name}' is needed, and nobody can be asked`);
  const target = `${machine.name} (inside the guest)`;
  const message = `vmrun takes the login only in its arguments: users of ${session.host.surroundings.commands.description} can see it while the command runs.`;
  const user = await prompt({ kind: 'username', target, message }, undefined);
  const password = user?.kind === 'text' ? await prompt({ kind: 'password', target, message, retry: false, canStore: false }, undefined) : undefined;
  if (user?.kind !== 'text' || password?.kind !== 'text') throw vmwareError('auth-cancelled', `no login for the guest of '${machine.name}'`);
  const login = ['-gu', user.text, '-gp', password.text];
  known.set(machine.uuid, login);
  return login;
}

/** Words of a line: blanks part them, quotes keep them together, a backslash takes the next character as it is. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  for (const match of line.matchAll(/(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|((?:[^\s"'\\]|\\.)+))+/g)) {
    const parts = [...match[0].matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|((?:[^\s"'\\]|\\.)+)/g)];
    words.push(parts.map(([, double, single, plain]) => single ?? (double ?? plain ?? '').replace(/\\(.)/g, '$1')).join(''));
  }
  return words;
}
