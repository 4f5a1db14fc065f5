import type { XmlElement } from '../conf/xml/xml-tree.ts';

/** Keeps the trees that were used last. */
export class TreeCache<K> {
  readonly #trees = new Map<K, XmlElement>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: K, parse: () => XmlElement): XmlElement {
    let tree = this.#trees.get(key);
    if (tree === undefined) tree = parse();
    else this.#trees.delete(key);
    this.#trees.set(key, tree);
    if (this.#trees.size > this.#limit) {
      const [oldest] = this.#trees.keys();
      if (oldest !== undefined) this.#trees.delete(oldest);
    }
    return tree;
  }
}
