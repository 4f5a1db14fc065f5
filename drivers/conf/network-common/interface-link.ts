import { enumOf, uint } from '../lens/codec.ts';
import { element } from '../lens/element.ts';
import { attr } from '../lens/fields.ts';

/** `<link>`: speed in Mbit/s and state of a network card, as the host reports them. */
export const interfaceLink = element({
  speedMbps: attr(uint, { name: 'speed', omit: (speed) => speed === 0 }),
  state: attr(enumOf(['unknown', 'notpresent', 'down', 'lowerlayerdown', 'testing', 'dormant', 'up']), { absent: '' }),
});
