import type { XmlElement } from '../xml/xml-tree.ts';
import type { Codec, ValueKind } from './codec.ts';
import type { XmlWriter } from './xml-writer.ts';

/** What reading a document depends on. */
export interface LensParseContext {
  /** The document describes something that does not run: what only a running one has is not read. */
  readonly inactive: boolean;
  /** Aliases chosen by the user (`ua-…`) are kept in inactive documents too. */
  readonly userAliases?: boolean;
}

/** What writing a document depends on. */
export interface LensFormatContext {
  /** For something that does not run: aliases and the like are left out. */
  readonly inactive: boolean;
  /** Passwords are written. */
  readonly secure: boolean;
  /** Written so that an older peer can read it. */
  readonly migratable: boolean;
}

/** When a field is written. */
export type Visibility = 'live' | 'inactive' | 'secure';

/** One line about an attribute, for editors. */
export interface AttributeHelp {
  readonly name: string;
  readonly kind: ValueKind;
  readonly words: readonly string[];
  readonly required: boolean;
  readonly help: string;
}

/** One line about an element, and what may stand in it. `children` is a thunk: elements nest in themselves. */
export interface ElementHelp {
  readonly name: string;
  readonly help: string;
  readonly repeats: boolean;
  readonly text: ValueKind | undefined;
  readonly words: readonly string[];
  readonly attributes: readonly AttributeHelp[];
  readonly children: () => readonly ElementHelp[];
}

/** What a lens says about the element it reads; the name comes from the field that holds it. */
export type LensHelp = Omit<ElementHelp, 'name' | 'help' | 'repeats'>;

/** Reads an element into a typed value, and writes that value as libvirt does. */
export interface Lens<T> {
  parse(element: XmlElement, context: LensParseContext, parent: XmlElement | undefined): T;
  format(value: T, name: string, out: XmlWriter, context: LensFormatContext): void;
  describe(): LensHelp;
}

/** Options every field takes. */
export interface FieldOptions {
  /** The XML name, where it differs from the key. */
  readonly name?: string;
  /** Written only then. */
  readonly only?: Visibility;
  /** Absence is an error, with libvirt's words or these. */
  readonly required?: boolean | (() => Error);
  /** One line for editors. */
  readonly help?: string;
}

/** Where a field finds its value. */
export type FieldSlot = 'attribute' | 'child' | 'text' | 'element';

/** One entry of an element's table. */
export interface Field<T> {
  readonly slot: FieldSlot;
  readonly options: FieldOptions;
  /** The value when the document has none; a fresh one each time. */
  initial(): T;
  /** Attribute or text. */
  readText?(text: string, element: XmlElement, name: string): T;
  /** A child element; `before` is what earlier ones gave. */
  readChild?(child: XmlElement, before: T, context: LensParseContext, parent: XmlElement): T;
  write(value: T, name: string, out: XmlWriter, context: LensFormatContext): void;
  describe(name: string): AttributeHelp | ElementHelp;
  /** The child elements of a value that stands at no fixed place. */
  describeChildren?(): readonly ElementHelp[];
}

/** A table: key → field. Its order is the order of the output. */
export type Shape = Readonly<Record<string, Field<unknown>>>;

/** The typed value of a table. */
export type ValueOf<S> = { -readonly [K in keyof S]: S[K] extends Field<infer T> ? T : never };

/** The typed value of a lens. */
export type LensValue<L> = L extends Lens<infer T> ? T : never;

/** Help of a lens that is nothing but text. */
export function textHelp(codec: Pick<Codec<unknown>, 'kind' | 'words'>): LensHelp {
  return { text: codec.kind, words: codec.words ?? [], attributes: [], children: () => [] };
}
