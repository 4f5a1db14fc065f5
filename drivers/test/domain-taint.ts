import type { XmlElement } from '../conf/xml/xml-tree.ts';
import type { TestDomain } from './test-domain.ts';

/** What taints a machine and how libvirt says it, in the order of virDomainTaintFlags. */
export const TAINT_TEXTS = [
  ['high-privileges', 'running with undesirable elevated privileges'],
  ['shell-scripts', 'network configuration using opaque shell scripts'],
  ['cdrom-passthrough', 'use of host cdrom passthrough'],
  ['custom-dtb', 'custom device tree blob used'],
  ['deprecated-config', 'use of deprecated configuration settings'],
] as const;

/** Looks a definition over for what a host's administrator should know of. */
export function checkTaint(domain: TestDomain, root: XmlElement): void {
  const devices = root.child('devices');
  const taint = (name: (typeof TAINT_TEXTS)[number][0]): void => {
    domain.taints.add(name);
  };
  for (const disk of devices?.elements('disk') ?? []) {
    if (disk.attribute('rawio') === 'yes') taint('high-privileges');
    if (passesCdromThrough(disk)) taint('cdrom-passthrough');
  }
  for (const hostdev of devices?.elements('hostdev') ?? []) {
    if (hostdev.attribute('type') === 'scsi' && hostdev.attribute('rawio') === 'yes') taint('high-privileges');
  }
  if (devices?.elements('interface').some((net) => net.child('script') !== undefined) === true) taint('shell-scripts');
  const cpu = root.child('cpu');
  if (cpu?.attribute('mode') === 'custom' && cpu.child('model')?.text === 'Deprecated-Test') {
    taint('deprecated-config');
    domain.deprecations.push('CPU model Deprecated-Test');
  }
  if (root.find('os', 'dtb') !== undefined) taint('custom-dtb');
}

function passesCdromThrough(disk: XmlElement): boolean {
  return disk.attribute('device') === 'cdrom' && disk.attribute('type') === 'block' && disk.child('source')?.attribute('dev') !== undefined;
}
