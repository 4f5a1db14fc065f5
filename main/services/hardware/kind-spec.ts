import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import type { MessageKey } from '../../contract/message-keys.ts';
import type { FieldSpec, Place } from './field-spec.ts';
import type { HostOffer } from './host-offer.ts';

/** One kind of items: a kind of devices, or a side of the machine. */
export interface KindSpec {
  readonly kind: string;
  readonly label: MessageKey | ((element: XmlElement) => MessageKey);
  readonly icon: string | ((element: XmlElement) => string);
  /** Where its items stand. A side of the machine is the root itself. */
  readonly find: (root: XmlElement) => readonly XmlElement[];
  /** What tells an item from the others of its kind in every document of the machine; where there is no such thing, its address or its place counts. */
  readonly key?: (element: XmlElement) => string | undefined;
  readonly name: (element: XmlElement) => string;
  readonly summary: (element: XmlElement, host: HostOffer) => string;
  readonly fields: readonly FieldSpec[];
  readonly isDevice: boolean;
  /** It can come and go while a machine runs. */
  readonly hotplug: boolean;
  /** Whether what runs has room for it; without it: always. */
  readonly canPlug?: (running: XmlElement) => boolean;
  /** Told apart by its place alone: what runs has addresses that what is stored has not. */
  readonly byIndex?: boolean;
  /** What the rest of the document is made to fit after a change of such items, with what {@link measure} said before it. */
  readonly settle?: (root: XmlElement, before: number) => void;
  readonly measure?: (root: XmlElement) => number;
  readonly keepReason: (place: Place) => MessageKey | undefined;
}

/** Something that can be added. */
export interface TemplateSpec {
  readonly id: string;
  readonly kind: string;
  readonly label: MessageKey;
  readonly icon: string;
  /** The element's text. `seed` is the draft's and the item's own: what is made up must be the same each time. */
  readonly make: (place: Place, seed: string) => string;
  /** What else the machine needs for it. */
  readonly also?: (root: XmlElement) => void;
  readonly off?: (place: Place) => MessageKey | undefined;
}

type Usual = 'find' | 'name' | 'summary' | 'isDevice' | 'hotplug' | 'keepReason';

/** A kind of devices. */
export function device(kind: string, spec: Omit<KindSpec, Usual | 'kind'> & Partial<Pick<KindSpec, Usual>>): KindSpec {
  return { kind, isDevice: true, hotplug: false, find: (root) => root.child('devices')?.elements(kind) ?? [], name: () => '', summary: () => '', keepReason: () => undefined, ...spec };
}

/** A side of the machine itself. */
export function side(kind: string, spec: Omit<KindSpec, Usual | 'kind'> & Partial<Pick<KindSpec, Usual>>): KindSpec {
  return { ...device(kind, spec), isDevice: false, find: (root) => [root], ...spec };
}

/** Words that are there, with commas. */
export const words = (...parts: readonly (string | undefined)[]): string => parts.filter((part) => part !== undefined && part !== '').join(', ');
