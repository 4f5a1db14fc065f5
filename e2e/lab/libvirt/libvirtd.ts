import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessId, identify, isAlive, logTail, stopProcess } from '../lab-process.ts';
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
  /** Starts it anew with these machines defined beside those it has: much faster than defining them one by one. */
  preload(machines: readonly { readonly name: string; readonly xml: string }[]): Promise<void>;
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

/** A daemon that the lab has started. */
export interface DaemonProcess {
  readonly daemon: ProcessId;
  /** Its parent, which ends with it. */
  readonly reaper: ProcessId;
}

/** Waits for a daemon that was just started under the reaper; tells what its log says when it ends instead. */
export async function waitUntilServing(reaper: ProcessId, socketPath: string, uri: string, stateDir: string): Promise<DaemonProcess> {
  const files = daemonFiles(stateDir);
  await waitFor(
    `libvirtd at ${socketPath}`,
    async () => {
      if (!isAlive(reaper)) throw new LabError(`libvirtd ended at once: ${logTail(files.output)}`);
      return existsSync(socketPath) && (await answers(uri)) ? true : undefined;
    },
    30_000,
  );
  const daemon = identify(Number(readFileSync(files.pid, 'utf8')));
  if (daemon === undefined) throw new LabError(`${files.pid} names no running process`);
  return { daemon, reaper };
}

/** Ends a daemon, and nothing else. */
export async function stopDaemon(processes: DaemonProcess): Promise<void> {
  await stopProcess(processes.daemon, 10_000);
  await stopProcess(processes.reaper);
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

/** The files of a daemon with its state in `stateDir`. */
export function daemonFiles(stateDir: string): { readonly [File in 'log' | 'output' | 'pid' | 'processes']: string } {
  return {
    log: join(stateDir, 'libvirtd.log'),
    output: join(stateDir, 'libvirtd-output.log'),
    pid: join(stateDir, 'libvirtd.pid'),
    processes: join(stateDir, 'processes.json'),
  };
}

/** What another test run has started, if it still runs. */
export function rememberedDaemon(stateDir: string): DaemonProcess | undefined {
  const file = daemonFiles(stateDir).processes;
  if (!existsSync(file)) return undefined;
  const processes = JSON.parse(readFileSync(file, 'utf8')) as DaemonProcess;
  return isAlive(processes.daemon) ? processes : undefined;
}

export function rememberDaemon(stateDir: string, processes: DaemonProcess): void {
  writeFileSync(daemonFiles(stateDir).processes, JSON.stringify(processes));
}
