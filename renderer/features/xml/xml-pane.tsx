import { ListChecks, Search, TriangleAlert, Undo2 } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { DocumentProblem } from '../../../main/contract/documents.ts';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import type { Translator } from '../../i18n/translator.ts';
import { Button } from '../../kit/button.tsx';
import { CopyButton } from '../../kit/copy-button.tsx';
import { EmptyState } from '../../kit/empty-state.tsx';
import { Segments } from '../../kit/field.tsx';
import { showKeys } from '../../kit/shortcut.ts';
import { StateMark } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';
import { shownText, type WhichXml, type XmlSession, type XmlSessionState } from '../../state/xml-session.ts';
import { onFind } from '../commands/find-target.ts';
import { describeError } from '../tasks/describe-error.ts';
import { OutcomeStrip } from './outcome-strip.tsx';
import { useXmlSession } from './use-xml-session.ts';
import { XmlEditor, type LineRemark, type XmlEditorHandle } from './xml-editor.tsx';
import { rememberHelp } from './xml-help.ts';

/** The documents there are, the chosen one first if it is there. */
function whichShown({ host, which }: XmlSessionState): WhichXml {
  if (host === undefined || host[which] !== undefined) return which;
  return which === 'live' ? 'stored' : 'live';
}

function toRemark(tr: Translator, { line, source, text }: DocumentProblem): LineRemark {
  if (source !== 'unknown') return { line, severity: 'error', text };
  const isAttribute = text.startsWith('@');
  return { line, severity: 'warning', text: isAttribute ? tr.t('xml.unknownAttribute', { name: text.slice(1) }) : tr.t('xml.unknownElement', { name: text }) };
}

const phrasesOf = ({ t }: Translator): Readonly<Record<string, string>> => ({
  'Find': t('editor.find'),
  'Replace': t('editor.replace'),
  'next': t('editor.next'),
  'previous': t('editor.previous'),
  'all': t('editor.all'),
  'match case': t('editor.case'),
  'by word': t('editor.word'),
  'regexp': t('editor.regexp'),
  'replace': t('editor.replaceOne'),
  'replace all': t('editor.replaceAll'),
  'close': t('editor.close'),
});

/** A machine's configuration as XML: to read, to search, to change. */
export function XmlPane({ machine, active }: { readonly machine: MachineKey; readonly active: boolean }): ReactNode {
  const tr = useI18n();
  const { session, reading } = useXmlSession(machine, active);
  const state = useStore(session.store);
  if (state.host === undefined) {
    return reading.error === undefined ? null : (
      <EmptyState text={`${tr.t('xml.failed')} ${describeError(tr, reading.error).text}`}>
        <Button variant="primary" onClick={reading.again}>{tr.t('host.tryAgain')}</Button>
      </EmptyState>
    );
  }
  return <Editing machine={machine} active={active} session={session} state={state} />;
}

function Editing({ machine, active, session, state }: { readonly machine: MachineKey; readonly active: boolean; readonly session: XmlSession; readonly state: XmlSessionState }): ReactNode {
  const { client, ui } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const editor = useRef<XmlEditorHandle>(null);
  const [remarks, setRemarks] = useState<readonly LineRemark[]>([]);
  const [schema, setSchema] = useState(true);
  const which = whichShown(state);
  const help = useMemo(() => rememberHelp((path) => client.documents.help({ path: [...path] })), [client]);
  const phrases = useMemo(() => phrasesOf(tr), [tr]);
  useEffect(() => (active ? onFind(() => { editor.current?.find(); }) : undefined), [active]);
  const { host, drafts } = state;
  const draft = drafts[which];
  const text = shownText(state, which) ?? '';
  const refused = host?.refused[which === 'live' ? 'live' : 'next-start'];
  const changedThere = draft !== undefined && host?.[which] !== undefined && host[which] !== draft.base;
  const check = async (xml: string): Promise<readonly LineRemark[]> => {
    // What the host has it has judged itself.
    if (session.store.getState().drafts[which] === undefined) {
      setRemarks([]);
      return [];
    }
    const { problems, schema: asked } = await client.documents.check({ xml });
    const found = problems.map((each) => toRemark(tr, each));
    setRemarks(found);
    setSchema(asked);
    return found;
  };
  const review = (): void => {
    if (draft !== undefined && refused === undefined) ui.open({ kind: 'reviewXml', machine, session });
  };
  const first = remarks[0];
  return (
    <>
      <div className="bar">
        {host?.live !== undefined && host.stored !== undefined ? <Segments label={t('xml.which')} value={which} onChange={session.choose} options={[{ value: 'live', label: t('xml.current') }, { value: 'stored', label: t('xml.stored') }]} /> : null}
        <span className="cap">{[t('xml.lines', { count: text.split('\n').length }), ...(refused === undefined ? [] : [t('xml.readOnly', { reason: tr.tKey(refused) })]), ...(draft === undefined ? [] : [t('xml.edited')])].join(', ')}</span>
        {draft !== undefined && first !== undefined ? <Button small variant="ghost" icon={TriangleAlert} tip={t('xml.problemsTip')} onClick={() => { editor.current?.goTo(first.line); }}>{t('xml.problems', { count: remarks.length })}</Button> : null}
        <span className="grow" />
        <Button small icon={Search} shortcut={showKeys('ctrl+f')} tip={t('xml.find')} onClick={() => { editor.current?.find(); }}>{t('xml.find')}</Button>
        <CopyButton text={text} />
        <Button small icon={Undo2} tip={t('xml.revertTip')} disabledReason={draft === undefined ? t('xml.unchanged') : undefined} onClick={() => { session.revert(which); }}>{t('xml.revert')}</Button>
        <Button small icon={ListChecks} variant={draft === undefined ? 'plain' : 'primary'} shortcut={showKeys('ctrl+s')} tip={t('xml.review')} disabledReason={refused === undefined ? (draft === undefined ? t('xml.unchanged') : undefined) : tr.tKey(refused)} onClick={review}>{t('xml.review')}</Button>
      </div>
      {state.outcome === undefined ? null : <OutcomeStrip outcome={state.outcome} onDismiss={session.dismiss} />}
      {changedThere ? <div className="strip strip--info" role="status"><StateMark shape="busy" /><div className="strip__text">{t('xml.changedThere')}</div></div> : null}
      {draft !== undefined && !schema ? <p className="xml-note cap">{t('xml.noSchema')}</p> : null}
      <XmlEditor key={which} ref={editor} text={text} label={t('xml.label')} readOnly={refused !== undefined} onChange={(next) => { session.edit(which, next); }} onSave={review} help={help} check={check} phrases={phrases} />
    </>
  );
}
