import { DRIVER_SUPPORT } from '../../drivers/support/driver-support.gen.ts';
import { VERSION } from '../version.ts';
import { GROUPS } from './groups.ts';
import { usage } from './shell/help-text.ts';

/** What is printed instead of a command: help, or this program's version. */
export function aboutText(what: 'help' | 'version' | 'long-version'): string {
  switch (what) {
    case 'help':
      return usage(GROUPS);
    case 'version':
      return `${VERSION}\n`;
    case 'long-version':
      return `Vireo command line tool ${VERSION}\nIts commands and their output follow virsh of libvirt 9.0.0\n\nDrivers: ${Object.keys(DRIVER_SUPPORT).join(' ')}\n`;
  }
}
