import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertNever } from '../../drivers/core/assert.ts';
import { labDomainXml } from './domain-xml.ts';
import type { Guest } from './guest.ts';
import { type LabDomain, defineLabDomain, defineXml, labDisksDir } from './lab-domain.ts';
import type { Libvirtd } from './libvirt/libvirtd.ts';
import { run } from './run.ts';

/** Why a machine's start fails. `kvm` fails only where KVM does, as with `startPrivateLibvirtd({ kvm: 'forbidden' })`. */
export type Fault = 'inactive-network' | 'missing-image' | 'unreadable-image' | 'too-much-memory' | 'kvm';

export interface BrokenDomain extends LabDomain {
  /** Makes the next start succeed, where that is not the window's own business. */
  repair(): Promise<void>;
}

/** Defines a machine that cannot be started, for the stated reason alone. */
export async function defineBrokenDomain(libvirtd: Libvirtd, guest: Guest, name: string, fault: Fault): Promise<BrokenDomain> {
  const network = fault === 'inactive-network' ? { name } : 'user';
  if (fault === 'inactive-network') await defineNetwork(libvirtd, name);
  const domain = await defineLabDomain(libvirtd, guest, {
    name,
    network,
    ...(fault === 'too-much-memory' ? { memoryMiB: 4 * 1024 * 1024 } : {}),
    ...(fault === 'kvm' ? { accelerator: 'kvm' } : {}),
  });
  const closedDir = join(labDisksDir(), `${name}-closed`);
  const aside = `${domain.diskPath}.aside`;
  switch (fault) {
    case 'missing-image':
      renameSync(domain.diskPath, aside);
      break;
    case 'unreadable-image':
      // libvirt gives QEMU's user the file; the way to it stays closed.
      mkdirSync(closedDir, { mode: 0o700 });
      renameSync(domain.diskPath, join(closedDir, 'disk.qcow2'));
      await redefine(libvirtd, guest, domain, join(closedDir, 'disk.qcow2'));
      break;
    case 'inactive-network':
    case 'too-much-memory':
    case 'kvm':
      break;
    default:
      assertNever(fault);
  }
  return {
    name: domain.name,
    uuid: domain.uuid,
    diskPath: domain.diskPath,
    start: () => domain.start(),
    state: () => domain.state(),
    waitForState: (state, timeoutMs) => domain.waitForState(state, timeoutMs),
    openSerial: () => domain.openSerial(),
    boot: (timeoutMs) => domain.boot(timeoutMs),
    repair: async () => {
      if (fault === 'missing-image') renameSync(aside, domain.diskPath);
      if (fault === 'unreadable-image') await run(['chmod', '755', closedDir]);
      if (fault === 'inactive-network') await libvirtd.virsh(['net-start', name]);
    },
    dispose: async () => {
      await domain.dispose();
      rmSync(closedDir, { recursive: true, force: true });
      rmSync(aside, { force: true });
      if (fault !== 'inactive-network') return;
      await libvirtd.virsh(['net-destroy', name], { check: false });
      await libvirtd.virsh(['net-undefine', name]);
    },
  };
}

async function redefine(libvirtd: Libvirtd, guest: Guest, domain: LabDomain, diskPath: string): Promise<void> {
  const xml = labDomainXml({ name: domain.name, network: 'user' }, guest, diskPath);
  await defineXml(libvirtd.uri, xml.replace('</name>', `</name><uuid>${domain.uuid}</uuid>`));
}

async function defineNetwork(libvirtd: Libvirtd, name: string): Promise<void> {
  const file = join(labDisksDir(), `${name}-network.xml`);
  // No address, no DHCP: it disturbs no other network.
  writeFileSync(file, `<network><name>${name}</name></network>\n`);
  try {
    await libvirtd.virsh(['net-define', file]);
  } finally {
    rmSync(file);
  }
}
