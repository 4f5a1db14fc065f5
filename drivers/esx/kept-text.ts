import { createHash } from 'node:crypto';
import { libvirtError } from '../core/error-text.ts';

/** VIR_DOMAIN_METADATA_TITLE, _ELEMENT */
const TITLE = 1;
const ELEMENT = 2;

/** The entry of a machine's title. */
export const TITLE_KEY = 'vireo.title';

/** The entry of a machine's definition that holds its title, or what a program keeps under its URI. */
export function metadataKey(type: number, uri: string | undefined): string {
  switch (type) {
    case TITLE:
      return TITLE_KEY;
    case ELEMENT:
      return `vireo.metadata.${createHash('sha256').update(uri ?? '').digest('hex').slice(0, 16)}`;
    default:
      throw libvirtError('esx', 'invalid-arg', `unknown metadata type ${type}`);
  }
}

/** Any text as a value that every host keeps as it is. */
export function encodeKept(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}

/** The way back of {@link encodeKept}. */
export function decodeKept(value: string): string {
  return Buffer.from(value, 'base64url').toString('utf8');
}
