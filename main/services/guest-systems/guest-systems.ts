import osList from '../../../assets/os-list.json' with { type: 'json' };

/** What a system gets on, as a virtual machine. Each system has a profile's, changed where it differs. */
export interface SystemDevices {
  readonly firmware: 'bios' | 'uefi';
  readonly secureBoot: boolean;
  readonly tpm: boolean;
  /** `virtio` only where the system brings the drivers. */
  readonly disk: 'virtio' | 'sata' | 'ide';
  readonly nic: 'virtio' | 'e1000e' | 'e1000' | 'rtl8139';
  readonly video: 'virtio' | 'vga';
  /** What its clock counts in. */
  readonly clock: 'utc' | 'localtime';
  /** Knows Microsoft's interface to hypervisors. */
  readonly hyperv: boolean;
  readonly rng: boolean;
  readonly agent: boolean;
  readonly tablet: boolean;
  readonly machine: 'q35' | 'pc';
}

/** How much of a host a system wants. */
export interface SystemSize {
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly diskGiB: number;
}

/** A guest system, as `assets/os-list.json` has it. */
export interface GuestSystem {
  readonly id: string;
  readonly name: string;
  /** Month of its end of support, if that is known. */
  readonly eol: string | undefined;
  /** Patterns of its media: volume label, publisher, `.disk/info`, file name (lower case); family and version in `.treeinfo`. */
  readonly volume: RegExp | undefined;
  readonly publisher: RegExp | undefined;
  readonly diskInfo: RegExp | undefined;
  readonly files: RegExp | undefined;
  readonly tree: { readonly family: RegExp; readonly version: RegExp } | undefined;
  readonly devices: SystemDevices;
  readonly recommended: SystemSize;
  readonly minimum: SystemSize;
  /** Known by its media, but no system to be made a machine of. */
  readonly hidden: boolean;
}

interface RawSystem {
  readonly id: string;
  readonly name: string;
  readonly profile: string;
  readonly eol?: string;
  readonly volume?: string;
  readonly publisher?: string;
  readonly diskInfo?: string;
  readonly files?: string;
  readonly tree?: readonly string[];
  readonly devices?: Partial<SystemDevices>;
  readonly recommended?: Partial<SystemSize>;
  readonly unsupported?: boolean;
  readonly notASystem?: boolean;
}
interface RawProfile {
  readonly devices: SystemDevices;
  readonly recommended: SystemSize;
  readonly minimum: SystemSize;
}
interface RawList {
  readonly profiles: Readonly<Record<string, RawProfile>>;
  readonly systems: readonly RawSystem[];
}

const pattern = (text: string | undefined, flags = ''): RegExp | undefined => (text === undefined ? undefined : new RegExp(text, flags));

/** No system needs more than it is recommended. */
function smaller(a: SystemSize, b: SystemSize): SystemSize {
  return { cpus: Math.min(a.cpus, b.cpus), memoryMiB: Math.min(a.memoryMiB, b.memoryMiB), diskGiB: Math.min(a.diskGiB, b.diskGiB) };
}

function readSystem(raw: RawSystem, profiles: RawList['profiles']): GuestSystem {
  const profile = profiles[raw.profile];
  if (profile === undefined) throw new Error(`os-list.json: ${raw.id} has no profile '${raw.profile}'`);
  const [family, version] = raw.tree ?? [];
  return {
    id: raw.id,
    name: raw.name,
    eol: raw.eol,
    volume: pattern(raw.volume, 'i'),
    publisher: pattern(raw.publisher),
    diskInfo: pattern(raw.diskInfo),
    files: pattern(raw.files),
    tree: family === undefined || version === undefined ? undefined : { family: new RegExp(`^(${family})$`), version: new RegExp(version) },
    devices: { ...profile.devices, ...raw.devices },
    recommended: { ...profile.recommended, ...raw.recommended },
    minimum: smaller(profile.minimum, { ...profile.recommended, ...raw.recommended }),
    hidden: raw.unsupported === true || raw.notASystem === true,
  };
}

const { profiles, systems } = osList as RawList;

/** Every guest system that is known, in the order in which they are offered. */
export const GUEST_SYSTEMS: readonly GuestSystem[] = systems.map((raw) => readSystem(raw, profiles));

const byId = new Map(GUEST_SYSTEMS.map((system) => [system.id, system]));

/** A system by its id; undefined: not known. */
export function guestSystem(id: string | undefined): GuestSystem | undefined {
  return id === undefined ? undefined : byId.get(id);
}
