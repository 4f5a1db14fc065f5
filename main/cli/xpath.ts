import { parseXml } from '../../drivers/conf/xml/parse-xml.ts';
import { textOf, XmlElement } from '../../drivers/conf/xml/xml-tree.ts';

interface Step {
  readonly deep: boolean;
  readonly name: string;
  readonly tests: readonly ((element: XmlElement, position: number) => boolean)[];
}

/**
 * What a path finds in a document, as text: elements with their content, attributes as ` name="value"`. Undefined when it is not
 * a path that is understood: steps by name or `*`, `//`, `.`, `[@a='x']`, `[n]`, `@name` or `text()` at the end.
 */
export function selectNodes(xml: string, path: string): readonly string[] | undefined {
  const match = /^(?<steps>.*?)(?:\/(?<end>@[\w:*-]+|text\(\)))?$/s.exec(path.trim());
  const text = match?.groups?.['steps'] ?? '';
  // `//@x`: the attribute of anything below.
  const steps = parseSteps(text.endsWith('/') ? `${text}/*` : text);
  if (steps === undefined) return undefined;
  const document = documentOf(xml);
  const inOrder = descendants(document);
  const elements = steps.reduce<readonly XmlElement[]>((found, step) => {
    const next = new Set(found.flatMap((element) => take(element, step)));
    return inOrder.filter((element) => next.has(element));
  }, [document]);
  const end = match?.groups?.['end'];
  if (end === undefined) return elements.map(print);
  if (end === 'text()') return elements.map(ownText).filter((text) => text !== '');
  const wanted = end.slice(1);
  return elements.flatMap((element) =>
    element.attributes.filter(({ name }) => wanted === '*' || name === wanted).map(({ name, value }) => ` ${name}="${escape(value)}"`),
  );
}

/** A nameless element around the root, so that an absolute path begins with a step like any other. */
function documentOf(xml: string): XmlElement {
  return new XmlElement('', [], [parseXml(xml).root]);
}

function parseSteps(text: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  const relative = text.replace(/^\.(?=\/|$)/, '');
  const pattern = /(\/\/?)([\w:.-]+|\*)((?:\[[^\]]*\])*)/gy;
  const source = relative.startsWith('/') || relative === '' ? relative : `/${relative}`;
  for (let match = pattern.exec(source); match !== null; match = pattern.exec(source)) {
    const tests = [...(match[3] ?? '').matchAll(/\[([^\]]*)\]/g)].map(([, inner = '']) => parseTest(inner));
    if (tests.some((test) => test === undefined)) return undefined;
    steps.push({ deep: match[1] === '//', name: match[2] ?? '', tests: tests.filter((test) => test !== undefined) });
    if (pattern.lastIndex === source.length) return steps;
  }
  return source === '' ? steps : undefined;
}

function parseTest(text: string): Step['tests'][number] | undefined {
  const number = /^\d+$/.exec(text.trim());
  if (number !== null) return (_element, position) => position === Number(number[0]);
  const attribute = /^@([\w:-]+)\s*(?:=\s*(?:'([^']*)'|"([^"]*)"))?$/.exec(text.trim());
  if (attribute !== null) {
    const [, name = '', single, double] = attribute;
    const value = single ?? double;
    return (element) => (value === undefined ? element.attribute(name) !== undefined : element.attribute(name) === value);
  }
  const child = /^([\w:-]+)\s*(?:=\s*(?:'([^']*)'|"([^"]*)"))?$/.exec(text.trim());
  if (child === null) return undefined;
  const [, name = '', single, double] = child;
  const value = single ?? double;
  return (element) => element.elements(name).some((one) => value === undefined || ownText(one) === value);
}

function take(element: XmlElement, { deep, name, tests }: Step): readonly XmlElement[] {
  const parents = deep ? [element, ...descendants(element)] : [element];
  return parents.flatMap((parent) => {
    const named = parent.elements().filter((child) => name === '*' || child.name === name);
    return tests.reduce<readonly XmlElement[]>((found, test) => found.filter((child, index) => test(child, index + 1)), named);
  });
}

function descendants(element: XmlElement): readonly XmlElement[] {
  return element.elements().flatMap((child) => [child, ...descendants(child)]);
}

function ownText(element: XmlElement): string {
  return element.children.filter(({ kind }) => kind === 'text' || kind === 'cdata').map(textOf).join('');
}

/** An element as libxml2 writes it: two spaces a level, white space between elements dropped. */
function print(element: XmlElement): string {
  return printAt(element, 0);
}

function printAt(element: XmlElement, level: number): string {
  const pad = '  '.repeat(level);
  const open = `${pad}<${element.name}${element.attributes.map(({ name, value }) => ` ${name}="${escape(value)}"`).join('')}`;
  const children = element.elements();
  const text = ownText(element);
  if (children.length === 0) return text === '' ? `${open}/>` : `${open}>${escape(text)}</${element.name}>`;
  return `${open}>\n${children.map((child) => printAt(child, level + 1)).join('\n')}\n${pad}</${element.name}>`;
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
