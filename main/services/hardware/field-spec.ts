import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import type { FieldOption, HardwareField } from '../../contract/hardware.ts';
import type { MessageKey } from '../../contract/message-keys.ts';
import { readPath, writePath, type ElementPath } from './element-paths.ts';
import type { HostOffer } from './host-offer.ts';

/** An element in its document, and what the host has for it. */
export interface Place {
  readonly element: XmlElement;
  readonly root: XmlElement;
  readonly host: HostOffer;
}

/** How a field's change reaches a machine that runs: by its device's or document's update, by a call of its own, or not at all. */
export type LiveWay = 'update' | 'resize' | 'iotune' | 'iothreads' | undefined;

/** A line of a form, as the tables have it. */
export interface FieldSpec {
  readonly key: string;
  readonly label: MessageKey;
  readonly kind: HardwareField['kind'];
  readonly read: (place: Place) => string;
  readonly write: (place: Place, value: string) => void;
  readonly options: (place: Place) => readonly FieldOption[];
  readonly unit: string | undefined;
  readonly group: MessageKey | undefined;
  readonly help: MessageKey | undefined;
  readonly live: LiveWay | ((place: Place) => LiveWay);
  /** The host fills it in by itself while the machine runs. */
  readonly isVolatile: boolean;
  readonly off: (place: Place) => MessageKey | undefined;
  readonly shown: (place: Place) => boolean;
  /** What is wrong with a value; nothing is applied while anything is. */
  readonly problem: (place: Place, value: string) => MessageKey | undefined;
}

/** What of a field is not as usual. */
export type FieldMore = Partial<Omit<FieldSpec, 'key' | 'label' | 'kind'>>;

/** A field with its own way of reading and writing. */
export function field(kind: FieldSpec['kind'], key: string, label: MessageKey, more: FieldMore = {}): FieldSpec {
  return { key, label, kind, read: () => '', write: () => undefined, options: () => [], unit: undefined, group: undefined, help: undefined, live: undefined, isVolatile: false, off: () => undefined, shown: () => true, problem: () => undefined, ...more };
}

/** A field whose value stands at a path. */
export function at(kind: FieldSpec['kind'], path: ElementPath, label: MessageKey, more: FieldMore = {}): FieldSpec {
  return field(kind, path, label, { read: ({ element }) => readPath(element, path), write: ({ element, root }, value) => { writePath(root, element, path, value); }, ...more });
}

/** Text at a path. */
export const text = (path: ElementPath, label: MessageKey, more?: FieldMore): FieldSpec => at('text', path, label, more);

/** A number at a path; `scale` of the document's units make one of the form's. */
export function number(path: ElementPath, label: MessageKey, more: FieldMore & { readonly scale?: number } = {}): FieldSpec {
  const { scale = 1, ...rest } = more;
  const read = ({ element }: Place): string => scaled(readPath(element, path), 1 / scale, 3);
  const write = ({ element, root }: Place, value: string): void => { writePath(root, element, path, scaled(value, scale, 0)); };
  return field('number', path, label, { read, write, ...rest });
}

function scaled(value: string, factor: number, digits: number): string {
  const parsed = Number(value);
  return value === '' || !Number.isFinite(parsed) ? value : String(Number((parsed * factor).toFixed(digits)));
}

/** A choice among words; the empty one is the host's own default. */
export function select(path: ElementPath, label: MessageKey, words: readonly string[] | ((place: Place) => readonly string[]), more: FieldMore = {}): FieldSpec {
  const options = (place: Place): readonly FieldOption[] => withDefault(typeof words === 'function' ? words(place) : words, readPath(place.element, path));
  return at('select', path, label, { options, ...more });
}

/** A box to tick: `on` is written when it is ticked, else nothing. */
export function toggle(path: ElementPath, label: MessageKey, more: FieldMore & { readonly on?: string; readonly off_?: string } = {}): FieldSpec {
  const { on = 'yes', off_ = '', ...rest } = more;
  const read = ({ element }: Place): string => (readPath(element, path) === on ? 'yes' : '');
  const write = ({ element, root }: Place, value: string): void => { writePath(root, element, path, value === 'yes' ? on : off_); };
  return field('toggle', path, label, { read, write, ...rest });
}

/** Something to read. */
export function note(key: string, label: MessageKey, read: (place: Place) => string, more: FieldMore = {}): FieldSpec {
  return field('note', key, label, { read, ...more });
}

/** A word as a choice. */
export const option = (value: string, label?: MessageKey, words?: string): FieldOption => ({ value, label: value === '' && label === undefined ? 'hw.default' : label, text: words });

/** The default, the words, and what there is even if the host does not name it. */
export function withDefault(words: readonly string[], present: string): readonly FieldOption[] {
  return [...new Set(['', ...words, present])].map((word) => option(word));
}

/** Only these, without a default. */
export const choices = (...words: readonly string[]) => ({ element }: Place, path: string): readonly FieldOption[] => [...new Set([...words, readPath(element, path)])].filter((word) => word !== '').map((word) => option(word));
