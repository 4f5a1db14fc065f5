import { xml } from '@codemirror/lang-xml';
import { HighlightStyle, syntaxHighlighting, foldGutter } from '@codemirror/language';
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useImperativeHandle, useRef, type ReactNode, type Ref } from 'react';
import './xml.css';

/** What can be asked of the view. */
export interface XmlViewHandle {
  readonly find: () => void;
}

const COLORS = HighlightStyle.define([
  { tag: tags.tagName, color: 'var(--graph-1)' },
  { tag: tags.angleBracket, color: 'var(--text-3)' },
  { tag: tags.attributeName, color: 'var(--graph-3)' },
  { tag: [tags.attributeValue, tags.string], color: 'var(--graph-2)' },
  { tag: [tags.comment, tags.processingInstruction, tags.documentMeta], color: 'var(--text-3)', fontStyle: 'italic' },
  { tag: [tags.character, tags.definitionOperator], color: 'var(--text-2)' },
]);

const stateOf = (text: string, label: string): EditorState =>
  EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(),
      foldGutter(),
      drawSelection(),
      xml(),
      syntaxHighlighting(COLORS),
      search({ top: true }),
      highlightSelectionMatches(),
      keymap.of(searchKeymap),
      EditorState.readOnly.of(true),
      EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true' }),
    ],
  });

/** XML to read: highlighted, folded, searched. */
export function XmlView({ text, label, ref }: { readonly text: string; readonly label: string; readonly ref: Ref<XmlViewHandle> }): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  useEffect(() => {
    if (box.current === null) return undefined;
    const made = new EditorView({ state: stateOf(text, label), parent: box.current });
    view.current = made;
    return () => {
      made.destroy();
      view.current = undefined;
    };
  }, [text, label]);
  useImperativeHandle(ref, () => ({
    find: () => {
      if (view.current !== undefined) openSearchPanel(view.current);
    },
  }));
  return <div ref={box} className="xml" dir="ltr" />;
}
