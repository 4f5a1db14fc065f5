import type { HostdevSource } from '../../conf/domain/hostdev.ts';
import type { Sysinfo } from '../../conf/domain/sysinfo.ts';
import type { GuestHostCpu } from '../capabilities/emulator-cpus.ts';
import type { VirtType } from '../capabilities/emulator.ts';
import type { QemuCapabilities } from '../conf/qemu-capabilities.ts';
import type { PassedDevices } from './passed-devices.ts';

/** Where a machine keeps its sockets and keys, and where guests' files of other kinds lie. */
export interface CommandPaths {
  /** This machine's own folder. */
  readonly libDir: string;
  /** Sockets of channels that name none. */
  readonly channelDir: string;
  /** Files behind this machine's shared memory. */
  readonly memoryBackingDir: string;
  /** This machine's folder on a mount of huge pages. */
  readonly hugePagesDir: (mount: HugePageMount) => string;
  readonly nvramDir: string;
}

/** A mount of huge pages on the host. */
export interface HugePageMount {
  readonly directory: string;
  readonly pageSizeKiB: number;
  readonly isDefault: boolean;
}

/** Certificates: a folder, whether peers are asked for theirs, and which secret opens the key. */
export interface TlsSettings {
  readonly directory: string;
  /** Disks use it where their definition says nothing; undefined: they do. */
  readonly onlyOnRequest?: boolean;
  readonly verifyPeer: boolean;
  readonly secretUuid?: string;
}

/** What the person who runs the host decided for all machines; libvirt's qemu.conf. */
export interface CommandSettings {
  readonly setProcessName: boolean;
  readonly dumpGuestCore: boolean;
  readonly logTimestamp: boolean;
  /** Undefined: where QEMU can. */
  readonly sandbox: boolean | undefined;
  readonly deprecationBehavior: 'none' | 'omit' | 'reject' | 'crash';
  readonly hugePages: readonly HugePageMount[];
  readonly autoDumpBypassCache?: boolean;
  readonly tls: {
    readonly vnc: TlsSettings | undefined;
    readonly spice: TlsSettings | undefined;
    readonly chardev: TlsSettings | undefined;
    readonly migrate: TlsSettings | undefined;
    readonly backup: TlsSettings | undefined;
    readonly vxhs: TlsSettings | undefined;
    readonly nbd: TlsSettings | undefined;
  };
  readonly vnc: { readonly listen: string; readonly sasl: boolean; readonly saslDir: string | undefined; readonly password: string | undefined; readonly autoUnixSocket: boolean; readonly allowHostAudio: boolean };
  readonly spice: { readonly listen: string; readonly sasl: boolean; readonly saslDir: string | undefined; readonly password: string | undefined; readonly autoUnixSocket: boolean };
}

/** What the command line says about the host it runs on. */
export interface CommandHost {
  readonly arch: string;
  readonly os: 'linux' | 'macos';
  /** The host's CPU as guests see it. */
  readonly cpuOf?: (type: VirtType) => GuestHostCpu | undefined;
  /** The host's own tables, for machines that show them to the guest. */
  readonly sysinfo: Sysinfo | undefined;
  readonly now: Date;
  /** Seconds to add to UTC for the host's time zone. */
  readonly utcOffsetSeconds: number;
  readonly pageSizeKiB: number;
  /** Nodes that the host's scheduler advises (numad), for placement `auto`. */
  readonly adviseNodes: readonly number[] | undefined;
  /** Throws if the host has not these nodes. */
  readonly requireNumaNodes: (nodes: readonly number[]) => void;
  /** The host obeys FIPS 140. */
  readonly fips: boolean;
}

/** A secret as QEMU takes it: encrypted with the machine's master key. Both are Base64. */
export interface SealedSecret {
  readonly data: string;
  readonly iv: string;
}

/** Which secret is meant: by identity, or by what it is for. */
export interface SecretReference {
  readonly uuid: string | undefined;
  readonly usage: string | undefined;
  /** `volume`, `ceph`, `iscsi`, `tls` or `vtpm`. */
  readonly usageType: string;
}

/** What was opened, or is opened by QEMU itself where nothing was. */
export interface PassedFiles extends PassedDevices {
  /** The monitor's socket. */
  readonly monitor: { readonly fd: number } | { readonly path: string };
  /** The listening socket of a character device, or undefined: QEMU makes it. */
  readonly listenFd: (alias: string) => number | undefined;
  /** The file behind a character device as a set of descriptors (`/dev/fdset/3`), or undefined: QEMU opens it. */
  readonly fileSet: (alias: string) => { readonly path: string; readonly arguments: readonly string[] } | undefined;
  /** The log beside a character device. */
  readonly logSet: (alias: string) => { readonly path: string; readonly arguments: readonly string[] } | undefined;
  /** `/dev/vhost-scsi`. */
  readonly vhostScsiFd?: (alias: string) => number | string | undefined;
  /** The generic device (`/dev/sg0`) of a SCSI address of the host. */
  readonly scsiGeneric?: (source: Extract<HostdevSource, { type: 'scsi' }>) => string | undefined;
}

/**
 * Everything that an argument vector depends on beside the definition. Building one does no I/O: what must be looked up
 * or opened was, and stands here.
 */
export interface CommandContext {
  readonly caps: QemuCapabilities;
  readonly host: CommandHost;
  readonly paths: CommandPaths;
  readonly settings: CommandSettings;
  readonly passed: PassedFiles;
  /** Whether the driver runs as root: QEMU then gets a home of its own. */
  readonly privileged: boolean;
  /** The environment that every QEMU gets. */
  readonly environment: readonly (readonly [name: string, value: string])[];
  /** Encrypts a secret for QEMU; throws `no-secret` when there is none. */
  readonly sealSecret: (reference: SecretReference) => SealedSecret;
  /** Encrypts a text that must not be seen in a list of processes. */
  readonly sealText: (text: string) => SealedSecret;
  /** Whether a block device is the host's CD drive. */
  readonly isHostCdrom?: (device: string) => boolean;
  /** The host's numbers of users and groups. */
  readonly userId?: (name: string) => number | undefined;
  readonly groupId?: (name: string) => number | undefined;
  /** `-incoming`. */
  readonly incoming?: string;
  /** `-loadvm`. */
  readonly loadSnapshot?: string;
  /** On the guest's reboot QEMU ends. */
  readonly noReboot?: boolean;
}
