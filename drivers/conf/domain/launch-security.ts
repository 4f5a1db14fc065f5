import { hexOf, string, uint, yesNo } from '../lens/codec.ts';
import { xmlError } from '../lens/conf-error.ts';
import { variants } from '../lens/element.ts';
import { attr, textChild } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';

/** Memory that the host cannot read. */
export const launchSecurity = variants('type', {
  sev: {
    kernelHashes: attr(yesNo),
    cbitpos: textChild(uint),
    reducedPhysBits: textChild(uint),
    policy: textChild(hexOf(4), { required: () => xmlError('failed to get launch security policy for launch security type SEV') }),
    dhCert: textChild(string),
    session: textChild(string),
  },
  's390-pv': {},
});
export type LaunchSecurity = LensValue<typeof launchSecurity>;
