import type { DomainMethods } from '../api/facets/domain.ts';
import type { DomainRef } from '../api/refs.ts';
import type { TypedParameter } from '../api/records.ts';
import { DomainGuestInfoTypes as Info, DomainInterfaceAddressesSource as Source } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { typed } from '../core/typed-params.ts';
import { reconfigure } from './domain-info.ts';
import { decodeKept, encodeKept, metadataKey } from './kept-text.ts';
import { assertOn, current, prepared } from './domain-lifecycle.ts';
import type { EsxSession } from './esx-session.ts';
import type { Machine } from './machine.ts';
import { checkFlags, methodsOf } from './method-table.ts';

/** VIR_DOMAIN_METADATA_DESCRIPTION */
const DESCRIPTION = 0;

/** What VMware Tools tell of the guest. */
export const domainGuest = methodsOf<DomainMethods>()({
  async getHostname(session, dom, flags = 0) {
    checkFlags(flags, 3, 'esxDomainGetHostname');
    const machine = await current(session, dom);
    assertOn(machine);
    const name = machine.properties.string('guest.hostName');
    if (name === undefined || name === '') throw libvirtError('esx', 'no-hostname', `no hostname available for domain '${machine.name}'`);
    return name;
  },
  async interfaceAddresses(session, dom, source, flags = 0) {
    checkFlags(flags, 0, 'esxDomainInterfaceAddresses');
    if (source !== Source.AGENT) throw libvirtError('esx', 'argument-unsupported', `Unknown IP address data source ${source}`);
    const machine = await current(session, dom);
    assertOn(machine);
    const guest = await session.readOne(machine.ref, ['guest.net']);
    return guest.list('guest.net', 'GuestNicInfo').filter(({ connected }) => connected).map((nic) => ({
      name: nic.network ?? '',
      hwaddr: nic.macAddress,
      addrs: (nic.ipConfig?.ipAddress ?? []).map(({ ipAddress, prefixLength }) => ({ type: ipAddress.includes(':') ? 1 : 0, addr: ipAddress, prefix: prefixLength })),
    }));
  },
  async getFSInfo(session, dom, flags = 0) {
    checkFlags(flags, 0, 'esxDomainGetFSInfo');
    return (await disksOf(session, await toolsMachine(session, dom))).map(({ diskPath, filesystemType }) => ({ mountpoint: diskPath ?? '', name: '', fstype: filesystemType ?? '', devAliases: [] }));
  },
  async getGuestInfo(session, dom, types, flags = 0) {
    checkFlags(flags, 0, 'esxDomainGetGuestInfo');
    const machine = await toolsMachine(session, dom);
    const wants = (type: number): boolean => types === 0 || (types & type) !== 0;
    const guest = await session.readOne(machine.ref, ['guest.guestFullName', 'guest.guestId', 'guest.guestFamily', 'guest.hostName']);
    const text = (field: string, path: string): readonly TypedParameter[] => {
      const value = guest.string(path);
      return value === undefined || value === '' ? [] : [typed.string(field, value)];
    };
    const params: TypedParameter[] = [];
    if (wants(Info.OS)) params.push(...text('os.id', 'guest.guestId'), ...text('os.name', 'guest.guestFamily'), ...text('os.pretty-name', 'guest.guestFullName'));
    if (wants(Info.HOSTNAME)) params.push(...text('hostname', 'guest.hostName'));
    if (wants(Info.FILESYSTEM)) {
      const disks = await disksOf(session, machine);
      params.push(typed.uint('fs.count', disks.length));
      disks.forEach((disk, index) => {
        params.push(typed.string(`fs.${index}.mountpoint`, disk.diskPath ?? ''), typed.ullong(`fs.${index}.total-bytes`, BigInt(disk.capacity ?? 0)));
        params.push(typed.ullong(`fs.${index}.used-bytes`, BigInt((disk.capacity ?? 0) - (disk.freeSpace ?? 0))));
      });
    }
    return params;
  },

  /** The description is the host's own annotation; titles and what programs keep stand as extra entries in the definition. */
  async getMetadata(session, dom, type, uri, flags = 0) {
    checkFlags(flags, 3, 'esxDomainGetMetadata');
    const machine = await current(session, dom);
    const text = type === DESCRIPTION ? machine.properties.string('config.annotation') : await keptText(session, machine, metadataKey(type, uri));
    if (text === undefined || text === '') throw libvirtError('esx', 'no-domain-metadata', 'Requested metadata element is not present');
    return text;
  },
  async setMetadata(session, dom, type, metadata, _key, uri, flags = 0) {
    checkFlags(flags, 3, 'esxDomainSetMetadata');
    const machine = await prepared(session, dom);
    const text = metadata ?? '';
    const spec = type === DESCRIPTION ? { annotation: text } : { extraConfig: [{ _type: 'OptionValue' as const, key: metadataKey(type, uri), value: encodeKept(text) }] };
    await reconfigure(session, machine, 'Could not change metadata', spec);
  },
});

async function keptText(session: EsxSession, machine: Machine, key: string): Promise<string | undefined> {
  const extra = (await session.readOne(machine.ref, ['config.extraConfig'])).list('config.extraConfig', 'OptionValue');
  const value = extra.find((each) => each.key === key)?.value;
  return typeof value === 'string' ? decodeKept(value) : undefined;
}

type GuestDisk = { readonly diskPath?: string; readonly capacity?: number; readonly freeSpace?: number; readonly filesystemType?: string };

async function disksOf(session: EsxSession, machine: Machine): Promise<readonly GuestDisk[]> {
  return (await session.readOne(machine.ref, ['guest.disk'])).list('guest.disk', 'GuestDiskInfo');
}

async function toolsMachine(session: EsxSession, dom: DomainRef): Promise<Machine> {
  const machine = await current(session, dom);
  assertOn(machine);
  if (!machine.toolsRun) throw libvirtError('esx', 'agent-unresponsive', 'VMware Tools do not run in the machine', { subject: machine.name });
  return machine;
}
