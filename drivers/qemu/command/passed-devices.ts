import type { Props } from './props.ts';

/** Descriptors of a network interface: numbers of the command's own, or names given by `getfd`. */
export interface NetDescriptors {
  readonly tap: readonly (number | string)[];
  /** Of `/dev/vhost-net`; empty: without. */
  readonly vhost: readonly (number | string)[];
}

/** A set of descriptors: the path by which QEMU opens it, and the arguments that pass it. */
export interface DescriptorSet {
  readonly path: string;
  readonly arguments: readonly string[];
}

/**
 * What was opened or started for devices before QEMU starts. A function that is not there, or says undefined, leaves it
 * to QEMU, with what it can do with the rights it has.
 */
export interface PassedDevices {
  /** Tap devices of an interface. Without: QEMU's bridge helper, or an interface that the host has. */
  readonly net?: (alias: string) => NetDescriptors | undefined;
  /** The socket of slirp's own process. */
  readonly slirpFd?: (alias: string) => number | string | undefined;
  /** The socket that passt listens at. */
  readonly passtSocket?: (alias: string) => string | undefined;
  /** What the host's network says of the way there, beyond what stands in the interface. */
  readonly networkProps?: (alias: string) => Props | undefined;
  /** A vDPA device. */
  readonly vdpaSet?: (alias: string) => DescriptorSet | undefined;
  /** `/dev/vhost-vsock`, with the guest's number set. */
  readonly vsockFd?: (alias: string) => number | string | undefined;
  /** The socket of a process that draws. */
  readonly vhostUserFd?: (alias: string) => number | string | undefined;
  /** The socket of the process that emulates a TPM. */
  readonly tpmSocket?: (alias: string) => string | undefined;
  /** A TPM of the host, and the file that cancels its work. */
  readonly tpmSets?: (alias: string) => { readonly device: DescriptorSet; readonly cancel: DescriptorSet } | undefined;
}
