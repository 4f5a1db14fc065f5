import type { XmlElement } from '../xml/xml-tree.ts';
import { invalidValue } from './codec.ts';
import type { Codec } from './codec.ts';
import { xmlError } from './conf-error.ts';
import { textHelp } from './lens.ts';
import type { AttributeHelp, ElementHelp, Field, FieldOptions, Lens, LensHelp, LensParseContext } from './lens.ts';

/** Options of {@link attr}. */
export interface AttrOptions<T> extends FieldOptions {
  /** What absence means; it is then written out. */
  readonly default?: T;
  /** A word that means the same as absence. */
  readonly absent?: string;
  /** This word is refused although the codec knows it (`VIR_XML_PROP_NONZERO`). */
  readonly refused?: string;
  /** Values that are not written. */
  readonly omit?: (value: T) => boolean;
}

/** The field when it must be there, or has a default. */
type Present = { readonly required: true | (() => Error) } | { readonly default: unknown };

function attributeHelp(name: string, codec: Codec<unknown>, options: FieldOptions): AttributeHelp {
  return { name, kind: codec.kind, words: codec.words ?? [], required: options.required !== undefined, help: options.help ?? '' };
}

/** An attribute. */
export function attr<T, const O extends AttrOptions<NoInfer<T>>>(codec: Codec<T>, options?: O): Field<O extends Present ? T : T | undefined>;
export function attr<T>(codec: Codec<T>, options: AttrOptions<T> = {}): Field<T | undefined> {
  const { absent, refused, omit } = options;
  return {
    slot: 'attribute',
    options,
    initial: () => options.default,
    readText(text, element, name) {
      if (text === absent) return options.default;
      if (text === refused) throw invalidValue(text, { element: element.name, attribute: name });
      return codec.decode(text, { element: element.name, attribute: name });
    },
    write(value, name, out) {
      if (value === undefined || omit?.(value) === true) return;
      out.attribute(name, codec.encode(value));
    },
    describe: (name) => attributeHelp(name, codec, options),
  };
}

/** The element's own text. */
export function text<T, const O extends FieldOptions & { readonly default?: NoInfer<T> }>(codec: Codec<T>, options?: O): Field<O extends Present ? T : T | undefined>;
export function text<T>(codec: Codec<T>, options: FieldOptions & { readonly default?: T } = {}): Field<T | undefined> {
  return {
    slot: 'text',
    options,
    initial: () => options.default,
    readText: (value, element) => (value === '' ? options.default : codec.decode(value, { element: element.name })),
    write(value, name, out) {
      if (value !== undefined) out.endWithText(name, codec.encode(value));
    },
    describe: (name) => attributeHelp(name, codec, options),
  };
}

function childHelp(name: string, lens: Lens<never>, options: FieldOptions, repeats: boolean): ElementHelp {
  return { ...lens.describe(), name, help: options.help ?? '', repeats };
}

/** A child element, at most once: of several the first counts. */
export function child<T, const O extends FieldOptions>(lens: Lens<T>, options?: O): Field<O extends Present ? T : T | undefined>;
export function child<T>(lens: Lens<T>, options: FieldOptions = {}): Field<T | undefined> {
  return {
    slot: 'child',
    options,
    initial: () => undefined,
    readChild: (element, before, context, parent) => before ?? lens.parse(element, context, parent),
    write(value, name, out, context) {
      if (value !== undefined) lens.format(value, name, out, context);
    },
    describe: (name) => childHelp(name, lens as Lens<never>, options, false),
  };
}

/** Options of {@link list}. */
export interface ListOptions extends FieldOptions {
  /** Elements of that name that are none of this list's are passed over. */
  readonly accepts?: (element: XmlElement) => boolean;
}

/** A child element that may repeat. */
export function list<T>(lens: Lens<T>, options: ListOptions = {}): Field<T[]> {
  return {
    slot: 'child',
    options,
    initial: () => [],
    readChild(element, before, context, parent) {
      if (options.accepts?.(element) === false) return before;
      before.push(lens.parse(element, context, parent));
      return before;
    },
    write(values, name, out, context) {
      for (const value of values) lens.format(value, name, out, context);
    },
    describe: (name) => childHelp(name, lens as Lens<never>, options, true),
  };
}

/** Options of {@link textChild}. */
export interface TextChildOptions<T> extends FieldOptions {
  readonly default?: T;
  /** Values that are not written. */
  readonly omit?: (value: T) => boolean;
}

/** A child element that holds nothing but text. An empty one counts as absent. */
export function textChild<T, const O extends TextChildOptions<NoInfer<T>>>(codec: Codec<T>, options?: O): Field<O extends Present ? T : T | undefined>;
export function textChild<T>(codec: Codec<T>, options: TextChildOptions<T> = {}): Field<T | undefined> {
  return {
    slot: 'child',
    options,
    initial: () => options.default,
    readChild(element, before) {
      if (before !== options.default) return before;
      const value = element.text;
      return value === '' ? options.default : codec.decode(value, { element: element.name });
    },
    write(value, name, out) {
      if (value !== undefined && options.omit?.(value) !== true) out.textElement(name, codec.encode(value));
    },
    describe: (name) => ({ ...textHelp(codec), name, help: options.help ?? '', repeats: false }),
  };
}

/** Text-only child elements that repeat. */
export function textList<T>(codec: Codec<T>, options: FieldOptions = {}): Field<T[]> {
  return {
    slot: 'child',
    options,
    initial: () => [],
    readChild(element, before) {
      before.push(codec.decode(element.text, { element: element.name }));
      return before;
    },
    write(values, name, out) {
      for (const value of values) out.textElement(name, codec.encode(value));
    },
    describe: (name) => ({ ...textHelp(codec), name, help: options.help ?? '', repeats: true }),
  };
}

/** A child element of which one attribute is all that counts: `<boot order='1'/>`. */
export function attrChild<T>(attribute: string, codec: Codec<T>, options: FieldOptions & { readonly absent?: string; readonly mandatory?: boolean } = {}): Field<T | undefined> {
  const { absent, mandatory = false } = options;
  return {
    slot: 'child',
    options,
    initial: () => undefined,
    readChild(element, before) {
      if (before !== undefined) return before;
      const value = element.attribute(attribute);
      if (value === undefined && mandatory) throw missingAttribute(attribute, element.name);
      return value === undefined || value === absent ? undefined : codec.decode(value, { element: element.name, attribute });
    },
    write(value, name, out) {
      if (value === undefined) return;
      out.begin(name);
      out.attribute(attribute, codec.encode(value));
      out.end(name);
    },
    describe: (name) => ({
      text: undefined,
      words: [],
      attributes: [attributeHelp(attribute, codec, { required: mandatory })],
      children: () => [],
      name,
      help: options.help ?? '',
      repeats: false,
    }),
  };
}

/** A child element whose presence is the value: `<readonly/>`. */
export function flag(options: FieldOptions = {}): Field<true | undefined> {
  return {
    slot: 'child',
    options,
    initial: () => undefined,
    readChild: () => true,
    write(value, name, out) {
      if (value === undefined) return;
      out.begin(name);
      out.end(name);
    },
    describe: (name) => ({ text: undefined, words: [], attributes: [], children: () => [], name, help: options.help ?? '', repeats: false }),
  };
}

/** A value that stands at no fixed place: read from the whole element, written by hand. */
export function custom<T>(spec: {
  readonly read: (element: XmlElement, context: LensParseContext) => T;
  readonly write?: Field<T>['write'];
  readonly initial?: () => T;
  readonly only?: FieldOptions['only'];
  /** The child elements it reads or writes, for editors. */
  readonly elements?: Readonly<Record<string, LensHelp>>;
}): Field<T> {
  return {
    slot: 'element',
    options: spec.only === undefined ? {} : { only: spec.only },
    initial: spec.initial ?? (() => undefined as T),
    readChild: (element, _before, context) => spec.read(element, context),
    write: spec.write ?? (() => undefined),
    describe: (name) => ({ text: undefined, words: [], attributes: [], children: () => [], name, help: '', repeats: false }),
    describeChildren: () => Object.entries(spec.elements ?? {}).map(([name, help]) => ({ ...help, name, help: '', repeats: false })),
  };
}

/** A value that only the program uses: neither read nor written. */
export function hidden<T>(initial: () => T): Field<T> {
  return custom({ read: initial, initial });
}

/** libvirt's words for an attribute that must be there. */
export function missingAttribute(attribute: string, element: string): Error {
  return xmlError(`Missing required attribute '${attribute}' in element '${element}'`, 'xml');
}
