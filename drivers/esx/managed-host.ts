import type { CallOptions } from '../api/records.ts';
import { libvirtError } from '../core/error-text.ts';
import { unescapeName } from './machine.ts';
import { readBelow, readOne } from './vim/property-collector.ts';
import type { VimClient } from './vim/vim-client.ts';
import type { MoRef } from './vim/vim-value.ts';

/** What a host says of itself, by which its vCenter's entry for it is found. */
export interface HostIdentity {
  /** Of its hardware; some boards all have the same. */
  readonly uuid: string | undefined;
  /** Its names and addresses, any of which it may have been added by. */
  readonly names: readonly string[];
}

/** A host in a vCenter, with the pool that machines on it are in. */
export interface ManagedHost {
  readonly host: MoRef;
  readonly pool: MoRef;
}

const OWN_PATHS = ['name', 'summary.hardware.uuid', 'summary.managementServerIp', 'config.network.dnsConfig.hostName', 'config.network.dnsConfig.domainName', 'config.network.vnic'];

/** What a host by itself says of itself, and the address of the vCenter that manages it. */
export async function identityOf(client: VimClient, host: MoRef, address: string, options: CallOptions = {}): Promise<HostIdentity & { readonly vcenter: string | undefined }> {
  const own = await readOne(client, host, OWN_PATHS, options);
  const short = own.string('config.network.dnsConfig.hostName');
  const domain = own.string('config.network.dnsConfig.domainName') ?? '';
  const addresses = own.list('config.network.vnic', 'HostVirtualNic').flatMap(({ spec }) => spec.ip?.ipAddress ?? []);
  const names = [address, own.string('name'), short, short === undefined || domain === '' ? undefined : `${short}.${domain}`, ...addresses];
  return { uuid: own.string('summary.hardware.uuid'), names: [...new Set(names.flatMap((name) => name ?? []))], vcenter: own.string('summary.managementServerIp') };
}

/**
 * The vCenter's entry for a host: the only one with its hardware's UUID, of several the one with one of its names, else the only
 * one with one of its names.
 *
 * @throws invalid-arg when the vCenter does not know it, or cannot tell it from another one.
 */
export async function findManagedHost(client: VimClient, { uuid, names }: HostIdentity, options: CallOptions = {}): Promise<ManagedHost> {
  const found = await readBelow(
    client,
    client.content.rootFolder,
    [
      { type: 'HostSystem', all: false, pathSet: ['name', 'parent', 'summary.hardware.uuid'] },
      { type: 'ComputeResource', all: false, pathSet: ['resourcePool'] },
    ],
    options,
  );
  const hosts = found.filter(({ ref }) => ref.type === 'HostSystem');
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const named = (all: typeof hosts): typeof hosts => all.filter((host) => wanted.has(unescapeName(host.string('name') ?? '').toLowerCase()));
  const same = hosts.filter((host) => uuid !== undefined && host.string('summary.hardware.uuid')?.toLowerCase() === uuid.toLowerCase());
  const chosen = same.length === 1 ? same : named(same.length > 1 ? same : hosts);
  const [host] = chosen;
  if (host === undefined || chosen.length > 1) {
    throw libvirtError('esx', 'invalid-arg', `the vCenter ${client.http.endpoint.host} ${host === undefined ? 'does not know the host' : 'has more than one host'} ${names[0] ?? uuid ?? ''}`);
  }
  const parent = host.reference('parent');
  const pool = found.find(({ ref }) => ref.value === parent?.value && ref.type === parent.type)?.reference('resourcePool');
  if (pool === undefined) throw libvirtError('esx', 'internal-error', 'the host has no resource pool');
  return { host: host.ref, pool };
}
