import type { DomainDef } from '../../conf/domain/domain-def.ts';

/** QEMU's names of what a machine's flash memory is made of: code, and variables. */
export function pflashNodes({ os: { loader, nvram } }: DomainDef): { readonly code: string | undefined; readonly variables: string | undefined } {
  if (loader?.type !== 'pflash') return { code: undefined, variables: undefined };
  return { code: 'libvirt-pflash0-format', variables: nvram === undefined ? undefined : 'libvirt-pflash1-format' };
}

/** Flash memory as block devices. */
export function pflashArguments(): string[] {
  return [];
}

/** `-bios`, and the lock on flash memory. */
export function loaderArguments({ os: { loader } }: DomainDef): string[] {
  if (loader?.type === 'pflash') return loader.secure === true ? ['-global', 'driver=cfi.pflash01,property=secure,value=on'] : [];
  return loader?.path === undefined || loader.type === undefined ? [] : ['-bios', loader.path];
}
