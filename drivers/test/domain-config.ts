import type { Uuid } from '../api/refs.ts';
import { parseXml } from '../conf/xml/parse-xml.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { formatDomain, readDomain, readTree, type DomainFormat } from './domain-document.ts';
import type { DomainFacts } from './domain-facts.ts';
import { nameInterfaces } from './interface-names.ts';
import { TreeCache } from './tree-cache.ts';

/** Trees of the definitions that were looked at last; all others are kept as text only. */
const trees = new TreeCache<DomainConfig>(64);

/**
 * A machine's definition. It never changes: {@link edit} gives a new one. Ten thousand of them are kept
 * as text plus a few facts, so the tree is parsed when somebody looks.
 */
export class DomainConfig {
  readonly name: string;
  readonly uuid: Uuid;
  readonly facts: DomainFacts;
  /** The canonical text, or how to get at it. */
  #text: string | (() => string);

  private constructor(name: string, uuid: Uuid, facts: DomainFacts, text: string | (() => string)) {
    this.name = name;
    this.uuid = uuid;
    this.facts = facts;
    this.#text = text;
  }

  /**
   * Reads a `<domain>` document, fills in what libvirt fills in, and checks it.
   *
   * @throws VirError with libvirt's code and words.
   */
  static parse(xml: string | XmlElement): DomainConfig {
    const { name, uuid, facts, text } = readDomain(xml);
    return new DomainConfig(name, uuid, facts, text());
  }

  /**
   * The same for a definition that enters the host: each interface without a name there gets one. The text is
   * kept as it came and made canonical when somebody looks, if that gives the same again.
   *
   * `root` is the text's tree, for those who have it already; it is changed.
   */
  static enter(xml: string, root: XmlElement = parseXml(xml, { url: '(domain_definition)' }).root): DomainConfig {
    const repeatable = isPinned(root);
    nameInterfaces(root);
    const { name, uuid, facts, text } = readDomain(root);
    return new DomainConfig(name, uuid, facts, repeatable ? () => canonicalText(xml) : text());
  }

  get text(): string {
    if (typeof this.#text === 'function') this.#text = this.#text();
    return this.#text;
  }

  /** The whole definition in libvirt's canonical form; not to be changed. */
  get root(): XmlElement {
    return trees.get(this, () => readTree(this.text));
  }

  /** A definition with changes made to a copy of the tree, read anew. */
  edit(change: (root: XmlElement) => void): DomainConfig {
    const root = readTree(this.text);
    change(root);
    return DomainConfig.parse(root);
  }

  format(format: DomainFormat = {}): string {
    return formatDomain(this.text, format);
  }
}

/** The canonical text of a document that entered the host. */
function canonicalText(xml: string): string {
  const { root } = parseXml(xml);
  nameInterfaces(root);
  return readDomain(root).text();
}

/** Whether reading a document twice gives the same twice: nothing in it is left to chance. */
function isPinned(root: XmlElement): boolean {
  const nets = root.child('devices')?.elements('interface') ?? [];
  return root.child('uuid') !== undefined && root.child('genid') === undefined && nets.every((net) => net.child('mac') !== undefined);
}
