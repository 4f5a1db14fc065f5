import type { Uuid } from '../api/refs.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { canonicalDomain, formatDomain, readTree, type DomainFormat } from './domain-document.ts';
import { readFacts, type DomainFacts } from './domain-facts.ts';
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
  readonly #text: string;
  #facts: DomainFacts | undefined;

  private constructor(name: string, uuid: Uuid, text: string) {
    this.name = name;
    this.uuid = uuid;
    this.#text = text;
  }

  /**
   * Reads a `<domain>` document, fills in what libvirt fills in, and checks it.
   *
   * @throws VirError with libvirt's code and words.
   */
  static parse(xml: string | XmlElement): DomainConfig {
    const { name, uuid, text } = canonicalDomain(xml);
    return new DomainConfig(name, uuid, text);
  }

  /** The whole definition in libvirt's canonical form; not to be changed. */
  get root(): XmlElement {
    return trees.get(this, () => readTree(this.#text));
  }

  get facts(): DomainFacts {
    this.#facts ??= readFacts(this.root);
    return this.#facts;
  }

  /** A definition with changes made to a copy of the tree, read anew. */
  edit(change: (root: XmlElement) => void): DomainConfig {
    const root = readTree(this.#text);
    change(root);
    return DomainConfig.parse(root);
  }

  format(format: DomainFormat = {}): string {
    return formatDomain(this.#text, format);
  }
}
