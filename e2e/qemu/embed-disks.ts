import { execFileSync } from 'node:child_process';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainEvent, DomainEventKind } from '../../drivers/api/events.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { call, type EmbedRoot } from './embed-host.ts';

/** A machine that stays in its firmware, with qcow2 disks of its own. */
export interface DiskMachine {
  readonly dom: DomainRef;
  /** `vda`'s image, or another one beside it. */
  readonly image: (name?: string) => string;
  readonly xml: (flags?: number) => Promise<string>;
  /** Writes to a disk as its guest would: `write -P 1 0 1M`. */
  readonly write: (command: string, alias?: string) => Promise<void>;
  /** Runs a command of QEMU's monitor. */
  readonly monitor: (command: string, args?: object) => Promise<unknown>;
}

const SIZE = '32M';

/** Makes and defines it; `chain` names images from the base up, each over the one before. */
export async function diskMachine(root: EmbedRoot, connection: Connection, name: string, chain: readonly string[] = ['base'], extra = ''): Promise<DiskMachine> {
  const image = (which = chain.at(-1) ?? 'base'): string => `${root.folder}/${name}-${which}.qcow2`;
  for (const [index, each] of chain.entries()) {
    const below = chain[index - 1];
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', ...(below === undefined ? [image(each), SIZE] : ['-F', 'qcow2', '-b', image(below), image(each)])]);
    execFileSync('qemu-io', ['-f', 'qcow2', '-c', `write -P ${index + 1} ${index}M 1M`, image(each)]);
  }
  const xml = `<domain type='qemu'><name>${name}</name><memory unit='MiB'>16</memory><os><type arch='x86_64' machine='pc'>hvm</type></os>
<devices><disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${image()}'/><target dev='vda' bus='virtio'/></disk>
<controller type='usb' model='none'/><memballoon model='none'/><serial type='pty'/>${extra}</devices></domain>`;
  const dom = await call(connection, 'domain', 'defineXML')(xml);
  const monitor = async (command: string, args: object = {}): Promise<unknown> => {
    const reply = JSON.parse(await call(connection, 'domainQemu', 'monitorCommand')(dom, JSON.stringify({ execute: command, arguments: args }))) as { readonly return: unknown };
    return reply.return;
  };
  return {
    dom, image, monitor,
    xml: (flags = 0) => call(connection, 'domain', 'getXMLDesc')(dom, flags),
    async write(command, alias = 'virtio-disk0') {
      for (const each of [command, 'flush']) await monitor('human-monitor-command', { 'command-line': `qemu-io -d /machine/peripheral/${alias}/virtio-backend "${each}"` });
    },
  };
}

/** Reads an image that nobody writes to; fails where a pattern is another one. */
export function expectPatterns(file: string, ...commands: string[]): void {
  const text = execFileSync('qemu-io', ['-U', '-r', '-f', 'qcow2', ...commands.flatMap((command) => ['-c', command]), file], { encoding: 'utf8' });
  if (/Pattern verification failed/.test(text)) throw new Error(`${file}: ${text}`);
}

/** What `qemu-img compare` says of two images. */
export function areSame(one: string, other: string): boolean {
  try {
    execFileSync('qemu-img', ['compare', '-U', '-f', 'qcow2', '-F', 'qcow2', one, other], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The images of a machine's first disk, from the top down, as its live document has them. */
export function chainOf(xml: string): string[] {
  const disk = /<disk type='file' device='disk'>[\s\S]*?<\/disk>/.exec(xml)?.[0].replace(/<mirror[\s\S]*<\/mirror>/, '') ?? '';
  return [...disk.matchAll(/<source file='([^']*)'/g)].map(([, file]) => (file ?? '').replace(/.*-([^-]*)\.\w+$/, '$1'));
}

/** Keeps what a connection tells of one kind. */
export async function recordKind<K extends DomainEventKind>(connection: Connection, kind: K): Promise<DomainEvent[]> {
  const heard: DomainEvent[] = [];
  await call(connection, 'connect', 'domainEventRegisterAny')(kind, undefined, (event) => heard.push(event));
  return heard;
}
