import { sourceOf, type Machine } from './machine-list.ts';
import type { VmwareHost } from './vmware-host.ts';

/**
 * A file that a .vmx or .vmsd names and that we are about to remove or look at: only in the machine's own folder, because what
 * the file says is no reason to touch anything else.
 */
export function fixedSource(host: VmwareHost, { vmxPath }: Pick<Machine, 'vmxPath'>, name: string | undefined): string | undefined {
  if (name === undefined || name === '') return undefined;
  const file = sourceOf(host, vmxPath, name);
  return host.paths.dirname(host.paths.normalize(file)) === host.paths.dirname(vmxPath) ? file : undefined;
}
