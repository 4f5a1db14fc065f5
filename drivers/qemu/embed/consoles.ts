import type { DomainMethods } from '../../api/facets/domain.ts';
import type { VirStream } from '../../api/stream.ts';
import { DomainChannelFlags as ChannelFlags, DomainConsoleFlags as ConsoleFlags } from '../../core/constants.ts';
import { channelToStream } from '../../transport/channel-stream.ts';
import { Reply } from '../qmp/reply.ts';
import { lineSocket } from './build-command.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine } from './machine.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { domainError, qemuError } from './qemu-error.ts';

/** Serial lines, consoles, channels and displays as streams: all are sockets in the machine's own folder. */
export const domainConsoles = methodsOf<DomainMethods>()({
  async openConsole({ state }, dom, devName, flags = 0) {
    checkFlags(flags, ConsoleFlags.FORCE | ConsoleFlags.SAFE, 'qemuDomainOpenConsole');
    const machine = await state.require(dom);
    const { live } = machine.running();
    const { consoles, serials, parallels } = live.devices;
    const [first] = consoles;
    const usual = first?.target?.type === 'virtio' ? first : (serials[0] ?? first);
    const line = devName === undefined ? usual : [...serials, ...consoles, ...parallels].find(({ alias }) => alias === devName);
    if (line === undefined) throw qemuError('internal-error', `cannot find console device '${devName ?? 'default'}'`);
    // The first console may only be the first serial line by another name.
    const alias = first === line && first.target?.type !== 'virtio' ? (serials[0] ?? first).alias : line.alias;
    return openLine(state, machine, alias ?? '', (flags & ConsoleFlags.FORCE) !== 0, 'console');
  },
  async openChannel({ state }, dom, name, flags = 0) {
    checkFlags(flags, ChannelFlags.FORCE, 'qemuDomainOpenChannel');
    const machine = await state.require(dom);
    const { channels } = machine.running().live.devices;
    const channel = name === undefined ? channels.find(({ type }) => type === 'unix' || type === 'pty') : channels.find(({ target, alias }) => target.name === name || alias === name);
    if (channel === undefined) throw qemuError('internal-error', `cannot find channel ${name ?? 'default'}`);
    return openLine(state, machine, channel.alias ?? '', (flags & ChannelFlags.FORCE) !== 0, 'channel');
  },
  openGraphics: ({ state }, dom, idx, flags = 0) => openDisplay(state, dom, idx, flags),
  openGraphicsFD: ({ state }, dom, idx, flags = 0) => openDisplay(state, dom, idx, flags),
});

type Dom = Parameters<EmbedState['require']>[0];

/** Streams to lines that this process has open: a line has one reader. */
const open = new WeakMap<Machine, Map<string, VirStream>>();

async function openLine(state: EmbedState, machine: Machine, alias: string, force: boolean, what: 'console' | 'channel'): Promise<VirStream> {
  const { live, socketFolder } = machine.running();
  const path = lineSocket(live, socketFolder, alias);
  if (path === undefined) throw qemuError('internal-error', `${what === 'console' ? 'character device' : 'channel'} ${alias} is not using a PTY or UNIX socket`);
  const streams = open.get(machine) ?? new Map<string, VirStream>();
  open.set(machine, streams);
  if (force) await streams.get(alias)?.abort();
  // QEMU takes one reader a line and leaves others waiting without a word.
  for (let tries = 0; await isTaken(machine, alias); tries++) {
    if (!force || tries > 20) throw qemuError('operation-failed', `Active ${what} session exists for this domain`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const stream = channelToStream(await state.surroundings.connect({ kind: 'unix', path }));
  streams.set(alias, stream);
  return stream;
}

async function isTaken(machine: Machine, alias: string): Promise<boolean> {
  const chardevs = Reply.list('query-chardev', await machine.monitor().execute('query-chardev'));
  const found = chardevs.find((each) => each.string('label') === `char${alias}`);
  return found !== undefined && !found.string('filename').startsWith('disconnected:');
}

async function openDisplay(state: EmbedState, dom: Dom, index: number, flags: number): Promise<VirStream> {
  // The peer of a socket in a private folder is who owns it: skipping authentication changes nothing.
  checkFlags(flags, 1, 'qemuDomainOpenGraphics');
  const { live } = (await state.require(dom)).running();
  const graphics = live.devices.graphics[index];
  if (graphics === undefined) throw qemuError('internal-error', `No graphics backend with index ${index}`);
  if (graphics.type !== 'vnc' && graphics.type !== 'spice') throw qemuError('internal-error', `Can only open VNC, SPICE or D-Bus p2p graphics backends, not ${graphics.type}`);
  const listen = graphics.listens[0];
  if (listen?.type === 'socket' && listen.socket !== undefined) return channelToStream(await state.surroundings.connect({ kind: 'unix', path: listen.socket }));
  if (graphics.port === undefined || graphics.port <= 0) throw domainError('operation-failed', 'the display listens nowhere');
  return channelToStream(await state.surroundings.connect({ kind: 'tcp', host: listen?.address ?? '127.0.0.1', port: graphics.port }));
}
