import { capabilitiesHelp } from './capabilities/capabilities-help.ts';
import type { DocumentKind } from './document-kind.ts';
import { domainBackupHelp } from './domain-backup/domain-backup-help.ts';
import { domainCapabilitiesHelp } from './domain-capabilities/domain-capabilities-help.ts';
import { domainCheckpointHelp } from './domain-checkpoint/domain-checkpoint-help.ts';
import { domainSnapshotHelp } from './domain-snapshot/domain-snapshot-help.ts';
import { domainHelp } from './domain/domain-help.ts';
import { interfaceHelp } from './interface/interface-help.ts';
import type { HelpIndex } from './lens/help-index.ts';
import { networkPortHelp } from './network-port/network-port-help.ts';
import { networkHelp } from './network/network-help.ts';
import { nodeDeviceHelp } from './node-device/node-device-help.ts';
import { nwfilterBindingHelp } from './nwfilter-binding/nwfilter-binding-help.ts';
import { nwfilterHelp } from './nwfilter/nwfilter-help.ts';
import { secretHelp } from './secret/secret-help.ts';
import { storagePoolCapabilitiesHelp } from './storage-pool-capabilities/storage-pool-capabilities-help.ts';
import { storagePoolHelp } from './storage-pool/storage-pool-help.ts';
import { storageVolHelp } from './storage-vol/storage-vol-help.ts';

const HELP: Readonly<Record<DocumentKind, HelpIndex>> = {
  'domain': domainHelp,
  'network': networkHelp,
  'network-port': networkPortHelp,
  'storage-pool': storagePoolHelp,
  'storage-vol': storageVolHelp,
  'interface': interfaceHelp,
  'node-device': nodeDeviceHelp,
  'secret': secretHelp,
  'nwfilter': nwfilterHelp,
  'nwfilter-binding': nwfilterBindingHelp,
  'domain-snapshot': domainSnapshotHelp,
  'domain-checkpoint': domainCheckpointHelp,
  'domain-backup': domainBackupHelp,
  'capabilities': capabilitiesHelp,
  'domain-capabilities': domainCapabilitiesHelp,
  'storage-pool-capabilities': storagePoolCapabilitiesHelp,
};

/** What may stand in a kind of document, with a line of help each: for completion, hints and a first check while somebody types. */
export function helpOf(kind: DocumentKind): HelpIndex {
  return HELP[kind];
}
