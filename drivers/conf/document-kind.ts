/** A data table, one entry a kind of document: its root element, and libvirt's schema of it. */
export const DOCUMENT_KINDS = {
  'domain': { root: 'domain', schema: 'domain.rng' },
  'network': { root: 'network', schema: 'network.rng' },
  'network-port': { root: 'networkport', schema: 'networkport.rng' },
  'storage-pool': { root: 'pool', schema: 'storagepool.rng' },
  'storage-vol': { root: 'volume', schema: 'storagevol.rng' },
  'interface': { root: 'interface', schema: 'interface.rng' },
  'node-device': { root: 'device', schema: 'nodedev.rng' },
  'secret': { root: 'secret', schema: 'secret.rng' },
  'nwfilter': { root: 'filter', schema: 'nwfilter.rng' },
  'nwfilter-binding': { root: 'filterbinding', schema: 'nwfilterbinding.rng' },
  'domain-snapshot': { root: 'domainsnapshot', schema: 'domainsnapshot.rng' },
  'domain-checkpoint': { root: 'domaincheckpoint', schema: 'domaincheckpoint.rng' },
  'domain-backup': { root: 'domainbackup', schema: 'domainbackup.rng' },
  'capabilities': { root: 'capabilities', schema: 'capability.rng' },
  'domain-capabilities': { root: 'domainCapabilities', schema: 'domaincaps.rng' },
  'storage-pool-capabilities': { root: 'storagepoolCapabilities', schema: 'storagepoolcaps.rng' },
} as const satisfies Readonly<Record<string, { readonly root: string; readonly schema: string }>>;

/** A kind of document; its folder has the same name. */
export type DocumentKind = keyof typeof DOCUMENT_KINDS;

/** Whether the word names a kind of document. */
export function isDocumentKind(word: string): word is DocumentKind {
  return Object.hasOwn(DOCUMENT_KINDS, word);
}

/** The kind of the documents with this root element, if there is one. */
export function documentKindOf(rootName: string): DocumentKind | undefined {
  return Object.keys(DOCUMENT_KINDS).filter(isDocumentKind).find((kind) => DOCUMENT_KINDS[kind].root === rootName);
}
