import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileHelper } from './compile-helper.ts';
import { labStateDir } from './lab-paths.ts';
import { Leases, withFileLock } from './leases.ts';
import { type ProcessId, self, startService } from './lab-process.ts';
import {
  type Libvirtd, clearDaemon, daemonFiles, rememberDaemon, rememberedDaemon, stopDaemon, virshAt, waitUntilServing,
} from './libvirt/libvirtd.ts';
import { type Argv, type RunOptions, type RunResult, run } from './run.ts';

/** The account's name. It is in no group of libvirt's, so that the system daemon refuses it. */
export const LAB_USER = 'vireo-lab';

/** An ordinary user of this machine. The account stays between runs; `lab purge` deletes it. */
export interface LabUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly password: string;
  /** Its XDG_RUNTIME_DIR. */
  readonly runtimeDir: string;
  /** What its processes have in their environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The argument vector that runs a program as this user, in a fresh environment. */
  wrap(argv: Argv): Argv;
  run(argv: Argv, options?: RunOptions): Promise<RunResult>;
}

const stateDir = join(labStateDir, 'user');

/** Finds or makes the lab's ordinary user. */
export async function ensureLabUser(): Promise<LabUser> {
  mkdirSync(stateDir, { recursive: true });
  return withFileLock(join(stateDir, 'lock'), async () => {
    const known = await run(['id', '-u', LAB_USER], { check: false });
    if (known.status !== 0) {
      await run(['useradd', '--create-home', '--user-group', '--shell', '/bin/bash', '--comment', 'Vireo lab', LAB_USER]);
    }
    const [uid, gid] = (await Promise.all([run(['id', '-u', LAB_USER]), run(['id', '-g', LAB_USER])])).map((result) =>
      Number(result.stdout),
    );
    if (uid === undefined || gid === undefined) throw new Error('id printed nothing');
    const user = describeUser(uid, gid, await ensurePassword(known.status === 0));
    mkdirSync(user.runtimeDir, { recursive: true });
    chownSync(user.runtimeDir, uid, gid);
    chmodSync(user.runtimeDir, 0o700);
    return user;
  });
}

/** Deletes the account and everything it has. */
export async function deleteLabUser(): Promise<void> {
  const known = await run(['id', '-u', LAB_USER], { check: false });
  if (known.status === 0) {
    await run(['userdel', '--remove', LAB_USER], { check: false });
    rmSync(join('/run/user', known.stdout.trim()), { recursive: true, force: true });
  }
  rmSync(stateDir, { recursive: true, force: true });
}

/**
 * The user's own session libvirtd at its standard socket, shared by leases. Machines of this daemon need user-mode
 * networking.
 */
export async function acquireSessionLibvirtd(user: LabUser, holder: ProcessId | 'manual' = self()): Promise<Libvirtd> {
  const socketPath = join(user.runtimeDir, 'libvirt/libvirt-sock');
  const uri = `qemu+unix:///session?socket=${socketPath}`;
  const lease = await withFileLock(join(stateDir, 'session-lock'), async () => {
    if (rememberedDaemon(stateDir) === undefined) await startSession(user, socketPath, uri);
    return sessionLeases().take(holder);
  });
  return {
    ownership: 'session',
    socketPath,
    readOnlySocketPath: socketPath,
    uri,
    uriOf: (driver) => (driver === 'test' ? `test+unix:///default?socket=${socketPath}` : uri.replace(/^qemu/, driver)),
    virsh: (args, options) => virshAt(uri, args, options),
    dispose: () => releaseSession(uri, lease),
  };
}

/** Returns the lease of `lab start`. */
export async function releaseManualSession(user: LabUser): Promise<void> {
  await releaseSession(`qemu+unix:///session?socket=${join(user.runtimeDir, 'libvirt/libvirt-sock')}`, 'manual');
}

async function startSession(user: LabUser, socketPath: string, uri: string): Promise<void> {
  const config = join(user.home, '.config/libvirt');
  mkdirSync(config, { recursive: true });
  writeFileSync(join(config, 'qemu.conf'), 'stdio_handler = "file"\n');
  await run(['chown', '-R', `${user.uid}:${user.gid}`, join(user.home, '.config')]);
  // The daemon writes its PID file as the user.
  const pidFile = daemonFiles(stateDir).pid;
  writeFileSync(pidFile, '');
  chownSync(pidFile, user.uid, user.gid);
  const argv = user.wrap([await compileHelper('libvirt/reaper.c'), 'libvirtd', '--pid-file', pidFile]);
  const id = await startService(argv, { logPath: daemonFiles(stateDir).output, outlives: true });
  rememberDaemon(stateDir, await waitUntilServing(id, socketPath, uri, stateDir));
}

async function releaseSession(uri: string, lease: string): Promise<void> {
  await withFileLock(join(stateDir, 'session-lock'), async () => {
    const leases = sessionLeases();
    leases.give(lease);
    const daemon = rememberedDaemon(stateDir);
    if (daemon === undefined || leases.live().length > 0) return;
    await clearDaemon({ uriOf: () => uri }, ['qemu']);
    await stopDaemon(daemon);
  });
}

function sessionLeases(): Leases {
  return new Leases(join(stateDir, 'session-leases'));
}

/** One password as long as the account lives: several test runs may use it at once. */
async function ensurePassword(accountIsOld: boolean): Promise<string> {
  const file = join(stateDir, 'password');
  if (accountIsOld && existsSync(file)) return readFileSync(file, 'utf8');
  const password = randomBytes(9).toString('base64url');
  await run(['chpasswd'], { input: `${LAB_USER}:${password}\n` });
  writeFileSync(file, password, { mode: 0o600 });
  return password;
}

function describeUser(uid: number, gid: number, password: string): LabUser {
  const home = join('/home', LAB_USER);
  const runtimeDir = join('/run/user', String(uid));
  const env = {
    HOME: home, USER: LAB_USER, LOGNAME: LAB_USER, XDG_RUNTIME_DIR: runtimeDir, PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
  };
  const assignments = Object.entries(env).map(([key, value]) => `${key}=${value}`);
  const wrap = (argv: Argv): Argv => [
    'setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--init-groups', '--reset-env', 'env', ...assignments, ...argv,
  ];
  return {
    name: LAB_USER, uid, gid, home, password, runtimeDir, env, wrap,
    run: (argv, options) => run(wrap(argv), { cwd: home, ...options }),
  };
}
