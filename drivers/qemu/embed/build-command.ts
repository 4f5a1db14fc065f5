import type { Uuid } from '../../api/refs.ts';
import { chardevSource } from '../../conf/domain/chardev.ts';
import { cloneDomainDef, type DomainDef } from '../../conf/domain/domain-def.ts';
import { parseUuid } from '../../core/uuid.ts';
import type { CommandContext } from '../command/command-context.ts';
import { qemuCommand, type QemuCommand } from '../command/command-line.ts';
import type { Props } from '../command/props.ts';
import type { EmbedState } from './embed-state.ts';
import { hugePageFolder } from './memory-folders.ts';
import { monitorSockets } from './monitor-link.ts';
import { qemuError } from './qemu-error.ts';
import type { Sealing } from './sealing.ts';

/** What a command line may be given besides the definition. */
export interface CommandInit {
  readonly incoming?: string;
  readonly loadSnapshot?: string;
  /** How secrets are handed over (`sealing.ts`); without it none are. */
  readonly sealing?: Sealing;
  /** What networks say of cards, by alias (`host-objects.ts`). */
  readonly networkProps?: Pick<ReadonlyMap<string, Props>, 'get'>;
}

/** The command that runs a machine whose definition is prepared (`prepareLive`). */
export function buildCommand(state: EmbedState, live: DomainDef, socketFolder: string, init: CommandInit = {}): QemuCommand {
  return qemuCommand(withLines(state, live, socketFolder), commandContext(state, live, socketFolder, init));
}

/** What this driver decides for all machines, and where a machine's files lie. */
export function commandContext({ emulators, hugePages, layout, surroundings }: EmbedState, live: DomainDef, socketFolder: string, { networkProps, sealing, ...init }: CommandInit = {}): CommandContext {
  return {
    caps: emulators.capabilitiesOf(live.devices.emulator ?? ''),
    host: { arch: surroundings.arch, os: surroundings.system === 'darwin' ? 'macos' : 'linux', sysinfo: undefined, now: new Date(), utcOffsetSeconds: -60 * new Date().getTimezoneOffset(), pageSizeKiB: 4, adviseNodes: undefined, requireNumaNodes: () => undefined, fips: false, cpuOf: (type) => emulators.known(live.devices.emulator ?? '')?.hostCpu(type) },
    paths: { libDir: socketFolder, channelDir: socketFolder, memoryBackingDir: layout.memoryFolder(live.uuid as Uuid), hugePagesDir: (mount) => hugePageFolder(mount, live.uuid), nvramDir: layout.nvram },
    settings: {
      setProcessName: false, dumpGuestCore: false, logTimestamp: true, sandbox: undefined, deprecationBehavior: 'none', hugePages,
      tls: { vnc: undefined, spice: undefined, chardev: undefined, migrate: undefined, backup: undefined, vxhs: undefined, nbd: undefined },
      vnc: { listen: '127.0.0.1', sasl: false, saslDir: undefined, password: undefined, autoUnixSocket: true, allowHostAudio: false },
      spice: { listen: '127.0.0.1', sasl: false, saslDir: undefined, password: undefined, autoUnixSocket: true },
    },
    passed: { monitor: { path: monitorSockets(socketFolder)[0] ?? '' }, listenFd: () => undefined, fileSet: () => undefined, logSet: () => undefined, networkProps: (alias) => networkProps?.get(alias) },
    privileged: false,
    environment: [['LC_ALL', 'C']],
    sealText: noSealing,
    sealSecret: noSealing,
    ...sealing,
    ...init,
  };
}

function noSealing(): never {
  throw qemuError('config-unsupported', 'the values of secrets are handed to machines that run, and shown to nobody');
}

/**
 * Lines that the document calls `pty` are sockets in the machine's own folder: everybody who may use the machine reaches them, also
 * from another computer, and what they say is kept in a log. QEMU takes one reader of a socket at a time, as of a terminal.
 */
function withLines({ layout }: EmbedState, live: DomainDef, socketFolder: string): DomainDef {
  const def = cloneDomainDef(live);
  const { serials, parallels, consoles, channels } = def.devices;
  const uuid = parseUuid(live.uuid);
  for (const each of [...serials, ...parallels, ...consoles, ...channels]) {
    if (each.type !== 'pty' || each.alias === undefined) continue;
    each.type = 'unix';
    each.sources = [chardevSource({ mode: 'bind', path: `${socketFolder}/${each.alias}.sock` })];
    if (uuid !== undefined) each.log ??= { file: layout.consoleLog(uuid, each.alias), append: true };
  }
  return def;
}

/** The socket of a serial line, console or channel; undefined where it is something else. */
export function lineSocket({ devices }: DomainDef, socketFolder: string, alias: string): string | undefined {
  const line = [...devices.serials, ...devices.parallels, ...devices.consoles, ...devices.channels].find((each) => each.alias === alias);
  if (line?.type === 'pty') return `${socketFolder}/${alias}.sock`;
  return line?.type === 'unix' && line.sources[0]?.mode === 'bind' ? line.sources[0].path : undefined;
}
