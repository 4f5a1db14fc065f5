import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { libvirtError } from '../core/error-text.ts';
import type { DiskFacts, DomainFacts } from './domain-facts.ts';

const MAC = /^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i;

/**
 * The number of the interface with that MAC address or that name on the host.
 *
 * @throws invalid-arg
 */
export function findNet(facts: DomainFacts, device: string): number {
  const index = MAC.test(device)
    ? facts.nets.findIndex(({ mac }) => mac.toLowerCase() === device.toLowerCase())
    : facts.nets.findIndex(({ ifname }) => ifname === device);
  if (index < 0) throw libvirtError('domain', 'invalid-arg', `'${device}' is not a known interface`);
  return index;
}

/** The n-th `<interface>` of a canonical tree. */
export function netElement(root: XmlElement, index: number): XmlElement {
  const net = root.child('devices')?.elements('interface')[index];
  if (net === undefined) throw libvirtError('test', 'internal-error', `no interface number ${index}`);
  return net;
}

/**
 * The number of the disk with that target, or with that source if it begins with a slash; -1 when there
 * is none, or when several have the source and that matters.
 */
export function findDisk(disks: readonly DiskFacts[], name: string, allowAmbiguous: boolean): number {
  if (!name.startsWith('/')) return disks.findIndex(({ target }) => target === name);
  const matching = disks.flatMap(({ source }, index) => (source === name ? [index] : []));
  return matching.length === 1 || allowAmbiguous ? (matching[0] ?? -1) : -1;
}
