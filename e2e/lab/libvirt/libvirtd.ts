import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessId, isAlive, logTail } from '../lab-process.ts';
import { type RunOptions, LabError, run, waitFor } from '../run.ts';

/** libvirt's drivers that a lab daemon serves. */
export type ServedDriver = 'qemu' | 'lxc' | 'test';

/** One running libvirtd. */
export interface Libvirtd {
  /** `found`: it ran before the lab came, and is never stopped. */
  readonly ownership: 'found' | 'shared' | 'private' | 'session';
  readonly socketPath: string;
  readonly readOnlySocketPath: string;
  /** The URI that reaches its QEMU driver, as short as it can be. */
  readonly uri: string;
  uriOf(driver: ServedDriver): string;
  /** Runs `virsh -c URI …` and gives what it printed. */
  virsh(args: readonly string[], options?: RunOptions): Promise<string>;
  /** Gives up this daemon; the last to do so ends it, with its machines and networks. A found one stays. */
  dispose(): Promise<void>;
}

/** A daemon that belongs to one test, which may therefore be cruel to it. */
export interface PrivateLibvirtd extends Libvirtd {
  readonly stateDir: string;
  pid(): number;
  /** Ends the daemon at once (SIGKILL); its machines go on running. */
  kill(): Promise<void>;
  /** Starts it again after `kill`; it finds its machines. */
  restart(): Promise<void>;
  /** Stops it in the middle of whatever it does (SIGSTOP): connections stay open, nobody answers. */
  freeze(): void;
  thaw(): void;
}

export const STANDARD_SOCKET = '/run/libvirt/libvirt-sock';

/** The URI of a driver behind a socket that is not the standard one. */
export function uriThroughSocket(driver: ServedDriver, socketPath: string): string {
  const path = driver === 'test' ? '/default' : '/system';
  return `${driver}+unix://${path}?socket=${socketPath}`;
}

/** The URI of a driver at the standard socket. */
export function standardUri(driver: ServedDriver): string {
  return driver === 'test' ? 'test+unix:///default' : `${driver}:///system`;
}

export async function virshAt(uri: string, args: readonly string[], options?: RunOptions): Promise<string> {
  const result = await run(['virsh', '-q', '-c', uri, ...args], options);
  return result.stdout;
}

/** Whether somebody answers at a URI. */
export async function answers(uri: string, timeoutMs = 10_000): Promise<boolean> {
  try {
    const result = await run(['virsh', '-q', '-c', uri, 'hostname'], { check: false, timeoutMs });
    return result.status === 0;
  } catch (error) {
    if (error instanceof LabError) return false;
    throw error;
  }
}

/** Waits for a daemon that was just started; tells what its log says when it ends instead. */
export async function waitUntilServing(id: ProcessId, socketPath: string, uri: string, logPath: string): Promise<void> {
  await waitFor(
    `libvirtd at ${socketPath}`,
    async () => {
      if (!isAlive(id)) throw new LabError(`libvirtd ended at once: ${logTail(logPath)}`);
      return existsSync(socketPath) && (await answers(uri)) ? true : undefined;
    },
    30_000,
  );
}

/** Ends all machines and networks of a daemon that is about to be ended. */
export async function clearDaemon(daemon: Pick<Libvirtd, 'uriOf'>, drivers: readonly ServedDriver[]): Promise<void> {
  for (const driver of drivers) {
    const uri = daemon.uriOf(driver);
    const machines = (await virshAt(uri, ['list', '--uuid'])).split('\n').filter((line) => line !== '');
    for (const uuid of machines) await run(['virsh', '-q', '-c', uri, 'destroy', uuid], { check: false });
  }
  const networks = (await virshAt(daemon.uriOf('qemu'), ['net-list', '--name'])).split('\n').filter((line) => line !== '');
  for (const name of networks) await run(['virsh', '-q', '-c', daemon.uriOf('qemu'), 'net-destroy', name], { check: false });
}

/** The log and the PID file of a daemon with its state in `stateDir`. */
export function daemonFiles(stateDir: string): { readonly log: string; readonly output: string; readonly id: string } {
  return {
    log: join(stateDir, 'libvirtd.log'),
    output: join(stateDir, 'libvirtd-output.log'),
    id: join(stateDir, 'process.json'),
  };
}
