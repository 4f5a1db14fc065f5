import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { compileHelper } from '../compile-helper.ts';
import { labSourceDir, labStateDir } from '../lab-paths.ts';
import { type ProcessId, self, startService } from '../lab-process.ts';
import { Leases, withFileLock } from '../leases.ts';
import { LabError, run } from '../run.ts';
import {
  type Libvirtd, STANDARD_SOCKET, answers, clearDaemon, daemonFiles, rememberDaemon, rememberedDaemon, standardUri, stopDaemon, virshAt,
  waitUntilServing,
} from './libvirtd.ts';
import { openKvmDevice, writeDaemonConfig } from './libvirtd-config.ts';

const stateDir = join(labStateDir, 'system');
/** Leases on a shared daemon that this process holds. */
let held = 0;

/**
 * The daemon at the standard socket: the one that runs there already, or one that the lab starts and shares between
 * test runs by leases.
 */
export async function acquireLibvirtd(holder: ProcessId | 'manual' = self()): Promise<Libvirtd> {
  return locked(async (leases) => {
    const ours = rememberedDaemon(stateDir);
    if (ours === undefined) {
      if (await answers(standardUri('qemu'))) {
        await ensureDefaultNetwork();
        return describe('found', () => Promise.resolve());
      }
      await startDaemon();
    }
    await ensureDefaultNetwork();
    const lease = leases.take(holder);
    held++;
    return describe('shared', async () => {
      held--;
      await release(lease);
    });
  });
}

/** Starts the daemon that this process shares again if it has died (libvirtd 9.0 does, now and then); true when it had. */
export async function reviveLibvirtd(): Promise<boolean> {
  if (held === 0 || rememberedDaemon(stateDir) !== undefined) return false;
  return locked(async () => {
    if (rememberedDaemon(stateDir) !== undefined) return false;
    await startDaemon();
    await ensureDefaultNetwork();
    return true;
  });
}

/** Returns the lease that `lab start` took; true when the daemon ended with it. */
export async function releaseManualLease(): Promise<boolean> {
  await release('manual');
  return rememberedDaemon(stateDir) === undefined;
}

/** What the lab knows of the daemon at the standard socket, for `lab status`. */
export async function libvirtdStatus(): Promise<{ running: boolean; ours: boolean; leases: readonly string[] }> {
  const ours = rememberedDaemon(stateDir) !== undefined;
  return {
    running: await answers(standardUri('qemu')),
    ours,
    leases: ours ? new Leases(join(stateDir, 'leases')).live() : [],
  };
}

async function release(lease: string): Promise<void> {
  await locked(async (leases) => {
    leases.give(lease);
    const daemon = rememberedDaemon(stateDir);
    if (daemon === undefined || leases.live().length > 0) return;
    await clearDaemon({ uriOf: standardUri }, ['qemu', 'lxc']);
    await stopDaemon(daemon);
    for (const socket of ['libvirt-sock', 'libvirt-sock-ro', 'libvirt-admin-sock']) {
      rmSync(join('/run/libvirt', socket), { force: true });
    }
  });
}

async function startDaemon(): Promise<void> {
  mkdirSync(stateDir, { recursive: true });
  writeDaemonConfig(stateDir, {});
  await openKvmDevice();
  const reaper = await compileHelper('libvirt/reaper.c');
  const script = join(labSourceDir, 'libvirt/daemon.sh');
  const id = await startService(
    ['unshare', '--mount', '--propagation', 'private', 'sh', script, 'system', stateDir, reaper],
    { logPath: daemonFiles(stateDir).output, outlives: true },
  );
  rememberDaemon(stateDir, await waitUntilServing(id, STANDARD_SOCKET, standardUri('qemu'), stateDir));
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
