import { z } from 'zod';
import { call } from './define.ts';
import { connectionId, nothing, type TaskId } from './ids.ts';
import type { MessageKey } from './message-keys.ts';

const path = z.string().min(1).max(4096);
const word = z.string().min(1).max(200);

/** What a machine starts from. Paths are the host's. */
export const installSource = z.union([
  z.strictObject({ kind: z.literal('iso'), path }),
  z.strictObject({ kind: z.literal('disk'), path }),
  /** A ready system: its disk is a copy of the image, or a layer over it. */
  z.strictObject({ kind: z.literal('cloud'), path, how: z.enum(['copy', 'overlay']) }),
  /** An installation tree: its kernel runs once, and installs from there. */
  z.strictObject({
    kind: z.literal('tree'),
    url: z.url({ protocol: /^https?$/ }).max(2000),
    /** More words for the installer's kernel. */
    args: z.string().max(2000).optional(),
  }),
  z.strictObject({ kind: z.literal('network') }),
  /** A container: a folder of the host with a system in it, or nothing but one program of the host's. */
  z.strictObject({ kind: z.literal('container'), root: path.optional(), init: path }),
  z.strictObject({ kind: z.literal('none') }),
]);

/** What cloud-init makes of a machine when it starts first. */
export const cloudInitWish = z.strictObject({
  hostname: z.string().max(200).optional(),
  user: z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/).optional(),
  /** Goes no further than main, which makes a hash of it. */
  password: z.string().max(200).optional(),
  sshKeys: z.array(z.string().max(16_384)).max(50),
  packages: z.array(z.string().max(200)).max(200),
  /** A fixed address instead of DHCP: `192.0.2.5/24`. */
  address: z.string().max(100).optional(),
  gateway: z.string().max(100).optional(),
  nameservers: z.array(z.string().max(100)).max(10).optional(),
});
/** What cloud-init makes of a machine when it starts first. */
export type CloudInitWish = z.input<typeof cloudInitWish>;

/** What a new machine is made of. Sizes in bytes. */
export const newMachine = z.strictObject({
  connectionId,
  name: word,
  install: installSource,
  vcpus: z.number().int().min(1).max(1024),
  memoryKiB: z.number().int().min(1024),
  disk: z.union([z.strictObject({ kind: z.literal('new'), pool: word, sizeBytes: z.number().int().min(1) }), z.strictObject({ kind: z.literal('none') })]),
  network: z.union([z.strictObject({ kind: z.literal('network'), name: word }), z.strictObject({ kind: z.literal('none') })]),
  firmware: z.enum(['bios', 'uefi', 'uefi-secure']),
  tpm: z.boolean().optional(),
  start: z.boolean(),
  /** A system of `systems`; decides the devices. */
  osId: z.string().max(200).optional(),
  cloudInit: cloudInitWish.optional(),
});
/** What a new machine is made of. */
export type NewMachine = z.input<typeof newMachine>;

/** What a machine may start from. */
export type InstallKind = NewMachine['install']['kind'];

/** What a connection offers for a new machine, and good defaults. */
export interface NewMachineOffer {
  readonly suggestedName: string;
  readonly vcpus: number;
  readonly maxVcpus: number;
  readonly memoryKiB: number;
  readonly hostMemoryKiB: number;
  readonly diskBytes: number;
  readonly firmware: readonly ('bios' | 'uefi' | 'uefi-secure')[];
  /** There is an emulated TPM to be had. */
  readonly tpm: boolean;
  readonly pools: readonly { readonly name: string; readonly availableBytes: number; readonly active: boolean }[];
  readonly networks: readonly { readonly name: string; readonly active: boolean }[];
  /** Images found in the connection's pools: ISO images and disks that no machine uses; where machines run as this person, also the installers among the person's downloads (`pool` is the folder's name). `osId`: what their names tell. */
  readonly images: readonly { readonly path: string; readonly pool: string; readonly name: string; readonly sizeBytes: number; readonly iso: boolean; readonly osId: string | undefined }[];
  /** Why no machine can be made here, in people's words (message key); undefined: it can. */
  readonly impossible: MessageKey | undefined;
  /** Why machines cannot start from something here; what is missing can. */
  readonly noSource: { readonly [kind in InstallKind]?: MessageKey };
  /** Why nothing can be downloaded onto this host; undefined: it can. */
  readonly noDownload: MessageKey | undefined;
  /** `kvm` or what there is instead; slow emulation is worth a word to the user. */
  readonly virtType: string;
}

/** A guest system that machines can be made for. */
export interface SystemInfo {
  readonly id: string;
  readonly name: string;
  /** No longer supported by its makers. */
  readonly isOld: boolean;
  readonly vcpus: number;
  readonly memoryKiB: number;
  readonly diskBytes: number;
  readonly minimum: { readonly memoryKiB: number; readonly diskBytes: number };
  readonly firmware: 'bios' | 'uefi' | 'uefi-secure';
  readonly tpm: boolean;
  /** What its disk and network card are. */
  readonly disk: string;
  readonly nic: string;
}

/** What an image or a tree holds. */
export interface Recognised {
  readonly osId: string;
  /** The image's label, its tree, or its file's name gave it away. */
  readonly by: 'label' | 'tree' | 'name';
  /** Nothing speaks for another one. */
  readonly sure: boolean;
  readonly label: string | undefined;
}

/** What will be made. */
export interface MachinePreview {
  readonly xml: string;
  /** A command line that makes the same here. */
  readonly command: string;
}

/** A ready image that can be downloaded. */
export interface CatalogueEntry {
  readonly id: string;
  readonly osId: string;
  readonly name: string;
  readonly kind: 'cloud' | 'iso';
  readonly host: string;
  readonly fileName: string;
}

/** Who could log in to a new machine: the person at this computer. */
export interface LoginDefaults {
  readonly user: string;
  /** Public keys, a line each. */
  readonly sshKeys: readonly string[];
}

/** Making machines: what is known of systems and images. */
export const newMachines = {
  systems: call<readonly SystemInfo[]>()(nothing),
  /** What an image on the host, or an installation tree, holds; undefined: nothing known. */
  recognise: call<Recognised | undefined>()(z.union([z.strictObject({ connectionId, path }), z.strictObject({ connectionId, url: z.string().max(2000) })])),
  login: call<LoginDefaults>()(nothing),
  preview: call<MachinePreview>()(newMachine),
  catalogue: call<readonly CatalogueEntry[]>()(nothing),
  /** Downloads an image of the catalogue, or of an address, into a pool of the host. */
  download: call<TaskId>()(
    z.strictObject({ connectionId, pool: word, image: z.union([z.strictObject({ id: word }), z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(2000), checksum: z.string().regex(/^([0-9a-f]{64}|[0-9a-f]{128})$/).optional() })]) }),
  ),
} as const;
