import { HelpIndex } from '../lens/help-index.ts';
import { capabilities } from './storage-pool-capabilities.ts';

/** What may stand in the document of the storage pools a host can have. */
export const storagePoolCapabilitiesHelp = new HelpIndex('storagepoolCapabilities', capabilities.describe(), {
  '': 'Which kinds of storage pools a host can have',
  pool: 'One kind',
  'pool@supported': 'Whether the host can have it',
  'pool/poolOptions': 'Formats of its source',
  'pool/volOptions': 'Formats of its volumes',
  defaultFormat: 'What is taken when nothing is said',
  enum: 'Words for an attribute',
  value: 'One such word',
});
