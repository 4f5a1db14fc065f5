import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import type { XmlDocument, XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { HardwareEdit } from '../../contract/hardware.ts';
import { parseDomain } from '../machines/domain-document.ts';
import { addChild, elementOf, readPath, removeChild, replaceChild } from './element-paths.ts';
import type { Place } from './field-spec.ts';
import type { HostOffer } from './host-offer.ts';
import type { KindSpec } from './kind-spec.ts';
import { KINDS, TEMPLATES } from './kinds/all-kinds.ts';

/** An item in a document. */
export interface TreeItem {
  readonly id: string;
  readonly spec: KindSpec;
  readonly element: XmlElement;
  readonly state: 'there' | 'new' | 'removed';
}

/** An image that is to be made before a machine can have it. */
export interface NewImage {
  readonly pool: string;
  readonly name: string;
  readonly format: string;
  readonly sizeBytes: number;
}

/** A disk that is to grow. */
export interface Growth {
  readonly target: string;
  readonly sizeBytes: number;
}

const GIB = 1024 ** 3;

/** A machine's document as a list of items that edits can name. */
export class HardwareTree {
  readonly document: XmlDocument;
  readonly items = new Map<string, TreeItem>();
  /** Edits that found nothing to change. */
  lost = 0;
  readonly #host: HostOffer;
  readonly #seed: string;
  readonly #settles: boolean;

  /** `settles`: the rest of the document is made to fit; not so what runs, which fits itself. */
  constructor(xml: string, host: HostOffer, seed: string, settles = true) {
    this.document = parseDomain(xml);
    this.#host = host;
    this.#seed = seed;
    this.#settles = settles;
    for (const spec of KINDS) {
      spec.find(this.root).forEach((element, index) => {
        const base = spec.isDevice ? `${spec.kind}:${spec.key?.(element) ?? (spec.byIndex === true ? undefined : addressOf(element)) ?? index}` : spec.kind;
        this.items.set(this.items.has(base) ? `${base}#${index}` : base, { id: base, spec, element, state: 'there' });
      });
    }
    for (const [id, item] of this.items) if (item.id !== id) this.items.set(id, { ...item, id });
  }

  get root(): XmlElement {
    return this.document.root;
  }

  place(element: XmlElement): Place {
    return { element, root: this.root, host: this.#host };
  }

  /** Does an edit; what it names may be gone meanwhile. */
  apply(edit: HardwareEdit): void {
    if (edit.op === 'add') {
      this.#add(edit.item, edit.template);
      return;
    }
    const item = this.items.get(edit.item);
    if (item === undefined || item.state === 'removed') {
      this.lost += 1;
      return;
    }
    if (edit.op === 'set') this.#set(item, edit.field, edit.value);
    else if (edit.op === 'remove') this.#remove(item);
    else this.#replace(item, edit.xml);
  }

  /** The items in the order of the list. */
  list(): readonly TreeItem[] {
    const all = [...this.items.values()];
    return KINDS.flatMap((spec) => all.filter((item) => item.spec === spec));
  }

  /** The document's text, without what only the draft knows. */
  text(): string {
    const copy = parseDomain(serializeXml(this.document));
    for (const disk of copy.root.child('devices')?.elements('disk') ?? []) for (const name of ['vireo-new', 'vireo-grow']) for (const own of disk.elements(name)) removeChild(disk, own);
    return serializeXml(copy);
  }

  /** Images to be made. */
  newImages(): readonly NewImage[] {
    return this.#disks('vireo-new').map((disk) => ({ pool: readPath(disk, 'vireo-new@pool'), name: readPath(disk, 'source@file').split('/').at(-1) ?? '', format: readPath(disk, 'driver@type') || 'raw', sizeBytes: Math.round(Number(readPath(disk, 'vireo-new@size')) * GIB) }));
  }

  /** Disks to grow. */
  growths(): readonly Growth[] {
    return this.#disks('vireo-grow').map((disk) => ({ target: readPath(disk, 'target@dev'), sizeBytes: Math.round(Number(readPath(disk, 'vireo-grow@size')) * GIB) }));
  }

  #disks(order: string): readonly XmlElement[] {
    return (this.root.child('devices')?.elements('disk') ?? []).filter((disk) => disk.child(order) !== undefined);
  }

  #add(id: string, name: string): void {
    const template = TEMPLATES.find((each) => each.id === name);
    const devices = this.root.child('devices');
    const spec = KINDS.find(({ kind }) => kind === template?.kind);
    if (template === undefined || devices === undefined || spec === undefined) {
      this.lost += 1;
      return;
    }
    template.also?.(this.root);
    const before = spec.measure?.(this.root) ?? 0;
    const element = addChild(this.root, devices, elementOf(template.make(this.place(devices), `${this.#seed} ${id}`)));
    this.items.set(id, { id, spec, element, state: 'new' });
    this.#settle(spec, before);
  }

  #set({ spec, element }: TreeItem, key: string, value: string): void {
    const found = spec.fields.find((each) => each.key === key);
    const before = spec.measure?.(this.root) ?? 0;
    if (found === undefined) this.lost += 1;
    else {
      found.write(this.place(element), value);
      this.#settle(spec, before);
    }
  }

  #remove(item: TreeItem): void {
    const devices = this.root.child('devices');
    if (!item.spec.isDevice || devices === undefined) return;
    const before = item.spec.measure?.(this.root) ?? 0;
    removeChild(devices, item.element);
    this.#settle(item.spec, before);
    if (item.state === 'new') this.items.delete(item.id);
    else this.items.set(item.id, { ...item, state: 'removed' });
  }

  #replace(item: TreeItem, xml: string): void {
    const devices = this.root.child('devices');
    const element = elementOf(xml);
    if (devices === undefined || !item.spec.isDevice) return;
    if (element.name !== item.element.name) throw new VirError({ code: 'xml-error', domain: 'domain', message: `XML error: the device is a <${item.element.name}>, not a <${element.name}>` });
    const before = item.spec.measure?.(this.root) ?? 0;
    replaceChild(devices, item.element, element);
    this.items.set(item.id, { ...item, element });
    this.#settle(item.spec, before);
  }

  #settle(spec: KindSpec, before: number): void {
    if (this.#settles) spec.settle?.(this.root, before);
  }
}

/** Where a device is plugged in; the same in what is stored and in what runs. */
function addressOf(element: XmlElement): string | undefined {
  const address = element.child('address');
  return address === undefined ? undefined : address.attributes.map(({ value }) => value).join(' ');
}
