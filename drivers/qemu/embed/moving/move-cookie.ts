import { qemuError } from '../qemu-error.ts';

/** A disk that goes along. */
export interface MovingImage {
  /** `vda` */
  readonly target: string;
  readonly format: string;
  readonly sizeBytes: number;
  readonly path: string;
  /** What lies below it, where only the topmost image is copied. */
  readonly below: string | undefined;
}

/** What the source tells the destination of itself. */
export interface MoveOffer {
  /** The boot of its host: equal ones are one host. */
  readonly boot: string;
  readonly uid: number;
  readonly root: string;
  readonly host: string;
  /** QEMU's version there: 7_002_000. */
  readonly version: number;
  readonly runs: boolean;
  /** What it starts with the next time; empty for one that ends with its process. */
  readonly persistentXml: string;
  readonly disks: readonly MovingImage[];
}

/** What the destination tells the source. */
export interface MoveAnswer {
  readonly token: string;
  readonly boot: string;
  readonly uid: number;
  readonly root: string;
  /** Where the disks are taken: `unix:PATH`, `tcp:HOST:PORT`, `tunnel:TOKEN`; empty: none are. */
  readonly disks: string;
}

const KIND = 'vireo-move-1';

/** A cookie: only drivers of this kind read it. */
export function formatCookie(facts: MoveOffer | MoveAnswer): Uint8Array {
  return Buffer.from(JSON.stringify({ kind: KIND, ...facts }));
}

/** @throws operation-unsupported for what another driver has written. */
export function parseOffer(bytes: Uint8Array): MoveOffer {
  const facts = parse(bytes);
  const disks = Array.isArray(facts['disks']) ? (facts['disks'] as readonly Readonly<Record<string, unknown>>[]) : [];
  return {
    boot: textOf(facts['boot']), uid: numberOf(facts['uid']), root: textOf(facts['root']), host: textOf(facts['host']), version: numberOf(facts['version']), runs: facts['runs'] === true,
    persistentXml: textOf(facts['persistentXml']),
    disks: disks.map(({ target, format, sizeBytes, path, below }) => ({ target: textOf(target), format: textOf(format), sizeBytes: numberOf(sizeBytes), path: textOf(path), below: typeof below === 'string' ? below : undefined })),
  };
}

/** @throws operation-unsupported for what another driver has written. */
export function parseAnswer(bytes: Uint8Array): MoveAnswer {
  const facts = parse(bytes);
  return { token: textOf(facts['token']), boot: textOf(facts['boot']), uid: numberOf(facts['uid']), root: textOf(facts['root']), disks: textOf(facts['disks']) };
}

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const facts = JSON.parse(Buffer.from(bytes).toString('utf8')) as Readonly<Record<string, unknown>>;
    if (facts['kind'] === KIND) return facts;
  } catch {
    // another driver's cookie is XML
  }
  throw qemuError('operation-unsupported', 'the two hosts are managed by different drivers: machines move between hosts without a daemon, or between hosts with one');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
