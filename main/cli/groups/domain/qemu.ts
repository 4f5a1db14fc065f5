import { DomainQemuAgentCommandTimeoutValues as Wait, DomainQemuMonitorCommandFlags } from '../../../../drivers/core/constants.ts';
import { requireMethod } from '../../../../drivers/core/require-method.ts';
import { explaining } from '../../attempt.ts';
import { callDomain, domainOf } from '../../domain-inputs.ts';
import { formatJson, isJsonObject, jsonMember } from '../../json-text.ts';
import { readFds } from '../../pass-fds.ts';
import type { CommandArgs } from '../../shell/command.ts';
import { faults, readFile, refuseBoth, timeoutMs } from '../../shell/inputs.ts';
import { fault, intOf, needed, optional, uintOf } from '../../shell/values.ts';
import { waitForEvents } from '../../terminal/wait-for-events.ts';
import type { Run } from '../../tables/command-table.ts';

const join = (words: readonly string[]): string => words.join(' ').replace(/ +$/, '');

/** What is sent to the monitor: a whole object as it is, else a command's name and its arguments, wrapped. */
function monitorCommand(words: readonly string[]): string {
  const whole = join(words);
  if (isJsonObject(whole)) return whole;
  const [name = '', ...rest] = words;
  if (rest.length === 0) return `{"execute":${JSON.stringify(name)}}`;
  const all = join(rest);
  const object = isJsonObject(all) ? all : `{${rest.join(',').replace(/,+$/, '')}}`;
  if (!isJsonObject(object)) throw faults(`failed to wrap arguments '${all}' into a QMP command wrapper`, 'internal error: cannot parse json ' + object);
  return `{"execute":${JSON.stringify(name)},"arguments":${formatJson(object, false)}}`;
}

const qemuMonitorCommand: Run = async (shell, args) => {
  refuseBoth(args, ['hmp', 'pretty'], ['hmp', 'return-value']);
  const domain = await domainOf(shell, args);
  const words = args.all('cmd');
  const flags = args.has('hmp') ? DomainQemuMonitorCommandFlags.HMP : 0;
  const command = args.has('hmp') ? join(words) : monitorCommand(words);
  const fds = readFds(args);
  const connection = await shell.connection();
  const answer =
    fds.length > 0
      ? await requireMethod(connection, 'domainQemu', 'monitorCommandWithFiles')(domain, command, fds, flags)
      : await requireMethod(connection, 'domainQemu', 'monitorCommand')(domain, command, flags);
  const isJson = isJsonObject(answer);
  if (args.has('return-value') && !isJson) throw fault('failed to parse JSON returned by qemu');
  if (shell.options.json) shell.print(`${isJson ? formatJson(answer, true) : JSON.stringify(answer)}\n`);
  else if (!isJson || (!args.has('pretty') && !args.has('return-value'))) shell.print(`${answer}\n`);
  else {
    const shown = args.has('return-value') ? jsonMember(answer, 'return') : answer;
    if (shown === undefined) throw fault("'return' member missing");
    shell.print(formatJson(shown, args.has('pretty')).trim());
  }
  return true;
};

const qemuMonitorEvent: Run = async (shell, args) => {
  const limitMs = timeoutMs(args);
  const wanted = optional(args, 'event');
  const domain = args.has('domain') ? await domainOf(shell, args) : undefined;
  const flags = (args.has('regex') ? 1 : 0) | (args.has('no-case') ? 2 : 0);
  const connection = await shell.connection();
  return waitForEvents(shell, { loop: args.has('loop'), timeoutMs: limitMs }, async (seen) => {
    const id = await requireMethod(connection, 'connect', 'domainQemuMonitorEventRegister')(domain, wanted, (event) => {
      seen(event, () => {
        const details = event.details === undefined ? '(null)' : args.has('pretty') ? formatJson(event.details, true) : event.details;
        const at = event.timeMicroseconds;
        return args.has('timestamp')
          ? `${new Date().toISOString().replace('T', ' ').replace('Z', '+0000')}: event ${event.event} for domain '${event.dom.name}': ${details}\n`
          : `event ${event.event} at ${at / 1_000_000n}.${String(at % 1_000_000n).padStart(6, '0')} for domain '${event.dom.name}': ${details}\n`;
      });
    }, flags);
    return () => requireMethod(connection, 'connect', 'domainQemuMonitorEventDeregister')(id);
  });
};

const qemuAttach: Run = async (shell, args) => {
  const pid = uintOf(args, 'pid') ?? 0;
  const connection = await shell.connection();
  const domain = await explaining(shell, `Failed to attach to pid ${pid}`, async () => requireMethod(connection, 'domainQemu', 'attach')(pid, 0));
  if (shell.options.json) shell.printJson(domain);
  else shell.printExtra(`Domain '${domain.name}' attached to pid ${pid}\n`);
  return true;
};

function agentTimeout(args: CommandArgs): number {
  const given = intOf(args, 'timeout');
  if (given !== undefined && given < 1) throw fault('timeout must be positive');
  if ([given !== undefined, args.has('async'), args.has('block')].filter(Boolean).length > 1) throw fault('timeout, async and block options are exclusive');
  if (args.has('async')) return Wait.NOWAIT;
  return args.has('block') ? Wait.BLOCK : (given ?? Wait.DEFAULT);
}

const qemuAgentCommand: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const command = join(args.all('cmd'));
  const timeout = agentTimeout(args);
  const connection = await shell.connection();
  const answer = await requireMethod(connection, 'domainQemu', 'agentCommand')(domain, command, timeout, 0);
  const pretty = args.has('pretty') || shell.options.json;
  shell.print(`${pretty && isJsonObject(answer) ? formatJson(answer, true) : answer}${args.has('pretty') && !shell.options.json ? '\n' : ''}\n`);
  return true;
};

const lxcEnterNamespace: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const connection = await shell.connection();
  await requireMethod(connection, 'domainLxc', 'openNamespace')(domain, 0);
  throw fault('entering a namespace needs file descriptors of the host, which this program cannot take over; run a command there with the container\'s console');
};

const domxmlFromNative: Run = async (shell, args) => {
  const [format, file] = [needed(args, 'format'), needed(args, 'config')];
  const config = readFile(file);
  const connection = await shell.connection();
  const xml = await requireMethod(connection, 'connect', 'domainXMLFromNative')(format, config, 0);
  if (shell.options.json) shell.printJson({ xml });
  else shell.print(xml);
  return true;
};

const domxmlToNative: Run = async (shell, args) => {
  const format = needed(args, 'format');
  const file = optional(args, 'xml');
  refuseBoth(args, ['domain', 'xml']);
  const domain = args.has('domain') ? await domainOf(shell, args) : undefined;
  if (domain === undefined && file === undefined) throw fault('need either domain or domain XML');
  const xml = domain === undefined ? readFile(file ?? '') : await explaining(shell, 'failed to retrieve XML', () => callDomain(shell, 'getXMLDesc', domain, 0));
  const connection = await shell.connection();
  const config = await requireMethod(connection, 'connect', 'domainXMLToNative')(format, xml, 0);
  if (shell.options.json) shell.printJson({ config });
  else shell.print(config);
  return true;
};

/** @libvirt virsh qemu-monitor-command qemu-monitor-event qemu-attach qemu-agent-command lxc-enter-namespace domxml-from-native domxml-to-native */
export const runs = {
  'qemu-monitor-command': qemuMonitorCommand,
  'qemu-monitor-event': qemuMonitorEvent,
  'qemu-attach': qemuAttach,
  'qemu-agent-command': qemuAgentCommand,
  'lxc-enter-namespace': lxcEnterNamespace,
  'domxml-from-native': domxmlFromNative,
  'domxml-to-native': domxmlToNative,
} satisfies Readonly<Record<string, Run>>;
