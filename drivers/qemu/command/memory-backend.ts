import path from 'node:path';
import type { MemoryDevice } from '../../conf/domain/devices.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { confError, unsupported } from '../../conf/lens/conf-error.ts';
import { parseCpuSet } from '../../conf/lens/cpu-set.ts';
import { objectArguments } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import type { Props } from './props.ts';

/** A piece of the guest's memory: all of it, a node's, or a module's. */
export interface MemoryPiece {
  readonly id: string;
  readonly sizeKiB: bigint;
  /** The guest's node it belongs to. */
  readonly node: number | undefined;
  /** The module, if it is one. */
  readonly device?: MemoryDevice;
  /** What a file behind it is called. */
  readonly fileName: string;
  /** The whole memory of a machine without nodes. */
  readonly system?: boolean;
}

interface Pages {
  /** 0: the host's ordinary ones. */
  readonly sizeKiB: bigint;
  /** The piece itself asks for them. */
  readonly own: boolean;
  readonly huge: boolean;
  readonly preallocate: boolean;
}

const internal = (detail: string): Error => confError('internal-error', detail, 'qemu');

/** Which pages a piece of memory is made of. */
export function pagesOf(piece: Pick<MemoryPiece, 'node' | 'device'>, def: DomainDef, context: CommandContext): Pages {
  const { device } = piece;
  const chosen = choosePages(piece, def);
  const ordinary = chosen.sizeKiB === BigInt(context.host.pageSizeKiB);
  const huge = chosen.huge && !ordinary;
  const sizeKiB = ordinary ? 0n : huge && chosen.sizeKiB === 0n ? defaultHugePage(context) : chosen.sizeKiB;
  const immediate = def.memoryBacking?.allocation?.mode === 'immediate';
  // A real module has nothing to allocate.
  const real = device?.source?.path !== undefined;
  const wearing = device?.source?.pmem === true || device?.model === 'virtio-pmem';
  return { sizeKiB, own: chosen.own && !ordinary, huge, preallocate: immediate || (real ? !wearing : huge) };
}

function choosePages({ node, device }: Pick<MemoryPiece, 'node' | 'device'>, def: DomainDef): { sizeKiB: bigint; own: boolean; huge: boolean } {
  const given = BigInt(device?.source?.pagesize ?? 0);
  if (given > 0n) return { sizeKiB: given, own: true, huge: true };
  const hugepages = def.memoryBacking?.hugepages;
  if (hugepages === undefined) return { sizeKiB: 0n, own: false, huge: false };
  const ofNode = node === undefined ? undefined : hugepages.pages.find((each) => each.nodeset !== undefined && parseCpuSet(each.nodeset).includes(node));
  if (ofNode !== undefined) return { sizeKiB: ofNode.size, own: true, huge: true };
  if (hugepages.pages.length === 0) return { sizeKiB: 0n, own: false, huge: true };
  const all = hugepages.pages.findLast((each) => each.nodeset === undefined);
  return { sizeKiB: all?.size ?? 0n, own: false, huge: all !== undefined };
}

function defaultHugePage({ settings }: CommandContext): bigint {
  const mount = settings.hugePages.find((each) => each.isDefault) ?? settings.hugePages[0];
  if (mount === undefined) throw internal('hugetlbfs filesystem is not mounted or disabled by administrator config');
  return BigInt(mount.pageSizeKiB);
}

function hugePageFolder(sizeKiB: bigint, { settings, paths }: CommandContext): string {
  if (settings.hugePages.length === 0) throw internal('hugetlbfs filesystem is not mounted or disabled by administrator config');
  const mount = settings.hugePages.find((each) => BigInt(each.pageSizeKiB) === sizeKiB);
  if (mount === undefined) throw internal(`Unable to find any usable hugetlbfs mount for ${sizeKiB} KiB`);
  return paths.hugePagesDir(mount);
}

/** Memory as an object of QEMU's, and whether the machine's settings need it to be one. */
export function memoryBackend(piece: MemoryPiece, def: DomainDef, context: CommandContext, allPreallocated = false): { readonly props: Props; readonly needed: boolean } {
  const { device, node } = piece;
  const cell = node === undefined ? undefined : def.cpu?.numa?.cells[node];
  const source = def.memoryBacking?.source;
  const access = device?.access ?? cell?.memAccess ?? def.memoryBacking?.access;
  const pages = pagesOf(piece, def, context);
  const kind = backendKind(piece, def, context, pages, access);
  const nodes = hostNodes(piece, def, context);
  const policy = nodeMode(def, node);
  const props: Props = {
    'qom-type': kind.type,
    id: piece.id,
    ...kind.props,
    ...preallocation(piece, def, context, pages.preallocate || (kind.type === 'memory-backend-epc' && !allPreallocated), allPreallocated),
    size: piece.sizeKiB * 1024n,
    align: device?.source?.alignsize === undefined ? undefined : BigInt(device.source.alignsize) * 1024n,
    pmem: persistent(device, context),
    ...(nodes === undefined || policy === 'restrictive' ? {} : { 'host-nodes': nodes, policy: policy === 'strict' ? 'bind' : policy }),
  };
  const nodeSpecified = node !== undefined && nodeTuning(def, node) !== undefined;
  const needed = pages.own || device?.source?.nodemask !== undefined || nodeSpecified || device?.source?.path !== undefined || access !== undefined || source === 'file' || source === 'memfd';
  if (needed && kind.type === 'memory-backend-memfd' && !context.caps.has('memory-backend-memfd')) throw unsupported("this qemu doesn't support the memory-backend-memfd object", 'qemu');
  return { props, needed };
}

function persistent(device: MemoryDevice | undefined, { caps }: CommandContext): true | undefined {
  if (device?.source?.pmem !== true) return undefined;
  if (!caps.has('memory-backend-file.pmem')) throw unsupported('nvdimm pmem property is not available with this QEMU binary', 'qemu');
  return true;
}

function backendKind(piece: MemoryPiece, def: DomainDef, context: CommandContext, pages: Pages, access: 'shared' | 'private' | undefined): { type: string; props: Props } {
  const { device, node } = piece;
  const file = device?.source?.path;
  const source = def.memoryBacking?.source;
  const share = access === undefined ? undefined : access === 'shared';
  // Keeps migration to and from older machines possible, see QEMU's documentation of memory back ends.
  const plain = piece.system === true && context.caps.has('memory-backend-file.x-use-canonical-path-for-ramblock-id') ? { 'x-use-canonical-path-for-ramblock-id': false } : {};
  if (device?.model === 'sgx-epc') return { type: 'memory-backend-epc', props: {} };
  if (file === undefined && source === 'memfd') {
    const huge = pages.huge ? { hugetlb: true, hugetlbsize: pages.sizeKiB << 10n } : {};
    return { type: 'memory-backend-memfd', props: { ...huge, share, ...plain } };
  }
  if (!pages.huge && file === undefined && access === undefined && source !== 'file') return { type: 'memory-backend-ram', props: {} };
  const where = file ?? (pages.huge ? hugePageFolder(pages.sizeKiB, context) : path.posix.join(context.paths.memoryBackingDir, piece.fileName));
  const cellDiscard = node === undefined ? undefined : def.cpu?.numa?.cells[node]?.discard;
  const discard = device?.discard ?? cellDiscard ?? def.memoryBacking?.discard;
  return { type: 'memory-backend-file', props: { 'mem-path': where, 'discard-data': file === undefined ? discard : undefined, share, ...plain } };
}

function preallocation({ device }: MemoryPiece, def: DomainDef, { caps }: CommandContext, preallocate: boolean, all: boolean): Props {
  if (device?.model === 'virtio-mem') {
    const off = !caps.has('virtio-mem-pci.prealloc') && all ? { prealloc: false } : {};
    return { ...off, ...(caps.has('memory-backend-file.reserve') ? { reserve: false } : {}) };
  }
  const threads = def.memoryBacking?.allocation?.threads;
  return all ? {} : { prealloc: preallocate ? true : undefined, 'prealloc-threads': threads === 0 ? undefined : threads };
}

function nodeTuning(def: DomainDef, node: number): { readonly mode: string; readonly nodeset: string } | undefined {
  return def.numatune?.memnode.find((each) => each.cellid === node);
}

function nodeMode(def: DomainDef, node: number | undefined): string {
  return (node === undefined ? undefined : nodeTuning(def, node)?.mode) ?? def.numatune?.memory?.mode ?? 'strict';
}

function hostNodes({ device, node }: MemoryPiece, def: DomainDef, { host }: CommandContext): readonly number[] | undefined {
  const nodes = device?.source?.nodemask === undefined ? tunedNodes(def, node, host.adviseNodes) : parseCpuSet(device.source.nodemask);
  if (nodes !== undefined) host.requireNumaNodes(nodes);
  return nodes;
}

function tunedNodes({ numatune }: DomainDef, node: number | undefined, advised: readonly number[] | undefined): readonly number[] | undefined {
  const own = node === undefined ? undefined : numatune?.memnode.find((each) => each.cellid === node);
  const all = numatune?.memory;
  if (own === undefined && all === undefined) return undefined;
  if (all?.placement === 'auto') {
    if (advised === undefined) throw internal('Advice from numad is needed in case of automatic numa placement');
    return advised;
  }
  const set = own?.nodeset ?? all?.nodeset;
  return set === undefined ? undefined : parseCpuSet(set);
}

/** `-object` for memory, with the threads that allocate it near its node. */
export function memoryObjectArguments(props: Props, context: CommandContext): string[] {
  const nodes = props['host-nodes'];
  if (!context.caps.has('thread-context') || nodes === undefined || props['prealloc'] !== true) return objectArguments(props, context);
  const id = `tc-${typeof props['id'] === 'string' ? props['id'] : ''}`;
  return [...objectArguments({ 'qom-type': 'thread-context', id, 'node-affinity': nodes }, context), ...objectArguments({ ...props, 'prealloc-context': id }, context)];
}
