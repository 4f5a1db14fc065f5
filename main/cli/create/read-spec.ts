import { fault } from '../shell/values.ts';

/** `a=1,b=2`, where `,,` stands for a comma and the first word may be a bare value. */
export interface Spec {
  readonly bare: string | undefined;
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Reads the value of an option such as `--disk size=20,pool=default`.
 *
 * @throws invalid-arg for a key that is not known, or given twice.
 */
export function readSpec(option: string, text: string, keys: readonly string[]): Spec {
  const words = text.split(/(?<!,),(?!,)/).map((word) => word.replaceAll(',,', ','));
  const values = new Map<string, string>();
  let bare: string | undefined;
  for (const [index, word] of words.entries()) {
    const at = word.indexOf('=');
    const key = word.slice(0, at);
    if (at < 0 && index === 0) bare = word;
    else if (at < 0 || !keys.includes(key)) throw fault(`--${option}: '${word}' is none of ${keys.map((known) => `${known}=`).join(' ')}`);
    else if (values.has(key)) throw fault(`--${option}: ${key}= is given twice`);
    else values.set(key, word.slice(at + 1));
  }
  return { bare, values };
}
