import { completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { xml } from '@codemirror/lang-xml';
import { HighlightStyle, foldGutter, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, lintKeymap, linter, type Diagnostic } from '@codemirror/lint';
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useImperativeHandle, useRef, type ReactNode, type Ref } from 'react';
import { xmlHelp, type AskHelp } from './xml-help.ts';
import './xml.css';

/** What can be asked of the editor. */
export interface XmlEditorHandle {
  readonly find: () => void;
  readonly focus: () => void;
  /** Puts the cursor on a line, from 1. */
  readonly goTo: (line: number) => void;
}

/** A remark on a line. */
export interface LineRemark {
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly text: string;
}

/** An editor of XML. */
export interface XmlEditorProps {
  /** The text; what is typed comes by `onChange`, another one from outside replaces it. */
  readonly text: string;
  readonly label: string;
  readonly readOnly: boolean;
  readonly onChange: (text: string) => void;
  readonly onSave: () => void;
  readonly help: AskHelp;
  readonly check: (text: string) => Promise<readonly LineRemark[]>;
  readonly phrases: Readonly<Record<string, string>>;
  readonly ref: Ref<XmlEditorHandle>;
}

const COLORS = HighlightStyle.define([
  { tag: tags.tagName, color: 'var(--graph-1)' },
  { tag: tags.angleBracket, color: 'var(--text-3)' },
  { tag: tags.attributeName, color: 'var(--graph-3)' },
  { tag: [tags.attributeValue, tags.string], color: 'var(--graph-2)' },
  { tag: [tags.comment, tags.processingInstruction, tags.documentMeta], color: 'var(--text-3)', fontStyle: 'italic' },
  { tag: [tags.character, tags.definitionOperator], color: 'var(--text-2)' },
]);

/** Wait after the last key before the text is judged. */
const CHECK_DELAY_MS = 500;

interface Latest {
  props: XmlEditorProps;
}

function locked(readOnly: boolean): Extension {
  return [EditorState.readOnly.of(readOnly), EditorView.contentAttributes.of({ 'aria-readonly': String(readOnly) })];
}

function judged(latest: Latest): Extension {
  return linter(
    async (view): Promise<readonly Diagnostic[]> => {
      const remarks = await latest.props.check(view.state.doc.toString());
      return remarks.map(({ line, severity, text }) => {
        const { from, to } = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
        const indent = view.state.sliceDoc(from, to).length - view.state.sliceDoc(from, to).trimStart().length;
        return { from: from + indent, to, severity, message: text };
      });
    },
    { delay: CHECK_DELAY_MS },
  );
}

function extensionsFor(latest: Latest, lock: Compartment): Extension {
  const { label, readOnly, phrases } = latest.props;
  return [
    lineNumbers(),
    foldGutter(),
    lintGutter(),
    drawSelection(),
    history(),
    indentOnInput(),
    xml(),
    syntaxHighlighting(COLORS),
    search({ top: true }),
    highlightSelectionMatches(),
    xmlHelp((path) => latest.props.help(path)),
    judged(latest),
    EditorState.phrases.of(phrases),
    keymap.of([
      { key: 'Mod-s', preventDefault: true, run: () => { latest.props.onSave(); return true; } },
      ...completionKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...lintKeymap,
      // The palette and the window keep their keys.
      ...defaultKeymap.filter(({ key }) => key !== 'Mod-k' && key !== 'Ctrl-k'),
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) latest.props.onChange(update.state.doc.toString());
    }),
    EditorView.contentAttributes.of({ 'aria-label': label }),
    lock.of(locked(readOnly)),
  ];
}

/** XML to read and to write: highlighted, folded, searched, completed, judged. */
export function XmlEditor(props: XmlEditorProps): ReactNode {
  const { text, readOnly, ref } = props;
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef<Latest>({ props });
  latest.current.props = props;
  const lock = useRef(new Compartment());
  useEffect(() => {
    if (box.current === null) return undefined;
    const made = new EditorView({ state: EditorState.create({ doc: latest.current.props.text, extensions: extensionsFor(latest.current, lock.current) }), parent: box.current });
    view.current = made;
    return () => {
      made.destroy();
      view.current = undefined;
    };
  }, []);
  useEffect(() => {
    const { current } = view;
    if (current === undefined || current.state.doc.toString() === text) return;
    const at = Math.min(current.state.selection.main.head, text.length);
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: text }, selection: { anchor: at } });
  }, [text]);
  useEffect(() => {
    view.current?.dispatch({ effects: lock.current.reconfigure(locked(readOnly)) });
  }, [readOnly]);
  useImperativeHandle(ref, () => ({
    find: () => {
      if (view.current !== undefined) openSearchPanel(view.current);
    },
    focus: () => view.current?.focus(),
    goTo: (line) => {
      const { current } = view;
      if (current === undefined) return;
      const { from } = current.state.doc.line(Math.min(Math.max(1, line), current.state.doc.lines));
      current.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
      current.focus();
    },
  }));
  return <div ref={box} className={`xml${readOnly ? ' is-readonly' : ''}`} dir="ltr" />;
}
