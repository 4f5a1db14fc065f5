import { parseXml } from '../conf/xml/parse-xml.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';

/** A canonical document with the tree it stands for. Never changes. */
export class XmlDefinition {
  readonly text: string;
  #root: XmlElement | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** Not to be changed. */
  get root(): XmlElement {
    this.#root ??= parseXml(this.text).root;
    return this.#root;
  }
}
