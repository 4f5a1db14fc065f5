import { autocompletion, startCompletion, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { hoverTooltip, type EditorView, type Tooltip } from '@codemirror/view';
import type { ElementHelpFacts, HelpEntry } from '../../../main/contract/documents.ts';
import { xmlPlace, type XmlPlace } from './xml-place.ts';

/** Asks what may stand in the element at a path below the root. */
export type AskHelp = (path: readonly string[]) => Promise<ElementHelpFacts | undefined>;

/** Remembers the answers: they never change. */
export function rememberHelp(ask: AskHelp): AskHelp {
  const known = new Map<string, Promise<ElementHelpFacts | undefined>>();
  return (path) => {
    const key = path.join('/');
    const found = known.get(key) ?? ask(path);
    known.set(key, found);
    found.catch(() => known.delete(key));
    return found;
  };
}

/** What can be put at a place. */
export function completionsFor(place: XmlPlace, facts: ElementHelpFacts | undefined): readonly Completion[] {
  if (facts === undefined) return [];
  switch (place.kind) {
    case 'element':
      return place.closing ? [] : facts.children.map(toCompletion('type'));
    case 'attribute':
      return facts.attributes.filter(({ name }) => !place.present.includes(name)).map((entry) => ({ ...toCompletion('property')(entry), apply: applyAttribute, boost: entry.required ? 1 : 0 }));
    case 'value':
      return (facts.attributes.find(({ name }) => name === place.attribute)?.words ?? []).map((label) => ({ label, type: 'enum' }));
    case 'text':
      return facts.words.map((label) => ({ label, type: 'enum' }));
  }
}

const toCompletion =
  (type: string) =>
  ({ name, help }: HelpEntry): Completion => ({ label: name, type, ...(help === '' ? {} : { detail: help }) });

/** Writes the name and its quotes, and leaves the cursor between them. */
function applyAttribute(view: EditorView, { label }: Completion, from: number, to: number): void {
  const has = view.state.sliceDoc(to, to + 1) === '=';
  view.dispatch({ changes: { from, to, insert: has ? label : `${label}=''` }, selection: { anchor: from + label.length + (has ? 1 : 2) }, userEvent: 'input.complete' });
  // The words it may say come next.
  setTimeout(() => startCompletion(view), 0);
}

/** The line of help for what stands at a place. */
export function lineFor(place: XmlPlace, facts: ElementHelpFacts | undefined, word: string): HelpEntry | undefined {
  switch (place.kind) {
    case 'element':
      return facts?.children.find(({ name }) => name === word);
    case 'attribute':
      return facts?.attributes.find(({ name }) => name === word);
    case 'value':
      return facts?.attributes.find(({ name }) => name === place.attribute);
    case 'text':
      return undefined;
  }
}

/** Completion and hints out of the model of the document. */
export function xmlHelp(ask: AskHelp): Extension {
  const complete = async (context: CompletionContext): Promise<CompletionResult | null> => {
    const place = xmlPlace(context.state, context.pos, -1);
    if (place === undefined) return null;
    // Between tags nobody wants a list without asking.
    if (!context.explicit && (place.kind === 'text' || (place.kind === 'attribute' && place.from === place.to && !/\s$/.test(context.state.sliceDoc(Math.max(0, context.pos - 1), context.pos))))) return null;
    const options = completionsFor(place, await ask(place.path));
    if (options.length === 0) return null;
    const from = place.kind === 'text' ? place.from + leadingSpace(context.state.sliceDoc(place.from, place.to)) : place.from;
    return { from: Math.min(from, context.pos), options, validFor: /^[\w:.-]*$/ };
  };
  const hover = async (view: EditorView, pos: number, side: -1 | 1): Promise<Tooltip | null> => {
    const place = xmlPlace(view.state, pos, side);
    if (place === undefined || place.kind === 'text') return null;
    const entry = lineFor(place, await ask(place.path), view.state.sliceDoc(place.from, place.to));
    if (entry === undefined || (entry.help === '' && entry.words.length === 0)) return null;
    return { pos: place.from, end: place.to, above: true, create: () => ({ dom: hintElement(entry) }) };
  };
  return [autocompletion({ override: [complete], icons: false }), hoverTooltip(hover, { hoverTime: 400 })];
}

function leadingSpace(text: string): number {
  return text.length - text.trimStart().length;
}

function hintElement({ name, help, words }: HelpEntry): HTMLElement {
  const box = document.createElement('div');
  box.className = 'xml-hint';
  const title = box.appendChild(document.createElement('code'));
  title.textContent = name;
  if (help !== '') box.append(' ', help);
  if (words.length > 0) {
    const list = box.appendChild(document.createElement('div'));
    list.className = 'xml-hint__words';
    list.textContent = words.join(', ');
  }
  return box;
}
