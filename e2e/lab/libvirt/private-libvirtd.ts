import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labSourceDir, labStateDir } from '../lab-paths.ts';
import { type ProcessId, identify, isAlive, self, signalProcess, startService, stopProcess } from '../lab-process.ts';
import { type RunOptions, run, waitFor } from '../run.ts';
import { type DaemonSettings, makePrivateDirs, openKvmDevice, writeDaemonConfig } from './libvirtd-config.ts';
import {
  type PrivateLibvirtd, type ServedDriver, answers, clearDaemon, daemonFiles, uriThroughSocket, virshAt, waitUntilServing,
} from './libvirtd.ts';

/**
 * Starts a libvirtd with directories, host name and host UUID of its own, that disturbs no other. Its default network
 * is defined but cannot be started beside another's; its machines use user-mode networking.
 */
export async function startPrivateLibvirtd(settings: DaemonSettings = {}): Promise<PrivateLibvirtd> {
  mkdirSync(labStateDir, { recursive: true });
  await removeAbandoned();
  const stateDir = mkdtempSync(join(labStateDir, 'private-'));
  const suffix = stateDir.slice(-6).toLowerCase();
  writeFileSync(join(stateDir, 'owner.json'), JSON.stringify(self()));
  // QEMU's user has to pass through.
  await run(['chmod', '755', stateDir]);
  await makePrivateDirs(stateDir, `lab-${suffix}`);
  writeDaemonConfig(stateDir, { displayPorts: [6100, 6899], ...settings });
  await openKvmDevice();
  const daemon = new OwnLibvirtd(stateDir);
  await daemon.restart();
  return daemon;
}

class OwnLibvirtd implements PrivateLibvirtd {
  readonly ownership = 'private';
  readonly stateDir: string;
  readonly socketPath: string;
  readonly readOnlySocketPath: string;
  readonly uri: string;
  #id: ProcessId | undefined;

  constructor(stateDir: string) {
    this.stateDir = stateDir;
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
    return this.#running().pid;
  }

  async kill(): Promise<void> {
    const id = this.#running();
    signalProcess(id, 'SIGKILL');
    await waitFor('end of the killed libvirtd', () => (identify(id.pid) === undefined ? true : undefined), 5000, 10);
    this.#id = undefined;
  }

  async restart(): Promise<void> {
    const files = daemonFiles(this.stateDir);
    const script = join(labSourceDir, 'libvirt/daemon.sh');
    // A dead daemon's socket file must not be taken for a serving one.
    rmSync(this.socketPath, { force: true });
    const id = await startService(
      ['unshare', '--mount', '--uts', '--propagation', 'private', 'sh', script, 'private', this.stateDir],
      { logPath: files.output, outlives: false },
    );
    this.#id = id;
    await waitUntilServing(id, this.socketPath, this.uri, files.output);
  }

  freeze(): void {
    signalProcess(this.#running(), 'SIGSTOP');
  }

  thaw(): void {
    signalProcess(this.#running(), 'SIGCONT');
  }

  async dispose(): Promise<void> {
    const id = this.#id;
    this.#id = undefined;
    if (id !== undefined) {
      signalProcess(id, 'SIGCONT');
      if (await answers(this.uri)) await clearDaemon(this, ['qemu', 'lxc']);
      await stopProcess(id, 10_000);
    }
    await endOrphans(this.stateDir);
    rmSync(this.stateDir, { recursive: true, force: true });
  }

  #running(): ProcessId {
    if (this.#id === undefined) throw new Error(`the libvirtd in ${this.stateDir} does not run`);
    return this.#id;
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
  for (const name of readdirSync(labStateDir).filter((entry) => entry.startsWith('private-'))) {
    const dir = join(labStateDir, name);
    const ownerFile = join(dir, 'owner.json');
    // Without the file its owner is just making it.
    if (!existsSync(ownerFile) || isAlive(JSON.parse(readFileSync(ownerFile, 'utf8')) as ProcessId)) continue;
    await endOrphans(dir);
    rmSync(dir, { recursive: true, force: true });
  }
}
