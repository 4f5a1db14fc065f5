import type { SealedSecret } from './command-context.ts';
import { MASTER_KEY_ALIAS } from './frame-arguments.ts';
import type { Props } from './props.ts';

/** A secret as QEMU's object. */
export function secretObjectProps(alias: string, { data, iv }: SealedSecret): Props {
  return { 'qom-type': 'secret', id: alias, data, keyid: MASTER_KEY_ALIAS, iv, format: 'base64' };
}
