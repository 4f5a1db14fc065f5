import type { Connection } from '../../../drivers/api/connection.ts';
import type { TypedParameter } from '../../../drivers/api/records.ts';
import type { DomainRef, StorageVolRef } from '../../../drivers/api/refs.ts';
import { escapeXml } from '../../../drivers/conf/xml/xml-escape.ts';
import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import { cloneXml, type XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import { DomainBlockResizeFlags, DomainXMLFlags } from '../../../drivers/core/constants.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { DiskFacts } from '../../contract/machines.ts';
import type { HardwareEdit, HardwareMode, HardwareOutcome, HardwareResult } from '../../contract/hardware.ts';
import type { MachineEntry } from '../inventory/machine-entry.ts';
import { parseDomain } from '../machines/domain-document.ts';
import { applyDocument } from '../documents/apply-document.ts';
import { canLive, liveWay, type Trees } from './describe-hardware.ts';
import { deleteImage, doomedDisks, refuseKept } from './delete-images.ts';
import { addChild, readPath, writePath } from './element-paths.ts';
import { HardwareTree, type Growth, type NewImage } from './hardware-tree.ts';
import type { HostOffer } from './host-offer.ts';

/** What is to be done, and to whom. */
export interface HardwareWork {
  readonly connection: Connection;
  readonly machine: DomainRef;
  readonly active: boolean;
  readonly entry: MachineEntry;
  /** The host's machines, to know who else has an image. */
  readonly others: Iterable<MachineEntry>;
  /** The stored document that the edits started from; undefined: nothing is stored. */
  readonly stored: string | undefined;
  readonly trees: Trees;
  readonly edits: readonly HardwareEdit[];
  readonly mode: HardwareMode;
  readonly host: HostOffer;
}

/**
 * Does the edits of a draft: makes what is new in pools, changes what is stored, then what runs. What runs is left alone if what is stored could not
 * be changed; what of it fails is told, part by part.
 */
export async function applyHardware(work: HardwareWork): Promise<HardwareResult> {
  const { connection, machine, trees, edits, mode, stored } = work;
  const live = mode === 'next-start' ? [] : edits.filter((edit) => canLive(connection, edit, trees));
  if (mode === 'live' && live.length === 0) return { kind: 'needs-restart' };
  const doomed = doomedDisks(edits, trees);
  await refuseKept(connection, work.entry, work.others, doomed);
  const made = await makeImages(connection, imagesOf(work, live));
  const result = { merged: false, dropped: [] as string[] };
  const newName = mode === 'live' ? undefined : renamed(trees);
  const wanted = newName === undefined ? trees.now.text() : withName(trees.now.text(), readPath(trees.base.root, 'name'));
  const define = mode !== 'live' && stored !== undefined && wanted !== stored;
  if (define) {
    const answer = await applyDocument({ connection, machine, baseXml: stored, newXml: wanted, mode: 'next-start', validate: false }).catch(async (error: unknown) => {
      await dropImages(connection, made);
      throw error;
    });
    if (answer.kind !== 'applied') {
      await dropImages(connection, made);
      return answer.kind === 'conflict' ? { kind: 'conflict', paths: answer.parts.map(({ path }) => path) } : { kind: 'needs-restart' };
    }
    result.merged = answer.merged;
    result.dropped = answer.dropped.map(({ path }) => path);
  }
  const outcomes = [...(live.length === 0 ? [] : await changeRunning(work, live)), ...(await growAll(work)), ...(newName === undefined ? [] : [await attempt('name', () => requireMethod(connection, 'domain', 'rename')(machine, newName, 0))]), ...(await deleteAll(work, doomed))];
  if (mode === 'live' && outcomes.some(({ outcome }) => outcome === 'failed')) await dropImages(connection, made.filter(({ image }) => outcomes.some(({ outcome, path }) => outcome === 'failed' && path.startsWith('devices/disk') && image.name !== '')));
  const waits = work.active && live.length < edits.length ? edits.filter((edit) => !live.includes(edit) && !(edit.op === 'set' && edit.field === 'grow')).length : 0;
  return { kind: 'applied', stored: define, ...result, live: outcomes, waits };
}

async function deleteAll({ connection, machine, active, stored }: HardwareWork, doomed: readonly DiskFacts[]): Promise<readonly HardwareOutcome[]> {
  const documents = [...(stored === undefined ? [] : (['stored'] as const)), ...(active ? (['live'] as const) : [])];
  const outcomes: HardwareOutcome[] = [];
  for (const disk of doomed) outcomes.push(await attempt('devices/disk/source', () => deleteImage(connection, machine, disk, documents)));
  return outcomes;
}

/** The name that a machine is to get; undefined: it keeps its own. */
export function renamed({ base, now }: Trees): string | undefined {
  const name = readPath(now.root, 'name');
  return name === '' || name === readPath(base.root, 'name') ? undefined : name;
}

/** A machine is renamed by a call of its own: a definition must have the name that its UUID has. */
function withName(xml: string, name: string): string {
  const document = parseDomain(xml);
  writePath(document.root, document.root, 'name', name);
  return serializeXml(document);
}

interface MadeImage {
  readonly image: NewImage;
  readonly volume: StorageVolRef;
}

/** Only what goes somewhere is made. */
function imagesOf({ trees, mode }: HardwareWork, live: readonly HardwareEdit[]): readonly NewImage[] {
  return mode !== 'live' || live.some(({ op }) => op === 'add') ? trees.now.newImages() : [];
}

async function makeImages(connection: Connection, images: readonly NewImage[]): Promise<readonly MadeImage[]> {
  const made: MadeImage[] = [];
  for (const image of images) {
    try {
      const pool = await requireMethod(connection, 'storagePool', 'lookupByName')(image.pool);
      const allocation = image.format === 'raw' ? '' : "<allocation unit='bytes'>0</allocation>";
      const xml = `<volume><name>${escapeXml(image.name)}</name><capacity unit='bytes'>${image.sizeBytes}</capacity>${allocation}<target><format type='${escapeXml(image.format)}'/></target></volume>`;
      made.push({ image, volume: await requireMethod(connection, 'storageVol', 'createXML')(pool, xml, 0) });
    } catch (error) {
      await dropImages(connection, made);
      throw error;
    }
  }
  return made;
}

async function dropImages(connection: Connection, made: readonly MadeImage[]): Promise<void> {
  for (const { volume } of made) await requireMethod(connection, 'storageVol', 'delete')(volume, 0);
}

async function changeRunning({ connection, machine, trees, host }: HardwareWork, edits: readonly HardwareEdit[]): Promise<readonly HardwareOutcome[]> {
  const liveXml = await requireMethod(connection, 'domain', 'getXMLDesc')(machine, 0);
  const tree = new HardwareTree(liveXml, host, '', false);
  let threads: number | undefined;
  const tuned = new Map<string, XmlElement>();
  for (const edit of edits) {
    const item = trees.now.items.get(edit.item);
    if (edit.op === 'add') addCopy(tree, item?.element);
    else if (item?.state === 'new') continue; // it came with its device
    else if (edit.op !== 'set') tree.apply(edit);
    else {
      const spec = item?.spec.fields.find(({ key }) => key === edit.field);
      const way = item === undefined || spec === undefined ? undefined : liveWay(spec, item, trees.now);
      if (way === 'update') tree.apply(edit);
      else if (way === 'iothreads') threads = Number(edit.value) || 0;
      else if (way === 'iotune' && item !== undefined) tuned.set(item.id, item.element);
    }
  }
  const text = tree.text();
  const outcomes: HardwareOutcome[] = [];
  if (text !== liveXml) outcomes.push(...(await applyLive(connection, machine, liveXml, text)));
  for (const element of tuned.values()) outcomes.push(await attempt('devices/disk/iotune', () => setLimits(connection, machine, element)));
  if (threads !== undefined) {
    const wanted = threads;
    outcomes.push(await attempt('iothreads', () => setThreads(connection, machine, wanted)));
  }
  return outcomes;
}

function addCopy(tree: HardwareTree, element: XmlElement | undefined): void {
  const devices = tree.root.child('devices');
  if (devices !== undefined && element !== undefined) addChild(tree.root, devices, cloneXml(element));
}

async function applyLive(connection: Connection, machine: DomainRef, baseXml: string, newXml: string): Promise<readonly HardwareOutcome[]> {
  try {
    const answer = await applyDocument({ connection, machine, baseXml, newXml, mode: 'live', validate: false });
    if (answer.kind === 'applied') return answer.live.map(({ path, outcome, error }) => ({ path, outcome, error }));
    const paths = answer.kind === 'invalid' ? [''] : answer.parts.map(({ path }) => path);
    const error = answer.kind === 'invalid' ? answer.error : new VirError({ code: 'operation-unsupported', domain: 'none', message: 'this cannot be changed while the machine runs' }).toInfo();
    return paths.map((path) => ({ path, outcome: 'failed', error }));
  } catch (error) {
    return [{ path: '', outcome: 'failed', error: VirError.from(error).toInfo() }];
  }
}

const LIMITS = ['total_bytes_sec', 'read_bytes_sec', 'write_bytes_sec', 'total_iops_sec', 'read_iops_sec', 'write_iops_sec'];
/** VIR_DOMAIN_AFFECT_LIVE. */
const LIVE = 1;

async function setLimits(connection: Connection, machine: DomainRef, disk: XmlElement): Promise<void> {
  const params = LIMITS.map((field): TypedParameter => ({ field, type: 'ullong', value: BigInt(readPath(disk, `iotune/${field}`) || '0') }));
  await requireMethod(connection, 'domain', 'setBlockIoTune')(machine, readPath(disk, 'target@dev'), params, LIVE);
}

/** Adds I/O threads, or takes the last ones away. */
async function setThreads(connection: Connection, machine: DomainRef, wanted: number): Promise<void> {
  const ids = (await requireMethod(connection, 'domain', 'getIOThreadInfo')(machine, LIVE)).map(({ iothreadId }) => iothreadId).sort((a, b) => a - b);
  for (const extra of ids.slice(wanted).reverse()) await requireMethod(connection, 'domain', 'delIOThread')(machine, extra, LIVE);
  for (let next = 1, count = ids.length; count < wanted; next++) {
    if (ids.includes(next)) continue;
    await requireMethod(connection, 'domain', 'addIOThread')(machine, next, LIVE);
    count++;
  }
}

/** A running machine's disks grow by its hypervisor, those of one that is off in their pool. */
async function growAll(work: HardwareWork): Promise<readonly HardwareOutcome[]> {
  const outcomes: HardwareOutcome[] = [];
  for (const growth of work.trees.now.growths()) outcomes.push(await attempt('devices/disk', () => grow(work, growth)));
  return outcomes;
}

async function grow({ connection, machine, active, mode, trees }: HardwareWork, { target, sizeBytes }: Growth): Promise<void> {
  if (active && mode === 'next-start') throw new VirError({ code: 'operation-invalid', domain: 'none', message: `the disk ${target} can grow now, or when the machine is off, not at its next start` });
  if (active) {
    await requireMethod(connection, 'domain', 'blockResize')(machine, target, BigInt(sizeBytes), DomainBlockResizeFlags.BYTES);
    return;
  }
  const disk = trees.now.root.child('devices')?.elements('disk').find((each) => readPath(each, 'target@dev') === target);
  const file = disk === undefined ? '' : readPath(disk, 'source@file') || readPath(disk, 'source@dev');
  if (!hasMethod(connection, 'storageVol', 'resize')) throw new VirError({ code: 'no-support', domain: 'none', message: 'this host cannot resize images' });
  const volume = await requireMethod(connection, 'storageVol', 'lookupByPath')(file);
  await requireMethod(connection, 'storageVol', 'resize')(volume, BigInt(sizeBytes), 0);
}

async function attempt(path: string, work: () => Promise<void>): Promise<HardwareOutcome> {
  try {
    await work();
    return { path, outcome: 'done', error: undefined };
  } catch (error) {
    return { path, outcome: 'failed', error: VirError.from(error).toInfo() };
  }
}

/** The stored document without secrets. */
export const STORED = DomainXMLFlags.INACTIVE;
