import { existsSync, readdirSync, rmSync } from 'node:fs';
import { buildGuest } from './guest.ts';
import { labCacheDir, labStateDir } from './lab-paths.ts';
import { buildModular } from './libvirt/modular-daemons.ts';
import { acquireLibvirtd, libvirtdStatus, releaseManualLease } from './libvirt/shared-libvirtd.ts';
import { usedDirs } from './owned-dir.ts';
import { PEER_NAMES, REMEDY, whyNot } from './peers.ts';
import { acquireSessionLibvirtd, deleteLabUser, ensureLabUser, releaseManualSession } from './user.ts';

const USAGE = `usage: npm run lab -- COMMAND
  start    build the guest, start libvirtd and the ordinary user's session daemon, and keep them running
  stop     end what start has started
  status   what runs, and what can run on this machine
  modular  build libvirt's modular daemons from source, for the tests that want them
  purge    stop, then delete the lab's user, its disks and the guest`;

/** `npm run lab -- COMMAND`; the exit status. */
export async function labCommand(args: readonly string[]): Promise<number> {
  switch (args[0]) {
    case 'start':
      return start();
    case 'stop':
      return stop();
    case 'status':
      return status();
    case 'modular':
      await timed('modular daemons', () => buildModular());
      return 0;
    case 'purge':
      return purge();
    default:
      console.error(USAGE);
      return 2;
  }
}

async function start(): Promise<number> {
  const missing = [...new Set([...whyNot('libvirtd'), ...whyNot('guest'), ...whyNot('session')])];
  if (missing.length > 0) {
    console.error(`lab: ${missing.join(', ')}; ${REMEDY} enables it`);
    return 1;
  }
  const guest = await timed('guest', () => buildGuest());
  const daemon = await timed('libvirtd', () => acquireLibvirtd('manual'));
  const user = await timed('user', () => ensureLabUser());
  await timed('session daemon', () => acquireSessionLibvirtd(user, 'manual'));
  console.log(`guest    ${guest.qcow2Path}`);
  console.log(`libvirtd ${daemon.uri} at ${daemon.socketPath}${daemon.ownership === 'found' ? ' (it ran already)' : ''}`);
  console.log(`session  qemu:///session of user ${user.name}, XDG_RUNTIME_DIR=${user.runtimeDir}`);
  return 0;
}

async function stop(): Promise<number> {
  if (existsSync(`${labStateDir}/user`)) await releaseManualSession(await ensureLabUser());
  const ended = await releaseManualLease();
  console.log(ended ? 'lab: stopped' : 'lab: libvirtd goes on, a test uses it');
  return 0;
}

async function status(): Promise<number> {
  const daemon = await libvirtdStatus();
  const whose = daemon.ours ? `the lab's; leases: ${daemon.leases.join(', ')}` : 'not the lab\'s';
  const lines = PEER_NAMES.map((peer) => {
    const reasons = whyNot(peer);
    return `${peer.padEnd(16)} ${reasons.length === 0 ? 'can run' : reasons.join(', ')}`;
  });
  console.log([`libvirtd ${daemon.running ? `runs (${whose})` : 'does not run'}`, ...lines].join('\n'));
  return 0;
}

async function purge(): Promise<number> {
  await stop();
  const daemon = await libvirtdStatus();
  if (daemon.ours || usedDirs().length > 0) {
    console.error('lab: a test still uses the lab; nothing was deleted');
    return 1;
  }
  await deleteLabUser();
  rmSync(labStateDir, { recursive: true, force: true });
  for (const name of existsSync(labCacheDir) ? readdirSync(labCacheDir) : []) rmSync(`${labCacheDir}/${name}`, { recursive: true });
  console.log('lab: purged');
  return 0;
}

async function timed<T>(what: string, body: () => Promise<T>): Promise<T> {
  const startMs = performance.now();
  const result = await body();
  console.log(`${((performance.now() - startMs) / 1000).toFixed(1).padStart(5)} s  ${what}`);
  return result;
}
