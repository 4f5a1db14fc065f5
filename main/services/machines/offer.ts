import type { Connection } from '../../../drivers/api/connection.ts';
import type { StoragePoolRef } from '../../../drivers/api/refs.ts';
import { StoragePoolState } from '../../../drivers/core/constants.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { escapeXml } from '../../../drivers/conf/xml/xml-escape.ts';
import type { NewMachineOffer } from '../../contract/machines.ts';
import type { MachineEntry } from '../inventory/machine-entry.ts';
import { detectSystem } from '../guest-systems/detect-system.ts';
import { inParallel } from '../pacer.ts';
import { abilitiesOf } from './verbs.ts';
import { adornment } from './facts.ts';
import { readMachineCapabilities, type MachineCapabilities } from './host-capabilities.ts';
import { readOwnImages } from './own-images.ts';

const GIB = 1024 ** 3;
/** Volumes of one pool that are offered as images. */
const MAX_IMAGES = 500;
const PARALLEL_READS = 32;

/** What a connection offers for a new machine, and good defaults for it. */
export async function readOffer(connection: Connection, machines: Iterable<MachineEntry>): Promise<NewMachineOffer> {
  const entries = [...machines];
  const [capabilities, node, pools, networks] = await Promise.all([
    readMachineCapabilities(connection),
    hasMethod(connection, 'node', 'getInfo') ? adornment(() => requireMethod(connection, 'node', 'getInfo')()) : undefined,
    readPools(connection),
    readNetworks(connection),
  ]);
  const ownImages = (await connection.supports('own-files')).supported ? await readOwnImages() : [];
  const hostMemoryKiB = Number(node?.memoryKiB ?? 0n);
  const cpus = node?.cpus ?? 2;
  return {
    suggestedName: suggestName(entries.map(({ ref }) => ref.name)),
    vcpus: Math.max(1, Math.min(2, cpus)),
    maxVcpus: capabilities?.maxVcpus ?? cpus,
    memoryKiB: suggestMemory(hostMemoryKiB),
    hostMemoryKiB,
    diskBytes: 20 * GIB,
    firmware: ['bios', ...(capabilities?.uefi === true ? (['uefi'] as const) : []), ...(capabilities?.uefi === true && capabilities.secureBoot === true ? (['uefi-secure'] as const) : [])],
    tpm: capabilities?.tpm === true,
    pools: pools.map(({ ref, availableBytes, active }) => ({ name: ref.name, availableBytes, active })),
    networks,
    images: [...(await readImages(connection, pools, entries)), ...ownImages],
    impossible: whyImpossible(connection, capabilities !== undefined),
    ...whyNotFrom(connection, capabilities, pools),
    virtType: capabilities?.virtType ?? '',
  };
}

/** What machines cannot start from here, and why. */
function whyNotFrom(connection: Connection, capabilities: MachineCapabilities | undefined, pools: readonly PoolFacts[]): Pick<NewMachineOffer, 'noSource' | 'noDownload'> {
  const isContainer = capabilities !== undefined && capabilities.osType !== 'hvm';
  const noFiles = !hasMethod(connection, 'storageVol', 'createXML') ? 'offer.noPools' : !hasMethod(connection, 'storageVol', 'upload') ? 'offer.noUpload' : pools.every(({ active }) => !active) ? 'offer.noActivePool' : undefined;
  if (isContainer) return { noSource: { iso: 'offer.onlyContainers', disk: 'offer.onlyContainers', cloud: 'offer.onlyContainers', tree: 'offer.onlyContainers', network: 'offer.onlyContainers', none: 'offer.onlyContainers' }, noDownload: noFiles };
  const noTree = noFiles ?? (hasMethod(connection, 'domain', 'createXML') ? undefined : 'offer.noTransient');
  return { noSource: { container: 'offer.noContainers', ...(noFiles === undefined ? {} : { cloud: noFiles }), ...(noTree === undefined ? {} : { tree: noTree }) }, noDownload: noFiles };
}

function whyImpossible(connection: Connection, hasEmulator: boolean): NewMachineOffer['impossible'] {
  if (connection.readOnly) return 'offer.readOnly';
  if (!hasMethod(connection, 'domain', 'defineXML') || !abilitiesOf(connection).verbs.has('start')) return 'offer.notSupported';
  return hasEmulator ? undefined : 'offer.noEmulator';
}

/** Two GiB, or a quarter of a small host. */
function suggestMemory(hostKiB: number): number {
  const wanted = 2 * 1024 * 1024;
  if (hostKiB === 0) return wanted;
  return Math.max(256 * 1024, Math.min(wanted, Math.floor(hostKiB / 4 / 262_144) * 262_144));
}

function suggestName(taken: readonly string[]): string {
  const names = new Set(taken);
  for (let i = 1; ; i++) if (!names.has(`vm-${i}`)) return `vm-${i}`;
}

interface PoolFacts {
  readonly ref: StoragePoolRef;
  readonly availableBytes: number;
  readonly active: boolean;
}

async function readPools(connection: Connection): Promise<readonly PoolFacts[]> {
  if (!hasMethod(connection, 'connect', 'listAllStoragePools')) return [];
  const refs = (await adornment(() => requireMethod(connection, 'connect', 'listAllStoragePools')(0))) ?? [];
  return Promise.all(
    refs.map(async (ref) => {
      const info = await adornment(() => requireMethod(connection, 'storagePool', 'getInfo')(ref));
      return { ref, availableBytes: Number(info?.available ?? 0n), active: info?.state === StoragePoolState.RUNNING };
    }),
  );
}

async function readNetworks(connection: Connection): Promise<NewMachineOffer['networks']> {
  if (!hasMethod(connection, 'connect', 'listAllNetworks')) return [];
  const refs = (await adornment(() => requireMethod(connection, 'connect', 'listAllNetworks')(0))) ?? [];
  return Promise.all(refs.map(async (ref) => ({ name: ref.name, active: (await adornment(() => requireMethod(connection, 'network', 'isActive')(ref))) === true })));
}

type Image = NewMachineOffer['images'][number];

/** Images in the pools: ISO images, and disks that no machine has. */
async function readImages(connection: Connection, pools: readonly PoolFacts[], machines: readonly MachineEntry[]): Promise<readonly Image[]> {
  if (!hasMethod(connection, 'storagePool', 'listAllVolumes')) return [];
  const found: Image[] = [];
  await Promise.all(
    pools.filter(({ active }) => active).map(async ({ ref }) => {
      const volumes = (await adornment(() => requireMethod(connection, 'storagePool', 'listAllVolumes')(ref, 0))) ?? [];
      await inParallel(volumes.slice(0, MAX_IMAGES), PARALLEL_READS, async (volume) => {
        const [info, path] = await Promise.all([
          adornment(() => requireMethod(connection, 'storageVol', 'getInfo')(volume)),
          adornment(() => requireMethod(connection, 'storageVol', 'getPath')(volume)),
        ]);
        if (path !== undefined) found.push({ path, pool: ref.name, name: volume.name, sizeBytes: Number(info?.capacity ?? 0n), iso: /\.(iso|img\.iso)$/i.test(volume.name), osId: detectSystem({ fileName: volume.name })?.system.id });
      });
    }),
  );
  const used = await usedPaths(connection, machines, found.filter(({ iso }) => !iso).map(({ path }) => path));
  return found.filter(({ iso, path }) => iso || !used.has(path)).sort((a, b) => a.name.localeCompare(b.name));
}

async function usedPaths(connection: Connection, machines: readonly MachineEntry[], paths: readonly string[]): Promise<ReadonlySet<string>> {
  const used = new Set<string>();
  if (paths.length === 0 || !hasMethod(connection, 'domain', 'getXMLDesc')) return used;
  const getXML = requireMethod(connection, 'domain', 'getXMLDesc');
  const escaped = paths.map((path) => [path, escapeXml(path)] as const);
  await inParallel(machines, PARALLEL_READS, async ({ ref }) => {
    const xml = await adornment(() => getXML(ref, 0));
    for (const [path, text] of escaped) if (xml?.includes(text) === true) used.add(path);
  });
  return used;
}
