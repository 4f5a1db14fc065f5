import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LabDomainOptions, labContainerXml, labDomainXml } from './domain-xml.ts';
import { GUEST_READY, type Guest } from './guest.ts';
import type { Libvirtd } from './libvirt/libvirtd.ts';
import { abandonedDirs, makeOwnedDir } from './owned-dir.ts';
import { run, waitFor } from './run.ts';
import { SerialConsole } from './serial-console.ts';

/** A defined machine of a lab daemon. */
export interface LabDomain {
  readonly name: string;
  readonly uuid: string;
  readonly diskPath: string;
  start(): Promise<void>;
  state(): Promise<string>;
  waitForState(state: string, timeoutMs?: number): Promise<void>;
  /** The serial console; the caller disposes it. Only one at a time can hold it. */
  openSerial(): SerialConsole;
  /** Starts it and waits for the shell on its serial console; gives that console. */
  boot(timeoutMs?: number): Promise<SerialConsole>;
  /** Destroys and undefines it, and removes its disk. */
  dispose(): Promise<void>;
}

/** A name that no other test run uses. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomBytes(4).toString('hex')}`;
}

let disksDir: string | undefined;

/** Where this process's lab machines have their disks; QEMU's user and the lab's user can go there. */
export function labDisksDir(): string {
  if (disksDir !== undefined && existsSync(disksDir)) return disksDir;
  for (const abandoned of abandonedDirs('disks-')) rmSync(abandoned, { recursive: true, force: true });
  disksDir = makeOwnedDir('disks-');
  // Everybody's session daemon may make its disks here, too.
  chmodSync(disksDir, 0o1777);
  return disksDir;
}

/** Defines a lab machine with a disk of its own: empty for a direct kernel boot, else an overlay of the guest's. */
export async function defineLabDomain(libvirtd: Libvirtd, guest: Guest, options: LabDomainOptions): Promise<LabDomain> {
  const diskPath = join(labDisksDir(), `${options.name}.qcow2`);
  const backing = options.boot === 'disk' ? ['-b', guest.qcow2Path, '-F', 'qcow2'] : [];
  await run(['qemu-img', 'create', '-q', '-f', 'qcow2', ...backing, diskPath, '64M']);
  // A session daemon's QEMU is an ordinary user; a system daemon takes the file over anyway.
  chmodSync(diskPath, 0o666);
  await defineXml(libvirtd.uri, labDomainXml(options, guest, diskPath));
  const uuid = (await libvirtd.virsh(['domuuid', options.name])).trim();
  return new DefinedDomain(libvirtd, options.name, uuid, diskPath);
}

/** Makes the root directory of a busybox container. */
export async function makeContainerRoot(root: string): Promise<void> {
  for (const dir of ['bin', 'proc', 'sys', 'dev', 'tmp', 'etc', 'root']) mkdirSync(join(root, dir), { recursive: true });
  copyFileSync('/bin/busybox', join(root, 'bin/busybox'));
  await run(['/bin/busybox', '--install', '-s', join(root, 'bin')], { check: false });
  await run(['ln', '-sf', 'busybox', join(root, 'bin/sh')]);
}

/** Makes the root directory of a busybox container and defines it. */
export async function defineLabContainer(libvirtd: Libvirtd, name: string): Promise<{ uri: string; dispose(): Promise<void> }> {
  const root = join(labDisksDir(), `${name}-root`);
  await makeContainerRoot(root);
  const uri = libvirtd.uriOf('lxc');
  await defineXml(uri, labContainerXml(name, root));
  return {
    uri,
    dispose: async () => {
      await run(['virsh', '-q', '-c', uri, 'destroy', name], { check: false });
      await run(['virsh', '-q', '-c', uri, 'undefine', name]);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Defines a machine from XML. */
export async function defineXml(uri: string, xml: string): Promise<void> {
  const file = join('/tmp', `${uniqueName('lab-define')}.xml`);
  writeFileSync(file, xml, { mode: 0o644 });
  try {
    await run(['virsh', '-q', '-c', uri, 'define', file]);
  } finally {
    rmSync(file, { force: true });
  }
}

class DefinedDomain implements LabDomain {
  readonly name: string;
  readonly uuid: string;
  readonly diskPath: string;
  readonly #libvirtd: Libvirtd;

  constructor(libvirtd: Libvirtd, name: string, uuid: string, diskPath: string) {
    this.#libvirtd = libvirtd;
    this.name = name;
    this.uuid = uuid;
    this.diskPath = diskPath;
  }

  async start(): Promise<void> {
    await this.#libvirtd.virsh(['start', this.uuid]);
  }

  async state(): Promise<string> {
    return (await this.#libvirtd.virsh(['domstate', this.uuid])).trim();
  }

  async waitForState(state: string, timeoutMs = 30_000): Promise<void> {
    await waitFor(`state "${state}" of ${this.name}`, async () => ((await this.state()) === state ? true : undefined), timeoutMs, 200);
  }

  openSerial(): SerialConsole {
    return new SerialConsole(this.#libvirtd.uri, this.uuid);
  }

  async boot(timeoutMs = 90_000): Promise<SerialConsole> {
    // Paused until the console is open, so that no line is missed.
    await this.#libvirtd.virsh(['start', '--paused', this.uuid]);
    const serial = this.openSerial();
    try {
      await this.#libvirtd.virsh(['resume', this.uuid]);
      await serial.expect(GUEST_READY, timeoutMs);
      return serial;
    } catch (error) {
      await serial.dispose();
      throw error;
    }
  }

  async dispose(): Promise<void> {
    const virsh = (...args: string[]) => this.#libvirtd.virsh(args, { check: false });
    await virsh('destroy', this.uuid);
    await virsh('undefine', '--managed-save', '--snapshots-metadata', '--checkpoints-metadata', '--nvram', this.uuid);
    rmSync(this.diskPath, { force: true });
  }
}
