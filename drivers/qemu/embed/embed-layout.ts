import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Uuid } from '../../api/refs.ts';

/** The longest path a unix socket may have, on every system we meet. */
const MOST_SOCKET_PATH = 103;
/** A machine's folder of sockets, and the longest name in it. */
const BELOW_SOCKETS = '/00000000-0000-0000-0000-000000000000/'.length + 'org.qemu.guest_agent.0'.length;

/** What decides where things lie, as the host's environment says it. */
export interface LayoutFacts {
  readonly home: string;
  readonly dataHome: string | undefined;
  readonly runtimeDir: string | undefined;
  readonly uid: number;
}

/**
 * Where the driver keeps what it knows. Names of machines never become paths: files are named by UUID.
 *
 *     root/machines/UUID.xml      definitions
 *     root/run/UUID.xml           machines that run: process, sockets, and what they run with
 *     root/autostart/UUID         markers
 *     root/save/UUID.save         managed saves
 *     root/snapshots/UUID/…       snapshots, a file each
 *     root/checkpoints/UUID/…     checkpoints
 *     root/nvram/ tpm/ memory/ logs/ locks/ images/
 */
export class EmbedLayout {
  readonly root: string;
  /** Holds a private folder of sockets for each machine; its path is short. */
  readonly sockets: string;

  constructor(root: string, sockets: string) {
    this.root = root;
    this.sockets = sockets;
  }

  static of(root: string | undefined, facts: LayoutFacts): EmbedLayout {
    const own = path.posix.normalize(root ?? path.posix.join(facts.dataHome ?? path.posix.join(facts.home, '.local/share'), 'vireo/embed')).replace(/(.)\/+$/, '$1');
    return new EmbedLayout(own, socketsFolder(own, facts));
  }

  /** The folder above the sockets where that lies in /tmp, in which others may make folders, too. */
  get sharedParent(): string | undefined {
    return this.sockets.startsWith('/tmp/vireo-') ? path.posix.dirname(this.sockets) : undefined;
  }

  get machines(): string {
    return `${this.root}/machines`;
  }

  get run(): string {
    return `${this.root}/run`;
  }

  get autostart(): string {
    return `${this.root}/autostart`;
  }

  get save(): string {
    return `${this.root}/save`;
  }

  get locks(): string {
    return `${this.root}/locks`;
  }

  get logs(): string {
    return `${this.root}/logs`;
  }

  /** A machine's own variables of a firmware that was chosen for it. */
  nvramFile(uuid: Uuid): string {
    return `${this.nvram}/${uuid}_VARS.fd`;
  }

  /** Cores of guests that panicked. */
  get dumps(): string {
    return `${this.root}/dumps`;
  }

  /** What the keeper has seen, newest last. */
  get eventLog(): string {
    return `${this.logs}/events.jsonl`;
  }

  get nvram(): string {
    return `${this.root}/nvram`;
  }

  get tpm(): string {
    return `${this.root}/tpm`;
  }

  /** What a machine's emulated TPM remembers. */
  tpmFolder(uuid: Uuid): string {
    return `${this.tpm}/${uuid}`;
  }

  /** Memory of a machine that is to lie in a file. */
  memoryFolder(uuid: Uuid): string {
    return `${this.root}/memory/${uuid}`;
  }

  machineFile(uuid: Uuid): string {
    return `${this.machines}/${uuid}.xml`;
  }

  statusFile(uuid: Uuid): string {
    return `${this.run}/${uuid}.xml`;
  }

  autostartFile(uuid: Uuid): string {
    return `${this.autostart}/${uuid}`;
  }

  saveFile(uuid: Uuid): string {
    return `${this.save}/${uuid}.save`;
  }

  get snapshots(): string {
    return `${this.root}/snapshots`;
  }

  get checkpoints(): string {
    return `${this.root}/checkpoints`;
  }

  snapshotFolder(uuid: Uuid): string {
    return `${this.snapshots}/${uuid}`;
  }

  checkpointFolder(uuid: Uuid): string {
    return `${this.checkpoints}/${uuid}`;
  }

  logFile(uuid: Uuid): string {
    return `${this.logs}/${uuid}.log`;
  }

  /** What a serial line or console said. */
  consoleLog(uuid: Uuid, alias: string): string {
    return `${this.logs}/${uuid}-${alias}.log`;
  }

  socketFolder(uuid: Uuid): string {
    return `${this.sockets}/${uuid}`;
  }
}

/** The user's runtime folder where there is one, else below the root if sockets have room there, else a folder of ours in /tmp. */
function socketsFolder(root: string, { runtimeDir, uid }: LayoutFacts): string {
  const name = `embed-${createHash('sha256').update(root).digest('hex').slice(0, 10)}`;
  const fits = (folder: string): boolean => folder.length + BELOW_SOCKETS <= MOST_SOCKET_PATH;
  if (runtimeDir !== undefined && runtimeDir.startsWith('/') && fits(`${runtimeDir}/vireo/${name}`)) return `${runtimeDir}/vireo/${name}`;
  return fits(`${root}/run`) ? `${root}/run` : `/tmp/vireo-${uid}/${name}`;
}
