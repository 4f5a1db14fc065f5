import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { compileHelper } from '../compile-helper.ts';
import { labSourceDir, labStateDir } from '../lab-paths.ts';
import { identify, isAlive, logTail, startService, stopProcess } from '../lab-process.ts';
import { abandonedDirs, makeOwnedDir } from '../owned-dir.ts';
import { LabError, type RunOptions, waitFor } from '../run.ts';
import { type DaemonProcess, type Libvirtd, type ServedDriver, answers, clearDaemon, stopDaemon, uriThroughSocket, virshAt } from './libvirtd.ts';
import { buildRelease, type DebianRelease } from './other-release.ts';

const PREFIX = 'other-';

/** The libvirtd of another Debian release. */
export interface OtherLibvirtd extends Omit<Libvirtd, 'ownership'> {
  readonly release: DebianRelease;
  readonly stateDir: string;
  readonly adminSocketPath: string;
}

/** Starts the libvirtd of another Debian release in a chroot, with sockets and directories of its own. */
export async function startOtherLibvirtd(release: DebianRelease): Promise<OtherLibvirtd> {
  for (const dir of abandonedDirs(PREFIX)) await remove(dir);
  const root = await buildRelease(release);
  const stateDir = makeOwnedDir(PREFIX);
  writeConfig(stateDir, root, release);
  const reaper = await compileHelper('libvirt/reaper.c');
  const script = join(labSourceDir, 'libvirt/other-daemon.sh');
  const output = join(stateDir, 'libvirtd-output.log');
  const id = await startService(['unshare', '--mount', '--uts', '--propagation', 'private', 'sh', script, root, stateDir, labStateDir, reaper], { logPath: output, outlives: false });
  const socketPath = join(stateDir, 'run/libvirt-sock');
  // Its drivers come up behind the socket, and it reads what the emulator can do.
  await waitFor(
    `libvirtd of ${release}`,
    async () => {
      if (!isAlive(id)) throw new LabError(`libvirtd of ${release} ended at once: ${logTail(output)}`);
      return existsSync(socketPath) && (await answers(uriThroughSocket('test', socketPath))) ? true : undefined;
    },
    30_000,
  );
  const daemon = identify(Number(readFileSync(join(stateDir, 'run/libvirtd.pid'), 'utf8')));
  if (daemon === undefined) throw new LabError(`libvirtd of ${release} has ended: ${logTail(output)}`);
  return describeDaemon(release, stateDir, socketPath, { daemon, reaper: id });
}

function describeDaemon(release: DebianRelease, stateDir: string, socketPath: string, processes: DaemonProcess): OtherLibvirtd {
  const uriOf = (driver: ServedDriver): string => uriThroughSocket(driver, socketPath);
  return {
    release,
    stateDir,
    socketPath,
    readOnlySocketPath: `${socketPath}-ro`,
    adminSocketPath: join(stateDir, 'run/libvirt-admin-sock'),
    uri: uriOf('qemu'),
    uriOf,
    virsh: (args: readonly string[], options?: RunOptions) => virshAt(uriOf('qemu'), args, options),
    dispose: async () => {
      if (await answers(uriOf('qemu'))) await clearDaemon({ uriOf }, ['qemu']);
      await stopDaemon(processes);
      await remove(stateDir);
    },
  };
}

function writeConfig(stateDir: string, root: string, release: DebianRelease): void {
  for (const dir of ['run', 'lib/images', 'lib/qemu', 'lib/boot', 'lib/network', 'lib/dnsmasq', 'log', 'cache']) mkdirSync(join(stateDir, dir), { recursive: true, mode: 0o755 });
  const etc = join(stateDir, 'etc');
  cpSync(join(root, 'etc/libvirt'), etc, { recursive: true });
  for (const definitions of ['qemu', 'storage', 'secrets']) rmSync(join(etc, definitions), { recursive: true, force: true });
  writeFileSync(join(stateDir, 'hostname'), `lab-${release}-${stateDir.slice(-6).toLowerCase()}\n`);
  appendFileSync(join(etc, 'libvirtd.conf'), `\nhost_uuid = "${randomUUID()}"\nauth_unix_ro = "none"\nauth_unix_rw = "none"\nlog_outputs = "2:stderr"\n`);
  const ports = release === 'trixie' ? [6900, 6949] : [6950, 6999];
  appendFileSync(
    join(etc, 'qemu.conf'),
    `\nstdio_handler = "file"\nsecurity_driver = "none"\nuser = "root"\ngroup = "root"\nnamespaces = []\nremote_display_port_min = ${ports[0] ?? 0}\nremote_display_port_max = ${ports[1] ?? 0}\n`,
  );
}

async function remove(stateDir: string): Promise<void> {
  const run = join(stateDir, 'run/qemu');
  const pidFiles = existsSync(run) ? readdirSync(run).filter((name) => name.endsWith('.pid')) : [];
  for (const file of pidFiles) {
    const id = identify(Number(readFileSync(join(run, file), 'utf8')));
    if (id !== undefined) await stopProcess(id);
  }
  rmSync(stateDir, { recursive: true, force: true });
}
