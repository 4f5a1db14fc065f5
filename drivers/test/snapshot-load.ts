import { libvirtError } from '../core/error-text.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { readSnapshot } from './snapshot-document.ts';
import type { TestDomain } from './test-domain.ts';

/** Takes in the snapshots that a node file gives a machine. */
export function loadSnapshots(domain: TestDomain, elements: readonly XmlElement[]): void {
  for (const element of elements) {
    const snapshot = readSnapshot(element, true);
    const active = element.child('active')?.text.trim() ?? '';
    if (!/^-?\d+$/.test(active)) throw libvirtError('domain-snapshot', 'internal-error', "Could not find 'active' element");
    domain.snapshots.add(snapshot);
    if (Number(active) === 0) continue;
    if (domain.snapshots.current !== undefined) throw libvirtError('test', 'internal-error', 'more than one snapshot claims to be active');
    domain.snapshots.current = snapshot;
  }
  for (const snapshot of domain.snapshots.all) {
    if (!isRooted(domain, snapshot.name)) {
      throw libvirtError('test', 'internal-error', `Snapshots have inconsistent relations for domain ${domain.config.name}`);
    }
  }
}

/** Whether a snapshot's parents exist and lead to a root. */
function isRooted(domain: TestDomain, name: string): boolean {
  const seen = new Set<string>();
  let at: string | undefined = name;
  while (at !== undefined) {
    const snapshot = domain.snapshots.find(at);
    if (snapshot === undefined || seen.has(at)) return false;
    seen.add(at);
    at = snapshot.parentName;
  }
  return true;
}
