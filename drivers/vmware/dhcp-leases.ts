import type { DomainInterface } from '../api/records.ts';
import type { Machine } from './machine-list.ts';
import type { VmwareHost } from './vmware-host.ts';

/** Where VMware's DHCP servers keep their leases, one file a network. */
function leaseFiles(host: VmwareHost): string[] {
  const networks = Array.from({ length: 20 }, (_, index) => `vmnet${index}`);
  switch (host.surroundings.system) {
    case 'linux':
      return networks.map((name) => `/etc/vmware/${name}/dhcpd/dhcpd.leases`);
    case 'darwin':
      return networks.map((name) => `/var/db/vmware/vmnet-dhcpd-${name}.leases`);
    case 'win32':
      return ['C:\\ProgramData\\VMware\\vmnetdhcp.leases'];
  }
}

/** dhcpd.leases(5): a later lease of an address replaces an earlier one. */
export function parseLeases(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const match of text.matchAll(/^lease\s+([0-9.]+)\s*\{([^}]*)\}/gm)) {
    const mac = /^\s*hardware\s+ethernet\s+([0-9a-fA-F:]+)\s*;/m.exec(match[2] ?? '')?.[1]?.toLowerCase();
    if (mac !== undefined && match[1] !== undefined) found.set(mac, match[1]);
  }
  return found;
}

/** The addresses that VMware's own networks gave to a machine. */
export async function leasesOf(host: VmwareHost, machine: Machine): Promise<DomainInterface[]> {
  const texts = await host.surroundings.files.read(leaseFiles(host));
  const leases = new Map(texts.flatMap((bytes) => (bytes === undefined ? [] : [...parseLeases(Buffer.from(bytes).toString('latin1'))])));
  return machine.def.devices.interfaces.flatMap((each, index) => {
    const hwaddr = each.mac?.address;
    const addr = hwaddr === undefined ? undefined : leases.get(hwaddr);
    return addr === undefined ? [] : [{ name: each.target?.dev ?? `vmnet${index}`, hwaddr, addrs: [{ type: 0, addr, prefix: 24 }] }];
  });
}
