import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labCacheDir, labSourceDir } from '../lab-paths.ts';
import { isAlive, logTail, startService, stopProcess } from '../lab-process.ts';
import { withFileLock } from '../leases.ts';
import { abandonedDirs, makeOwnedDir } from '../owned-dir.ts';
import { type Argv, LabError, run, waitFor } from '../run.ts';
import { answers } from './libvirtd.ts';

const PREFIX = 'modular-';
const NAMES = ['qemu', 'network', 'storage', 'secret', 'nodedev', 'proxy'] as const;

/** libvirt's modular daemons: one for each driver, and virtproxyd at libvirtd's socket. */
export interface ModularDaemons {
  /** Where the sockets are: `virtqemud-sock`, `virtnetworkd-sock`, …, and virtproxyd's `libvirt-sock`. */
  readonly runDir: string;
  socketOf(daemon: 'virtqemud' | 'virtnetworkd' | 'virtstoraged' | 'virtnodedevd' | 'virtsecretd' | 'libvirt'): string;
  /** The argument vector that runs a program which sees these daemons at the standard places. */
  beside(argv: Argv): Argv;
  dispose(): Promise<void>;
}

/** Builds the daemons unless they are in the cache, and starts them, in namespaces of their own. */
export async function startModularDaemons(): Promise<ModularDaemons> {
  for (const dir of abandonedDirs(PREFIX)) rmSync(dir, { recursive: true, force: true });
  const built = await buildModular();
  const stateDir = makeOwnedDir(PREFIX);
  for (const dir of ['etc', 'run', 'lib/images', 'lib/qemu', 'lib/boot', 'lib/network', 'lib/dnsmasq', 'log', 'cache']) mkdirSync(join(stateDir, dir), { recursive: true, mode: 0o755 });
  writeFileSync(join(stateDir, 'hostname'), `lab-${stateDir.slice(-6).toLowerCase()}\n`);
  for (const name of NAMES) writeFileSync(join(stateDir, `etc/virt${name}d.conf`), 'auth_unix_ro = "none"\nauth_unix_rw = "none"\nlog_outputs = "2:stderr"\n');
  writeFileSync(join(stateDir, 'etc/qemu.conf'), 'stdio_handler = "file"\nsecurity_driver = "none"\nremote_display_port_min = 6850\nremote_display_port_max = 6899\n');
  const output = join(stateDir, 'output.log');
  const script = join(labSourceDir, 'libvirt/modular.sh');
  const id = await startService(
    ['unshare', '--mount', '--uts', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private', 'sh', script, built, stateDir],
    { logPath: output, outlives: false },
  );
  const runDir = join(stateDir, 'run');
  await waitFor(
    'virtqemud',
    async () => {
      if (!isAlive(id)) throw new LabError(`the modular daemons ended at once: ${logTail(output)}`);
      const socket = join(runDir, 'virtqemud-sock');
      return existsSync(socket) && existsSync(join(runDir, 'virtstoraged-sock')) && (await answers(`qemu+unix:///system?socket=${socket}`)) ? true : undefined;
    },
    60_000,
    200,
  );
  return {
    runDir,
    socketOf: (daemon) => join(runDir, `${daemon}-sock`),
    beside: (argv) => ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', 'mount --bind "$0" /run/libvirt && exec "$@"', runDir, ...argv],
    dispose: async () => {
      await stopProcess(id);
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

/** Whether they are in the cache: building them takes minutes, so tests do not do it unasked. */
export function isModularBuilt(): boolean {
  return existsSync(builtDir());
}

function builtDir(): string {
  const script = join(labSourceDir, 'libvirt/build-modular.sh');
  const version = createHash('sha256').update(readFileSync(script)).digest('hex').slice(0, 12);
  return join(labCacheDir, `modular-${version}`);
}

/** Builds the daemons unless they are in the cache; where they are. */
export async function buildModular(): Promise<string> {
  const built = builtDir();
  mkdirSync(labCacheDir, { recursive: true });
  await withFileLock(join(labCacheDir, 'modular.lock'), async () => {
    if (existsSync(built)) return;
    const unfinished = `${built}.unfinished`;
    await run(['sh', join(labSourceDir, 'libvirt/build-modular.sh'), unfinished, `${built}.work`], { timeoutMs: 1_500_000 });
    await run(['mv', unfinished, built]);
  });
  return built;
}
