import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileHelper } from '../compile-helper.ts';
import { labSourceDir } from '../lab-paths.ts';
import { identify, isAlive, signalProcess, startService, stopProcess } from '../lab-process.ts';
import { abandonedDirs, makeOwnedDir } from '../owned-dir.ts';
import { LabError, type RunOptions, waitFor } from '../run.ts';
import { type DaemonSettings, makePrivateDirs, openKvmDevice, writeDaemonConfig } from './libvirtd-config.ts';
import {
  type DaemonProcess, type PrivateLibvirtd, type ServedDriver, answers, clearDaemon, daemonFiles, stopDaemon, uriThroughSocket, virshAt,
  waitUntilServing,
} from './libvirtd.ts';

const PREFIX = 'private-';

/**
 * Starts a libvirtd with directories, host name and host UUID of its own, that disturbs no other. Its default network
 * is defined but cannot be started beside another's; its machines use user-mode networking.
 */
export async function startPrivateLibvirtd(settings: DaemonSettings = {}): Promise<PrivateLibvirtd> {
  await removeAbandoned();
  const stateDir = makeOwnedDir(PREFIX);
  const suffix = stateDir.slice(-6).toLowerCase();
  await makePrivateDirs(stateDir, `lab-${suffix}`, settings.kvm ?? 'open');
  writeDaemonConfig(stateDir, { displayPorts: [6100, 6899], ...settings });
  await openKvmDevice();
  const daemon = new OwnLibvirtd(stateDir, settings);
  await daemon.restart();
  return daemon;
}

class OwnLibvirtd implements PrivateLibvirtd {
  readonly ownership = 'private';
  readonly stateDir: string;
  readonly socketPath: string;
  readonly readOnlySocketPath: string;
  readonly uri: string;
  readonly #settings: DaemonSettings;
  #processes: DaemonProcess | undefined;

  constructor(stateDir: string, settings: DaemonSettings) {
    this.stateDir = stateDir;
    this.#settings = settings;
    this.socketPath = join(stateDir, 'run/libvirt-sock');
    this.readOnlySocketPath = `${this.socketPath}-ro`;
    this.uri = this.uriOf('qemu');
  }

  uriOf(driver: ServedDriver): string {
    return uriThroughSocket(driver, this.socketPath);
  }

  virsh(args: readonly string[], options?: RunOptions): Promise<string> {
    return virshAt(this.uri, args, options);
  }

  pid(): number {
    return this.#running().daemon.pid;
  }

  async kill(): Promise<void> {
    const processes = this.#running();
    this.#processes = undefined;
    signalProcess(processes.daemon, 'SIGKILL');
    await waitFor('end of the killed libvirtd', () => (isAlive(processes.reaper) ? undefined : true), 30_000, 10);
  }

  async restart(): Promise<void> {
    const files = daemonFiles(this.stateDir);
    const script = join(labSourceDir, 'libvirt/daemon.sh');
    // A dead daemon's socket file must not be taken for a serving one.
    rmSync(this.socketPath, { force: true });
    const reaper = await compileHelper('libvirt/reaper.c');
    const { listens = false, env } = this.#settings;
    const id = await startService(
      ['unshare', '--mount', '--uts', '--propagation', 'private', 'sh', script, 'private', this.stateDir, reaper, ...(listens ? ['--listen'] : [])],
      { logPath: files.output, outlives: false, ...(env === undefined ? {} : { env }) },
    );
    this.#processes = await waitUntilServing(id, this.socketPath, this.uri, this.stateDir);
  }

  async preload(machines: readonly { readonly name: string; readonly xml: string }[]): Promise<void> {
    await stopDaemon(this.#running());
    for (const { name, xml } of machines) writeFileSync(join(this.stateDir, 'etc/qemu', `${name}.xml`), xml, { mode: 0o600 });
    await this.restart();
  }

  freeze(): void {
    signalProcess(this.#running().daemon, 'SIGSTOP');
  }

  thaw(): void {
    signalProcess(this.#running().daemon, 'SIGCONT');
  }

  async dispose(): Promise<void> {
    const processes = this.#processes;
    this.#processes = undefined;
    if (processes !== undefined) {
      signalProcess(processes.daemon, 'SIGCONT');
      if (await answers(this.uri)) await clearDaemon(this, ['qemu', 'lxc']);
      await stopDaemon(processes);
    }
    await endOrphans(this.stateDir);
    rmSync(this.stateDir, { recursive: true, force: true });
  }

  #running(): DaemonProcess {
    if (this.#processes === undefined) throw new LabError(`the libvirtd in ${this.stateDir} does not run`);
    return this.#processes;
  }
}

/** Ends the machines that a killed daemon left running. */
async function endOrphans(stateDir: string): Promise<void> {
  const dir = join(stateDir, 'run/qemu');
  if (!existsSync(dir)) return;
  for (const file of readdirSync(dir).filter((name) => name.endsWith('.pid'))) {
    const id = identify(Number(readFileSync(join(dir, file), 'utf8')));
    if (id !== undefined) await stopProcess(id);
  }
}

/** Removes what test runs that were killed have left: a private daemon ends with its owner, its machines do not. */
async function removeAbandoned(): Promise<void> {
  for (const dir of abandonedDirs(PREFIX)) {
    await endOrphans(dir);
    rmSync(dir, { recursive: true, force: true });
  }
}
