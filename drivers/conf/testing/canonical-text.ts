import { formatCapabilitiesXml, parseCapabilitiesXml } from '../capabilities/capabilities.ts';
import type { DocumentKind } from '../document-kind.ts';
import { formatDomainBackupXml, parseDomainBackupXml } from '../domain-backup/domain-backup-def.ts';
import { formatDomainCapabilitiesXml, parseDomainCapabilitiesXml } from '../domain-capabilities/domain-capabilities.ts';
import { formatDomainCheckpointXml, parseDomainCheckpointXml } from '../domain-checkpoint/domain-checkpoint-def.ts';
import { formatDomainSnapshotXml, parseDomainSnapshotXml } from '../domain-snapshot/domain-snapshot-def.ts';
import { domainContext, formatDomainXml, parseDomainXml, TEST_DRIVER_FEATURES } from '../domain/domain-def.ts';
import { formatInterfaceXml, parseInterfaceXml } from '../interface/interface-def.ts';
import { formatNetworkPortXml, parseNetworkPortXml } from '../network-port/network-port-def.ts';
import { formatNetworkXml, parseNetworkXml } from '../network/network-def.ts';
import { formatNodeDeviceXml, parseNodeDeviceXml } from '../node-device/node-device-def.ts';
import { formatNwfilterBindingXml, parseNwfilterBindingXml } from '../nwfilter-binding/nwfilter-binding-def.ts';
import { formatNwfilterXml, parseNwfilterXml } from '../nwfilter/nwfilter-def.ts';
import { formatSecretXml, parseSecretXml } from '../secret/secret-def.ts';
import { formatStoragePoolCapabilitiesXml, parseStoragePoolCapabilitiesXml } from '../storage-pool-capabilities/storage-pool-capabilities.ts';
import { formatStoragePoolXml, parseStoragePoolXml } from '../storage-pool/storage-pool-def.ts';
import { formatStorageVolXml, parseStorageVolXml } from '../storage-vol/storage-vol-def.ts';

const domain = domainContext({
  features: TEST_DRIVER_FEATURES,
  namespaces: ['qemu', 'lxc', 'bhyve', 'xen'],
  generateMac: () => '52:54:00:00:00:01',
});

/** Every kind's parse and format, one after the other. A directory's volumes stand for all volumes. */
const CODECS: Readonly<Record<DocumentKind, (text: string) => string>> = {
  'domain': (text) => formatDomainXml(parseDomainXml(text, domain), { secure: true }),
  'network': (text) => formatNetworkXml(parseNetworkXml(text, { dnsmasq: true })),
  'network-port': (text) => formatNetworkPortXml(parseNetworkPortXml(text)),
  'storage-pool': (text) => formatStoragePoolXml(parseStoragePoolXml(text)),
  'storage-vol': (text) => formatStorageVolXml(parseStorageVolXml(text, { type: 'dir' }, { capacity: 'none' }), { type: 'dir' }),
  'interface': (text) => formatInterfaceXml(parseInterfaceXml(text)),
  'node-device': (text) => formatNodeDeviceXml(parseNodeDeviceXml(text)),
  'secret': (text) => formatSecretXml(parseSecretXml(text)),
  'nwfilter': (text) => formatNwfilterXml(parseNwfilterXml(text)),
  'nwfilter-binding': (text) => formatNwfilterBindingXml(parseNwfilterBindingXml(text)),
  'domain-snapshot': (text) => formatDomainSnapshotXml(parseDomainSnapshotXml(text, { domain, redefine: /<state>/.test(text), now: () => 1n }), { secure: true }),
  'domain-checkpoint': (text) => formatDomainCheckpointXml(parseDomainCheckpointXml(text, { domain, redefine: /<creationTime>/.test(text), now: () => 1n }), { secure: true }),
  'domain-backup': (text) => formatDomainBackupXml(parseDomainBackupXml(text)),
  'capabilities': (text) => formatCapabilitiesXml(parseCapabilitiesXml(text)),
  'domain-capabilities': (text) => formatDomainCapabilitiesXml(parseDomainCapabilitiesXml(text)),
  'storage-pool-capabilities': (text) => formatStoragePoolCapabilitiesXml(parseStoragePoolCapabilitiesXml(text)),
};

/** The document as libvirt would write it. @throws VirError where it is none. */
export function canonicalText(kind: DocumentKind, text: string): string {
  return CODECS[kind](text);
}
