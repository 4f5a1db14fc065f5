import { HelpIndex } from '../lens/help-index.ts';
import { binding } from './nwfilter-binding-def.ts';

/** What may stand in the document of a filter at work. */
export const nwfilterBindingHelp = new HelpIndex('filterbinding', binding.describe(), {
  '': 'A network filter at work on a guest’s card',
  owner: 'Machine it works for',
  'owner/name': 'Its name',
  'owner/uuid': 'Its identity',
  portdev: 'Device of the guest’s card on the host',
  linkdev: 'Device of the host it goes out by',
  mac: 'Hardware address of the guest’s card',
  filterref: 'The filter, and the values of its variables',
  'filterref/parameter@name': 'Name of the variable',
});
