import type { BootDevice, CardPlan } from '../../services/machines/new-machine-xml.ts';
import type { CloudInit } from '../../services/machines/cloud-init.ts';
import { readFileOrFail } from '../read-definition.ts';
import type { CommandArgs } from '../shell/command.ts';
import { fault, intOf, needed, optional, parseScaled } from '../shell/values.ts';
import { readSpec } from './read-spec.ts';

const MIB = 1024n ** 2n;
const GIB = 1024n ** 3n;
const DEFAULT_MEMORY_KIB = 2 * 1024 * 1024;
const DEFAULT_VCPUS = 2;
const BUSES = ['virtio', 'sata', 'scsi', 'ide', 'usb'];

/** A disk that options ask for. */
export interface WantedDisk {
  /** A new one of this size, in a pool. */
  readonly sizeBytes: number | undefined;
  readonly pool: string;
  /** An existing one. */
  readonly path: string | undefined;
  readonly format: 'qcow2' | 'raw' | undefined;
  readonly bus: string | undefined;
  /** The new one begins as this image. */
  readonly base?: { readonly path: string; readonly how: 'copy' | 'overlay' } | undefined;
}

/** A machine that options ask for. */
export interface WantedMachine {
  readonly name: string;
  readonly memoryKiB: number;
  readonly vcpus: number;
  readonly disks: readonly WantedDisk[];
  readonly cdrom: string | undefined;
  /** Undefined: the host's default network, if it has one. */
  readonly cards: readonly CardPlan[] | undefined;
  readonly osId: string | undefined;
  readonly display: 'vnc' | 'spice' | 'none' | undefined;
  readonly firmware: 'bios' | 'uefi' | 'uefi-secure';
  readonly tpm: boolean;
  readonly bootOrder: readonly BootDevice[] | undefined;
  readonly cloudInit: Omit<CloudInit, 'instanceId'> | undefined;
}

/** Reads the options of `create --name`. @throws invalid-arg with what is wrong and what is known */
export function readMachine(args: CommandArgs): WantedMachine {
  const name = needed(args, 'name');
  const disks = args.all('disk').map(readDisk);
  const cdrom = optional(args, 'cdrom');
  if (disks.length === 0 && cdrom === undefined) throw fault('A machine needs --disk or --cdrom: for example --disk size=20 --cdrom IMAGE.iso');
  const networks = args.all('network');
  return {
    name,
    memoryKiB: readMemory(optional(args, 'memory')),
    vcpus: readVcpus(args),
    disks,
    cdrom,
    cards: networks.length === 0 ? undefined : networks.flatMap(readCard),
    osId: optional(args, 'os'),
    tpm: args.has('tpm'),
    display: readDisplay(optional(args, 'graphics')),
    ...readBoot(optional(args, 'boot')),
    cloudInit: readCloudInit(optional(args, 'cloud-init')),
  };
}

function readMemory(text: string | undefined): number {
  if (text === undefined) return DEFAULT_MEMORY_KIB;
  const bytes = parseScaled(text, MIB);
  if (typeof bytes === 'bigint' && bytes >= MIB) return Number(bytes / 1024n);
  throw fault(`--memory: '${text}' is no size; write MiB, or a unit as in 4GiB`);
}

function readVcpus(args: CommandArgs): number {
  const vcpus = intOf(args, 'vcpus') ?? DEFAULT_VCPUS;
  if (vcpus >= 1) return vcpus;
  throw fault(`--vcpus: a machine needs at least one`);
}

function readDisk(text: string): WantedDisk {
  const { bare, values } = readSpec('disk', text, ['size', 'pool', 'path', 'format', 'bus', 'base', 'copy']);
  const path = values.get('path') ?? bare;
  const size = values.get('size');
  if ((path === undefined) === (size === undefined)) throw fault(`--disk ${text}: give size= for a new disk, or path= of an existing one`);
  const format = values.get('format');
  if (format !== undefined && format !== 'qcow2' && format !== 'raw') throw fault(`--disk: format=${format} is neither qcow2 nor raw`);
  const bus = values.get('bus');
  if (bus !== undefined && !BUSES.includes(bus)) throw fault(`--disk: bus=${bus} is none of ${BUSES.join(' ')}`);
  const bytes = size === undefined ? undefined : parseScaled(size, GIB);
  if (size !== undefined && (typeof bytes !== 'bigint' || bytes === 0n)) throw fault(`--disk: size=${size} is no size; write GiB, or a unit as in 512MiB`);
  const base = values.get('base');
  const copy = values.get('copy');
  if (base !== undefined && size === undefined) throw fault(`--disk ${text}: base= is what a new disk begins as: give its size=, too`);
  if (copy !== undefined && (base === undefined || !['yes', 'no'].includes(copy))) throw fault(`--disk: copy=${copy} goes with base=, and is yes or no`);
  return { ...(base === undefined ? {} : { base: { path: base, how: copy === 'yes' ? 'copy' : 'overlay' } as const }), sizeBytes: typeof bytes === 'bigint' ? Number(bytes) : undefined, pool: values.get('pool') ?? 'default', path, format, bus };
}

function readCard(text: string): readonly CardPlan[] {
  const { bare, values } = readSpec('network', text, ['network', 'bridge', 'model', 'mac']);
  if (bare === 'none') return [];
  const extras = { model: values.get('model'), mac: values.get('mac') };
  if (bare === 'user') return [{ kind: 'user', source: '', ...extras }];
  const bridge = values.get('bridge');
  if (bridge !== undefined) return [{ kind: 'bridge', source: bridge, ...extras }];
  const source = values.get('network') ?? bare;
  if (source === undefined) throw fault(`--network ${text}: name a network, or bridge=, user, none`);
  return [{ kind: 'network', source, ...extras }];
}

function readDisplay(text: string | undefined): WantedMachine['display'] {
  if (text === undefined || text === 'vnc' || text === 'spice' || text === 'none') return text;
  throw fault(`--graphics: '${text}' is none of vnc spice none`);
}

function readBoot(text: string | undefined): Pick<WantedMachine, 'firmware' | 'bootOrder'> {
  const words = text?.split(',') ?? [];
  const order = words.filter((word) => word !== 'uefi' && word !== 'uefi-secure').map((word): BootDevice => {
    if (word === 'disk' || word === 'hd') return 'disk';
    if (word === 'cdrom' || word === 'network') return word;
    throw fault(`--boot: '${word}' is none of uefi uefi-secure disk cdrom network`);
  });
  return { firmware: words.includes('uefi-secure') ? 'uefi-secure' : words.includes('uefi') ? 'uefi' : 'bios', bootOrder: order.length === 0 ? undefined : order };
}

function readCloudInit(text: string | undefined): WantedMachine['cloudInit'] {
  if (text === undefined) return undefined;
  const { bare, values } = readSpec('cloud-init', text, ['user', 'ssh-key', 'hostname', 'packages', 'address', 'user-data']);
  const user = values.get('user') ?? bare;
  const [hostname, keyFile, dataFile] = [values.get('hostname'), values.get('ssh-key'), values.get('user-data')];
  const keys = keyFile === undefined ? [] : readFileOrFail(keyFile).split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  if (keys.some((key) => /PRIVATE KEY/.test(key))) throw fault(`--cloud-init: ${keyFile ?? ''} is a private key; its public half ends with .pub`);
  return {
    ...(user === undefined ? {} : { user }),
    ...(hostname === undefined ? {} : { hostname }),
    sshKeys: keys,
    ...(values.get('address') === undefined ? {} : { network: { address: values.get('address') ?? '' } }),
    packages: values.get('packages')?.split(';').filter((name) => name !== '') ?? [],
    ...(dataFile === undefined ? {} : { userData: readFileOrFail(dataFile) }),
  };
}
