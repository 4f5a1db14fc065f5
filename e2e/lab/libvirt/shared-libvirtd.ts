import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labSourceDir, labStateDir } from '../lab-paths.ts';
import { type ProcessId, isAlive, self, startService, stopProcess } from '../lab-process.ts';
import { Leases, withFileLock } from '../leases.ts';
import { LabError, run } from '../run.ts';
import {
  type Libvirtd, STANDARD_SOCKET, answers, clearDaemon, daemonFiles, standardUri, virshAt, waitUntilServing,
} from './libvirtd.ts';
import { openKvmDevice, writeDaemonConfig } from './libvirtd-config.ts';

const stateDir = join(labStateDir, 'system');
const files = daemonFiles(stateDir);

/**
 * The daemon at the standard socket: the one that runs there already, or one that the lab starts and shares between
 * test runs by leases.
 */
export async function acquireLibvirtd(holder: ProcessId | 'manual' = self()): Promise<Libvirtd> {
  return locked(async (leases) => {
    const ours = sharedDaemon();
    if (ours === undefined) {
      if (await answers(standardUri('qemu'))) {
        await ensureDefaultNetwork();
        return describe('found', () => Promise.resolve());
      }
      await startDaemon();
    }
    await ensureDefaultNetwork();
    const lease = leases.take(holder);
    return describe('shared', () => release(lease));
  });
}

/** Returns the lease that `lab start` took; true when the daemon ended with it. */
export async function releaseManualLease(): Promise<boolean> {
  await release('manual');
  return sharedDaemon() === undefined;
}

/** What the lab knows of the daemon at the standard socket, for `lab status`. */
export async function libvirtdStatus(): Promise<{ running: boolean; ours: boolean; leases: readonly string[] }> {
  const ours = sharedDaemon() !== undefined;
  return {
    running: await answers(standardUri('qemu')),
    ours,
    leases: ours ? new Leases(join(stateDir, 'leases')).live() : [],
  };
}

async function release(lease: string): Promise<void> {
  await locked(async (leases) => {
    leases.give(lease);
    const daemon = sharedDaemon();
    if (daemon === undefined || leases.live().length > 0) return;
    await clearDaemon({ uriOf: standardUri }, ['qemu', 'lxc']);
    await stopProcess(daemon, 10_000);
    rmSync(files.id, { force: true });
    for (const socket of ['libvirt-sock', 'libvirt-sock-ro', 'libvirt-admin-sock']) {
      rmSync(join('/run/libvirt', socket), { force: true });
    }
  });
}

async function startDaemon(): Promise<void> {
  mkdirSync(stateDir, { recursive: true });
  writeDaemonConfig(stateDir, {});
  await openKvmDevice();
  const id = await startService(
    ['unshare', '--mount', '--propagation', 'private', 'sh', join(labSourceDir, 'libvirt/daemon.sh'), 'system', stateDir],
    { logPath: files.output, outlives: true },
  );
  writeFileSync(files.id, JSON.stringify(id));
  await waitUntilServing(id, STANDARD_SOCKET, standardUri('qemu'), files.output);
}

function sharedDaemon(): ProcessId | undefined {
  if (!existsSync(files.id)) return undefined;
  const id = JSON.parse(readFileSync(files.id, 'utf8')) as ProcessId;
  return isAlive(id) ? id : undefined;
}

async function ensureDefaultNetwork(): Promise<void> {
  const uri = standardUri('qemu');
  const info = await run(['virsh', '-q', '-c', uri, 'net-info', 'default'], { check: false });
  if (info.status !== 0) throw new LabError(`the libvirtd at ${STANDARD_SOCKET} has no network "default": ${info.stderr.trim()}`);
  if (!/^Active:\s+yes$/m.test(info.stdout)) await virshAt(uri, ['net-start', 'default']);
}

function describe(ownership: 'found' | 'shared', dispose: () => Promise<void>): Libvirtd {
  return {
    ownership,
    socketPath: STANDARD_SOCKET,
    readOnlySocketPath: `${STANDARD_SOCKET}-ro`,
    uri: standardUri('qemu'),
    uriOf: standardUri,
    virsh: (args, options) => virshAt(standardUri('qemu'), args, options),
    dispose,
  };
}

async function locked<T>(body: (leases: Leases) => Promise<T>): Promise<T> {
  mkdirSync(stateDir, { recursive: true });
  return withFileLock(join(stateDir, 'lock'), () => body(new Leases(join(stateDir, 'leases'))));
}
