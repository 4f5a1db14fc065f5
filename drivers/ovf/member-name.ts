import { badAppliance } from './ovf-error.ts';

/**
 * Checks a name of a file in an appliance. Names are single: an appliance is one folder.
 *
 * @throws invalid-arg for whatever could lead elsewhere.
 */
export function checkMemberName(name: string): string {
  if (name === '' || name === '.' || name === '..' || name.length > 255 || /[/\\\x00-\x1f\x7f]/.test(name) || /^[A-Za-z]:/.test(name)) {
    throw badAppliance(`'${name.replace(/[^\x20-\x7e]/g, '?').slice(0, 80)}' is no name for a file in an appliance`);
  }
  return name;
}
