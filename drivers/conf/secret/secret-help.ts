import { HelpIndex } from '../lens/help-index.ts';
import { secret } from './secret-def.ts';

/** What may stand in a secret's document. */
export const secretHelp = new HelpIndex('secret', secret.describe(), {
  '': 'A secret: what it is for, not its value',
  uuid: 'Identity that never changes; made up when left out',
  description: 'Any text about the secret',
  usage: 'What it is for',
  'usage@type': 'Kind of use',
});
