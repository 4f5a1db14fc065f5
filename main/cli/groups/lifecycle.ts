import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { DomainDestroyFlagsValues, DomainRebootFlagValues, DomainShutdownFlagValues } from '../../../drivers/core/constants.ts';
import { hasExtra, requireExtra } from '../../../drivers/core/require-extra.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { domainOption, findDomain } from '../domain-argument.ts';
import type { CommandArgs, CommandDef, OptionDef } from '../shell/command.ts';

/** What a command about one machine says and does. */
interface VerbDef {
  readonly name: string;
  readonly help: string;
  readonly description: string;
  readonly options?: readonly OptionDef[];
  /** Checks the options; false when they are wrong, which has been said. */
  readonly prepare?: (args: CommandArgs, fail: (text: string) => void) => boolean;
  readonly act: (connection: Connection, domain: DomainRef, args: CommandArgs) => Promise<unknown>;
  /** Behind `Failed to`, with the machine's name put in for `%s`. */
  readonly failed: string | ((args: CommandArgs) => string);
  readonly done: string | ((args: CommandArgs) => string);
  /** What there is to know afterwards; left out in quiet mode. */
  readonly hint?: (connection: Connection, args: CommandArgs) => Promise<string | undefined>;
}

function verb(def: VerbDef): CommandDef {
  return {
    name: def.name,
    help: def.help,
    description: def.description,
    options: [domainOption(), ...(def.options ?? [])],
    run: async (shell, args) => {
      const fail = (text: string): void => {
        shell.error(text);
      };
      if (def.prepare?.(args, fail) === false) return false;
      const domain = await findDomain(shell, args);
      if (domain === undefined) return false;
      const name = args.text('domain') ?? '';
      const put = (text: string | ((given: CommandArgs) => string)): string => (typeof text === 'string' ? text : text(args)).replace('%s', () => name);
      try {
        await def.act(await shell.connection(), domain, args);
      } catch (error) {
        fail(`Failed to ${put(def.failed)}`);
        throw error;
      }
      if (shell.options.json) shell.printJson(domain);
      else shell.printExtra(`Domain ${put(def.done)}\n`);
      const hint = shell.options.quiet ? undefined : await def.hint?.(await shell.connection(), args);
      if (hint !== undefined) shell.printError(`${hint}\n`);
      return true;
    },
  };
}

const MODES = ['acpi', 'agent', 'initctl', 'signal', 'paravirt'] as const;

const SHUTDOWN_MODES: Readonly<Record<string, number>> = {
  acpi: DomainShutdownFlagValues.ACPI_POWER_BTN,
  agent: DomainShutdownFlagValues.GUEST_AGENT,
  initctl: DomainShutdownFlagValues.INITCTL,
  signal: DomainShutdownFlagValues.SIGNAL,
  paravirt: DomainShutdownFlagValues.PARAVIRT,
};
const REBOOT_MODES: Readonly<Record<string, number>> = {
  acpi: DomainRebootFlagValues.ACPI_POWER_BTN,
  agent: DomainRebootFlagValues.GUEST_AGENT,
  initctl: DomainRebootFlagValues.INITCTL,
  signal: DomainRebootFlagValues.SIGNAL,
  paravirt: DomainRebootFlagValues.PARAVIRT,
};

const modeOption: OptionDef = { name: 'mode', type: 'string', help: 'shutdown mode: acpi|agent|initctl|signal|paravirt' };

function modeFlags(args: CommandArgs, table: Readonly<Record<string, number>>): number {
  return (args.text('mode') ?? '')
    .split(',')
    .filter((word) => word !== '')
    .reduce((flags, word) => flags | (table[word] ?? 0), 0);
}

/** virsh writes one comma more for shutdown than for reboot. */
function checkModes(last: string): NonNullable<VerbDef['prepare']> {
  return (args, fail) => {
    const wrong = args.text('mode')?.split(',').find((word) => !(MODES as readonly string[]).includes(word));
    if (wrong === undefined) return true;
    fail(`Unknown mode ${wrong} value, expecting 'acpi', 'agent', 'initctl', 'signal'${last}`);
    return false;
  };
}

/** @libvirt virsh suspend resume shutdown reboot reset destroy autostart */
export const lifecycle: readonly CommandDef[] = [
  verb({
    name: 'autostart',
    help: 'autostart a domain',
    description: 'Configure a domain to be automatically started at boot.',
    options: [{ name: 'disable', type: 'bool', help: 'disable autostarting' }],
    act: (connection, domain, args) => requireMethod(connection, 'domain', 'setAutostart')(domain, !args.has('disable')),
    failed: (args) => (args.has('disable') ? "unmark domain '%s' as autostarted" : "mark domain '%s' as autostarted"),
    done: (args) => (args.has('disable') ? "'%s' unmarked as autostarted" : "'%s' marked as autostarted"),
    hint: async (connection, args) => {
      if (args.has('disable') || !hasExtra(connection, 'unattended', 'readGap')) return undefined;
      const gap = await requireExtra(connection, 'unattended', 'readGap')();
      return gap?.autostart === true ? `${gap.note}\n    ${gap.remedy}` : undefined;
    },
  }),
  verb({
    name: 'destroy',
    help: 'destroy (stop) a domain',
    description: 'Forcefully stop a given domain, but leave its resources intact.',
    options: [
      { name: 'graceful', type: 'bool', help: 'terminate gracefully' },
      { name: 'remove-logs', type: 'bool', help: 'remove domain logs' },
    ],
    act: (connection, domain, args) => {
      const flags = (args.has('graceful') ? DomainDestroyFlagsValues.GRACEFUL : 0) | (args.has('remove-logs') ? DomainDestroyFlagsValues.REMOVE_LOGS : 0);
      return flags === 0 ? requireMethod(connection, 'domain', 'destroy')(domain) : requireMethod(connection, 'domain', 'destroyFlags')(domain, flags);
    },
    failed: "destroy domain '%s'",
    done: "'%s' destroyed",
  }),
  verb({
    name: 'reboot',
    help: 'reboot a domain',
    description: 'Run a reboot command in the target domain.',
    options: [modeOption],
    prepare: checkModes(" or 'paravirt'"),
    act: (connection, domain, args) => requireMethod(connection, 'domain', 'reboot')(domain, modeFlags(args, REBOOT_MODES)),
    failed: "reboot domain '%s'",
    done: "'%s' is being rebooted",
  }),
  verb({
    name: 'reset',
    help: 'reset a domain',
    description: 'Reset the target domain as if by power button',
    act: (connection, domain) => requireMethod(connection, 'domain', 'reset')(domain),
    failed: "reset domain '%s'",
    done: "'%s' was reset",
  }),
  verb({
    name: 'resume',
    help: 'resume a domain',
    description: 'Resume a previously suspended domain.',
    act: (connection, domain) => requireMethod(connection, 'domain', 'resume')(domain),
    failed: "resume domain '%s'",
    done: "'%s' resumed",
  }),
  verb({
    name: 'shutdown',
    help: 'gracefully shutdown a domain',
    description: 'Run shutdown in the target domain.',
    options: [modeOption],
    prepare: checkModes(", or 'paravirt'"),
    act: (connection, domain, args) => {
      const flags = modeFlags(args, SHUTDOWN_MODES);
      return flags === 0 ? requireMethod(connection, 'domain', 'shutdown')(domain) : requireMethod(connection, 'domain', 'shutdownFlags')(domain, flags);
    },
    failed: "shutdown domain '%s'",
    done: "'%s' is being shutdown",
  }),
  verb({
    name: 'suspend',
    help: 'suspend a domain',
    description: 'Suspend a running domain.',
    act: (connection, domain) => requireMethod(connection, 'domain', 'suspend')(domain),
    failed: "suspend domain '%s'",
    done: "'%s' suspended",
  }),
];
