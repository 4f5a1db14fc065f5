import type { XmlElement } from '../xml/xml-tree.ts';
import { missingAttribute } from './fields.ts';
import { invalidValue } from './codec.ts';
import { xmlError } from './conf-error.ts';
import type { AttributeHelp, ElementHelp, Field, Lens, LensFormatContext, LensHelp, LensParseContext, Shape, ValueOf } from './lens.ts';
import { mergeHelp } from './merge-help.ts';
import type { XmlWriter } from './xml-writer.ts';

/** What an element does beyond its table. */
export interface ElementOptions<T> {
  /** Written even when nothing is in it. */
  readonly keep?: boolean;
  /** Written with an end tag of its own even when nothing is in it. */
  readonly block?: boolean;
  /** Children that are not in the table are refused with this. */
  readonly unknownChild?: (name: string) => Error;
  /** After reading: checks that span fields, values that depend on each other. May return a replacement. */
  readonly parsed?: (value: T, element: XmlElement, context: LensParseContext, parent: XmlElement | undefined) => T | undefined | void;
  /** Before writing: what to write instead, or undefined for nothing. */
  readonly formatting?: (value: T, context: LensFormatContext) => T | undefined;
}

/** An element's lens, and a way to make a value of it from the few fields one cares for. */
export interface ElementLens<T> extends Lens<T> {
  create(fields?: Partial<T>): T;
  /** A copy with these fields only; the others are as if never given. */
  pick(value: T, keys: readonly (keyof T)[]): T;
}

interface Slot {
  readonly key: string;
  readonly name: string;
  readonly field: Field<unknown>;
}

type Values = Record<string, unknown>;

/** A table made ready: slots by name for reading, in order for writing. */
class Table {
  readonly attributes = new Map<string, Slot>();
  readonly children = new Map<string, Slot>();
  readonly ordered: readonly Slot[];
  readonly inner: readonly Slot[];
  readonly texts: readonly Slot[];
  readonly whole: readonly Slot[];
  readonly required: readonly Slot[];
  readonly mutable: readonly Slot[];
  readonly template: Values;

  constructor(shape: Shape) {
    const slots: Slot[] = Object.entries(shape).map(([key, field]) => ({ key, name: field.options.name ?? key, field }));
    const template: Values = {};
    for (const slot of slots) {
      if (slot.field.slot === 'attribute') this.attributes.set(slot.name, slot);
      if (slot.field.slot === 'child') this.children.set(slot.name, slot);
      template[slot.key] = slot.field.initial();
    }
    // V8 keeps an object that was filled key by key as a hash table; the spread is a plain object, seven times faster to copy.
    this.template = { ...template };
    this.ordered = slots.filter((slot) => slot.field.slot === 'attribute');
    this.inner = slots.filter((slot) => slot.field.slot !== 'attribute');
    this.texts = slots.filter((slot) => slot.field.slot === 'text');
    this.whole = slots.filter((slot) => slot.field.slot === 'element');
    this.required = slots.filter((slot) => slot.field.options.required !== undefined && slot.field.options.required !== false);
    this.mutable = slots.filter((slot) => typeof this.template[slot.key] === 'object');
  }

  fresh(): Values {
    const values = { ...this.template };
    for (const slot of this.mutable) values[slot.key] = slot.field.initial();
    return values;
  }

  read(element: XmlElement, context: LensParseContext, unknownChild?: (name: string) => Error): Values {
    const values = this.fresh();
    for (const { name, value } of element.attributes) {
      const slot = this.attributes.get(name);
      if (slot?.field.readText !== undefined) values[slot.key] = slot.field.readText(value, element, name);
    }
    if (this.children.size > 0 || unknownChild !== undefined) {
      for (const node of element.children) {
        if (node.kind !== 'element') continue;
        const slot = this.children.get(node.name);
        if (slot === undefined && unknownChild !== undefined) throw unknownChild(node.name);
        if (slot?.field.readChild !== undefined) values[slot.key] = slot.field.readChild(node, values[slot.key], context, element);
      }
    }
    for (const { key, name, field } of this.texts) {
      values[key] = field.readChild === undefined ? field.readText?.(element.text, element, name) : field.readChild(element, undefined, context, element);
    }
    for (const slot of this.whole) values[slot.key] = slot.field.readChild?.(element, undefined, context, element);
    for (const slot of this.required) if (values[slot.key] === undefined) throw missing(slot, element);
    return values;
  }

  writeAttributes(values: Values, out: XmlWriter, context: LensFormatContext): void {
    for (const { key, name, field } of this.ordered) {
      const value = values[key];
      if (value !== undefined && visible(field, context)) field.write(value, name, out, context);
    }
  }

  /** True when text was written, which also ends the element. */
  writeInner(values: Values, elementName: string, out: XmlWriter, context: LensFormatContext): boolean {
    for (const { key, name, field } of this.inner) {
      const value = values[key];
      if (value === undefined || !visible(field, context)) continue;
      if (field.slot === 'text') {
        field.write(value, elementName, out, context);
        return true;
      }
      field.write(value, name, out, context);
    }
    return false;
  }

  describe(): LensHelp {
    const attributes = this.ordered.map((slot) => slot.field.describe(slot.name) as AttributeHelp);
    const textual = this.texts[0]?.field.describe('') as AttributeHelp | undefined;
    if (textual?.kind === 'size' && !attributes.some((each) => each.name === 'unit')) attributes.push({ name: 'unit', kind: 'string', words: [], required: false, help: '' });
    const children = (): readonly ElementHelp[] => [
      ...[...this.children.values()].map((slot) => slot.field.describe(slot.name) as ElementHelp),
      ...this.whole.flatMap((slot) => slot.field.describeChildren?.() ?? []),
    ];
    return { text: textual?.kind, words: textual?.words ?? [], attributes, children };
  }
}

function visible(field: Field<unknown>, context: LensFormatContext): boolean {
  const { only } = field.options;
  if (only === undefined) return true;
  if (only === 'secure') return context.secure;
  return (only === 'inactive') === context.inactive;
}

function missing(slot: Slot, element: XmlElement): Error {
  const { required } = slot.field.options;
  if (typeof required === 'function') return required();
  if (slot.field.slot === 'attribute') return missingAttribute(slot.name, element.name);
  return xmlError(`missing element or attribute './${slot.name}'`, 'xml');
}

function begin(out: XmlWriter, name: string, options: { readonly keep?: boolean; readonly block?: boolean }): void {
  if (options.keep === true || options.block === true) out.begin(name);
  else out.beginLazy(name);
}

/** A lens of one element: a table of its attributes and children, in the order libvirt writes them. */
export function element<const S extends Shape>(shape: S, options: ElementOptions<ValueOf<S>> = {}): ElementLens<ValueOf<S>> {
  type T = ValueOf<S>;
  const table = new Table(shape);
  return {
    create: (fields) => ({ ...(table.fresh() as T), ...fields }),
    pick(value, keys) {
      const picked = table.fresh() as T;
      for (const key of keys) picked[key] = value[key];
      return picked;
    },
    parse(xml, context, parent) {
      const value = table.read(xml, context, options.unknownChild) as T;
      if (options.parsed === undefined) return value;
      return options.parsed(value, xml, context, parent) ?? value;
    },
    format(original, name, out, context) {
      const value = options.formatting === undefined ? original : options.formatting(original, context);
      if (value === undefined) return;
      begin(out, name, options);
      table.writeAttributes(value, out, context);
      if (!table.writeInner(value, name, out, context)) out.end(name, options.block);
    },
    describe: () => table.describe(),
  };
}

/** The typed value of {@link variants}. */
export type VariantOf<Tag extends string, C> = { [K in keyof C & string]: { [T in Tag]: K } & ValueOf<C[K]> }[keyof C & string];

/** What {@link variants} does beyond its tables. */
export interface VariantOptions<T> extends ElementOptions<T> {
  /** Where the tag comes from, if not from the element's own attribute of that name; then it is not written either. */
  readonly select?: (element: XmlElement, parent: XmlElement | undefined) => string | undefined;
  /** The tag when there is none. */
  readonly fallback?: string;
  /** The complaint about an unknown tag. */
  readonly unknown?: (tag: string, element: XmlElement) => Error;
}

/** A lens of an element that comes in kinds, told apart by one attribute: a discriminated union. */
export function variants<const Tag extends string, const C extends Readonly<Record<string, Shape>>>(
  tag: Tag,
  cases: C,
  options: VariantOptions<VariantOf<Tag, C>> = {},
): Lens<VariantOf<Tag, C>> {
  type T = VariantOf<Tag, C>;
  const tables = new Map(Object.entries(cases).map(([word, shape]) => [word, new Table(shape)]));
  const { select } = options;
  const written = select === undefined;
  return {
    parse(xml, context, parent) {
      const word = (select === undefined ? xml.attribute(tag) : select(xml, parent)) ?? options.fallback;
      if (word === undefined) throw missingAttribute(tag, xml.name);
      const table = tables.get(word);
      if (table === undefined) throw options.unknown?.(word, xml) ?? invalidValue(word, { element: xml.name, attribute: tag });
      const value = { [tag]: word, ...table.read(xml, context) } as T;
      return options.parsed?.(value, xml, context, parent) ?? value;
    },
    format(original, name, out, context) {
      const value = options.formatting === undefined ? original : options.formatting(original, context);
      if (value === undefined) return;
      const values = value as Values;
      const word = String(values[tag]);
      const table = tables.get(word);
      if (table === undefined) throw new Error(`no variant ${word} of ${name}`);
      begin(out, name, options);
      if (written) out.attribute(tag, word);
      table.writeAttributes(values, out, context);
      if (!table.writeInner(values, name, out, context)) out.end(name, options.block);
    },
    describe() {
      const merged = mergeHelp([...tables.values()].map((table) => table.describe()));
      const own: AttributeHelp = { name: tag, kind: 'enum', words: [...tables.keys()], required: options.fallback === undefined, help: '' };
      return written ? { ...merged, attributes: [own, ...merged.attributes] } : merged;
    },
  };
}

/** A lens that is made when first used: for elements that hold their own kind. */
export function lazy<T>(make: () => Lens<T>): Lens<T> {
  let made: Lens<T> | undefined;
  const get = (): Lens<T> => (made ??= make());
  return {
    parse: (xml, context, parent) => get().parse(xml, context, parent),
    format: (value, name, out, context) => {
      get().format(value, name, out, context);
    },
    describe: () => get().describe(),
  };
}

/** A lens over a lens: another typed form of the same element. */
export function mapped<A, B>(lens: Lens<A>, there: (value: A) => B, back: (value: B) => A | undefined): Lens<B> {
  return {
    parse: (xml, context, parent) => there(lens.parse(xml, context, parent)),
    format(value, name, out, context) {
      const inner = back(value);
      if (inner !== undefined) lens.format(inner, name, out, context);
    },
    describe: () => lens.describe(),
  };
}
