import type { OptionDef } from '../shell/command.ts';

/** The machine that a command is about. */
export const DOMAIN: OptionDef = { name: 'domain', type: 'data', required: true, help: 'domain name, id or uuid' };
/** Change the definition. */
export const CONFIG: OptionDef = { name: 'config', type: 'bool', help: 'affect next boot' };
/** Change the running machine. */
export const LIVE: OptionDef = { name: 'live', type: 'bool', help: 'affect running domain' };
/** Change what there is now. */
export const CURRENT: OptionDef = { name: 'current', type: 'bool', help: 'affect current domain' };
/** Change both, if it runs. */
export const PERSISTENT: OptionDef = { name: 'persistent', type: 'bool', help: 'make live change persistent' };
/** Put what XPath finds into one element. */
export const WRAP: OptionDef = { name: 'wrap', type: 'bool', help: 'wrap xpath results in an common root element' };
