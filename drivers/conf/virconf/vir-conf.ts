/** A value of a configuration file: whole number, string or list. */
export type VirConfValue =
  | { readonly type: 'number'; readonly value: bigint }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'list'; readonly items: readonly VirConfValue[] };

/** One line of a configuration file: an assignment, perhaps with a comment behind it, or a comment alone. */
export type VirConfEntry =
  | { readonly name: string; readonly value: VirConfValue; readonly comment?: string }
  | { readonly name?: never; readonly comment: string };

/** Variants of the syntax: names with dots, and values without quotes (LXC) or strings only (VMX). */
export type VirConfDialect = 'plain' | 'vmx' | 'lxc';

/** A configuration file as libvirt reads it (libvirtd.conf, libvirt.conf, Xen's xm and xl, VMX, LXC). */
export interface VirConf {
  readonly entries: readonly VirConfEntry[];
}
