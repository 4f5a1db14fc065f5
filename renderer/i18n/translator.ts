import { MESSAGE_VALUES } from '../../main/contract/message-keys.ts';
import { en } from '../messages/en.ts';
import { pseudo } from './pseudo.ts';

/** The forms of a text that counts; `other` always, the rest as the language has them. */
export interface PluralForms {
  readonly one?: string;
  readonly other: string;
}
/** A text of the catalogue, with `{name}` where a value goes. `{count}` chooses among plural forms. */
export type Message = string | PluralForms;

/** A key of the catalogue. */
export type TextKey = keyof typeof en;
/** Values for a text; numbers are written as the language writes them. */
export type TextValues = Readonly<Record<string, string | number>>;

type TextOf<M> = M extends { readonly other: infer O extends string } ? O : M extends string ? M : never;
type NamesIn<S extends string> = S extends `${string}{${infer N}}${infer Rest}` ? N | NamesIn<Rest> : never;
type Args<K extends TextKey> = [NamesIn<TextOf<(typeof en)[K]>>] extends [never]
  ? []
  : [values: Readonly<Record<NamesIn<TextOf<(typeof en)[K]>>, string | number>>];

/** Turns keys into texts of one language. */
export interface Translator {
  readonly locale: string;
  readonly dir: 'ltr' | 'rtl';
  /** The text of a key known when the code is written; its values are checked by type. */
  t: <K extends TextKey>(key: K, ...args: Args<K>) => string;
  /** The text of a key that comes from elsewhere. An unknown key stands for itself. */
  tKey: (key: string, values?: TextValues) => string;
  /** A figure or a name that keeps its own direction in a text that runs the other way. */
  readonly isolate: (text: string) => string;
  readonly numbers: (options?: Intl.NumberFormatOptions) => Intl.NumberFormat;
  readonly dates: (options: Intl.DateTimeFormatOptions) => Intl.DateTimeFormat;
}

/** The languages that can be chosen. The last two are for tests: long words, and right to left. */
export const LOCALES = ['en', 'en-XA', 'ar-XB'] as const;

const RTL = /^(ar|fa|he|ur)\b/;
const PLACE = /\{(\w+)\}/g;

/** Whether main may send this key. */
export const isEmittedKey = (key: string): boolean => Object.hasOwn(MESSAGE_VALUES, key);

/** Makes the translator of a language; languages without a catalogue of their own are English. */
export function createTranslator(locale: string): Translator {
  const dir = RTL.test(locale) ? 'rtl' : 'ltr';
  const rules = new Intl.PluralRules('en');
  const formats = new Map<string, Intl.NumberFormat>();
  const numbers = (options: Intl.NumberFormatOptions = {}): Intl.NumberFormat => {
    const id = JSON.stringify(options);
    const known = formats.get(id) ?? new Intl.NumberFormat('en', options);
    formats.set(id, known);
    return known;
  };
  const decorate = locale === 'en-XA' ? pseudo : (text: string): string => text;
  // Names and sentences keep their own direction inside what runs the other way.
  const isolate = dir === 'rtl' ? (text: string): string => `\u2068${text}\u2069` : (text: string): string => text;
  const fill = (text: string, values: TextValues): string =>
    isolate(
      decorate(text).replace(PLACE, (place, name: string) => {
        const value = values[name];
        if (value === undefined) return place;
        return isolate(typeof value === 'number' ? numbers().format(value) : value);
      }),
    );
  const tKey = (key: string, values: TextValues = {}): string => {
    if (!Object.hasOwn(en, key)) return key;
    const message: Message = en[key as TextKey];
    if (typeof message === 'string') return fill(message, values);
    const count = typeof values['count'] === 'number' ? values['count'] : 0;
    return fill(rules.select(count) === 'one' ? (message.one ?? message.other) : message.other, values);
  };
  return {
    locale,
    dir,
    t: (key, ...args) => tKey(key, args[0]),
    tKey,
    isolate,
    numbers,
    dates: (options) => new Intl.DateTimeFormat('en', options),
  };
}
