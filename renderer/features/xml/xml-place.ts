import { syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import type { SyntaxNode } from '@lezer/common';

/** What stands at a position of an XML text; `path` leads from below the root to the element it is about. */
export type XmlPlace =
  /** A name of an element inside the one at `path`. */
  | { readonly kind: 'element'; readonly path: readonly string[]; readonly from: number; readonly to: number; readonly closing: boolean }
  | { readonly kind: 'attribute'; readonly path: readonly string[]; readonly from: number; readonly to: number; readonly present: readonly string[] }
  | { readonly kind: 'value'; readonly path: readonly string[]; readonly attribute: string; readonly from: number; readonly to: number }
  /** The text of the element at `path`. */
  | { readonly kind: 'text'; readonly path: readonly string[]; readonly from: number; readonly to: number };

const isElement = (node: SyntaxNode): boolean => node.name === 'Element';
const isTag = (node: SyntaxNode): boolean => node.name === 'OpenTag' || node.name === 'SelfClosingTag' || node.name === 'CloseTag' || node.name === 'MismatchedCloseTag' || node.name === 'MissingCloseTag';

function up(node: SyntaxNode | null, fits: (node: SyntaxNode) => boolean): SyntaxNode | undefined {
  for (let at = node; at !== null; at = at.parent) if (fits(at)) return at;
  return undefined;
}

function nameOf(state: EditorState, element: SyntaxNode): string {
  const name = element.firstChild?.getChild('TagName');
  return name === null || name === undefined ? '' : state.sliceDoc(name.from, name.to);
}

/** The names from below the root down to an element. */
function pathOf(state: EditorState, element: SyntaxNode | undefined): readonly string[] {
  const names: string[] = [];
  for (let at = element; at !== undefined; at = up(at.parent, isElement)) names.unshift(nameOf(state, at));
  return names.slice(1);
}

function attributesOf(state: EditorState, tag: SyntaxNode): readonly string[] {
  return tag.getChildren('Attribute').flatMap((each) => {
    const name = each.getChild('AttributeName');
    return name === null ? [] : [state.sliceDoc(name.from, name.to)];
  });
}

/** What stands at a position, for completion (`side` -1) or for what the mouse is on (1). */
export function xmlPlace(state: EditorState, pos: number, side: -1 | 1): XmlPlace | undefined {
  const node = syntaxTree(state).resolveInner(pos, side);
  const tag = up(node, isTag);
  const element = up(node, isElement);
  if (node.name === 'AttributeValue') {
    const name = node.parent?.getChild('AttributeName');
    if (name === null || name === undefined) return undefined;
    const text = state.sliceDoc(node.from, node.to);
    const closed = text.length > 1 && text.endsWith(text[0] ?? '');
    return { kind: 'value', path: pathOf(state, element), attribute: state.sliceDoc(name.from, name.to), from: node.from + 1, to: closed ? node.to - 1 : node.to };
  }
  if (node.name === 'AttributeName' && tag !== undefined) {
    const own = state.sliceDoc(node.from, node.to);
    return { kind: 'attribute', path: pathOf(state, element), from: node.from, to: node.to, present: attributesOf(state, tag).filter((name) => name !== own) };
  }
  if (node.name === 'TagName' || node.name === 'StartTag' || node.name === 'StartCloseTag') {
    const from = node.name === 'TagName' ? node.from : node.to;
    const closing = tag?.name.endsWith('CloseTag') === true || node.name === 'StartCloseTag';
    return { kind: 'element', path: parentPath(state, element), from, to: node.name === 'TagName' ? node.to : from, closing };
  }
  if (tag !== undefined && !tag.name.endsWith('CloseTag') && pos > tag.from && (pos < tag.to || !endsTag(state, tag))) return { kind: 'attribute', path: pathOf(state, element), from: pos, to: pos, present: attributesOf(state, tag) };
  if (['Text', 'Element', 'EndTag', 'SelfCloseEndTag'].includes(node.name)) {
    const within = node.name.endsWith('EndTag') && tag?.name !== 'OpenTag' ? up(element?.parent ?? null, isElement) : element;
    if (within === undefined) return undefined;
    return { kind: 'text', path: pathOf(state, within), from: node.name === 'Text' ? node.from : pos, to: node.name === 'Text' ? node.to : pos };
  }
  return undefined;
}

function endsTag(state: EditorState, tag: SyntaxNode): boolean {
  return state.sliceDoc(tag.to - 1, tag.to) === '>';
}

function parentPath(state: EditorState, element: SyntaxNode | undefined): readonly string[] {
  return pathOf(state, up(element?.parent ?? null, isElement));
}
