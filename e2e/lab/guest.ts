import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { labCacheDir, labSourceDir, labStateDir } from './lab-paths.ts';
import { withFileLock } from './leases.ts';
import { run } from './run.ts';

/** `cloud`: small, virtio and PIIX IDE. `amd64`: everything (AHCI, USB, e1000, DRM). */
export type GuestKernel = 'cloud' | 'amd64';

/** The files of the tiny guest, readable for QEMU's own user and for everybody. */
export interface Guest {
  readonly kernelPath: string;
  readonly initrdPath: string;
  /** Boots with BIOS and UEFI, as a CD and as a disk. */
  readonly isoPath: string;
  /** The same as a disk. Machines get an overlay of it, see lab-domain.ts. */
  readonly qcow2Path: string;
}

/** The kernel's command line for a direct boot: both consoles, no blinking cursor to disturb pictures, no panic where a busy host keeps the clock waiting. */
export const GUEST_COMMAND_LINE = 'console=tty0 console=ttyS0,115200 quiet consoleblank=0 vt.global_cursor_default=0 no_timer_check';

/** What the guest prints on each console when its shell is there. */
export const GUEST_READY = /GUEST-READY tty=(\w+)/;

const FILES = ['vmlinuz', 'initrd.img', 'guest.iso', 'guest.qcow2'] as const;

/** Builds the guest unless this version of it is in the cache, and puts it where QEMU can read it. */
export async function buildGuest(kernel: GuestKernel = 'cloud'): Promise<Guest> {
  const source = join(labSourceDir, 'guest');
  const version = hashOf([join(source, 'build.sh'), join(source, 'grub.cfg'), ...filesBelow(join(source, 'rootfs'))]);
  const name = `guest-${kernel}-${version}`;
  const built = join(labCacheDir, name);
  mkdirSync(labCacheDir, { recursive: true });
  const published = join(labStateDir, 'guests', name);
  mkdirSync(join(labStateDir, 'guests'), { recursive: true, mode: 0o755 });
  await withFileLock(join(labCacheDir, 'lock'), async () => {
    if (!isComplete(built)) await build(built, kernel);
  });
  await withFileLock(join(labStateDir, 'guests', 'lock'), () => {
    if (!isComplete(published)) publish(built, published);
    return Promise.resolve();
  });
  return {
    kernelPath: join(published, 'vmlinuz'),
    initrdPath: join(published, 'initrd.img'),
    isoPath: join(published, 'guest.iso'),
    qcow2Path: join(published, 'guest.qcow2'),
  };
}

async function build(dir: string, kernel: GuestKernel): Promise<void> {
  const unfinished = `${dir}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(dir, { recursive: true, force: true });
  await run([join(labSourceDir, 'guest/build.sh'), unfinished, join(labCacheDir, 'debs'), kernel], { timeoutMs: 300_000 });
  renameSync(unfinished, dir);
}

/** The repository may lie where QEMU's user cannot go (/root), and libvirt changes the owner of what a machine uses. */
function publish(from: string, to: string): void {
  const unfinished = `${to}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(to, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o755 });
  for (const file of FILES) {
    copyFileSync(join(from, file), join(unfinished, file));
    chmodSync(join(unfinished, file), 0o644);
  }
  renameSync(unfinished, to);
}

function isComplete(dir: string): boolean {
  return FILES.every((file) => existsSync(join(dir, file)));
}

function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of [...paths].sort()) hash.update(readFileSync(path)).update('\0');
  return hash.digest('hex').slice(0, 12);
}

function filesBelow(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}
