import { useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { PendingPrompt } from '../../../main/contract/connections.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import type { Translator } from '../../i18n/translator.ts';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { CheckField, TextField } from '../../kit/field.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';
import { connectionLabel } from '../machine-actions/machine-words.ts';
import './connections.css';
import '../machine-dialogs/machine-dialogs.css';

type Prompt = PendingPrompt['prompt'];
type TextPrompt = Exclude<Prompt, { kind: 'host-key' | 'run-command' }>;
type Answer = { readonly kind: 'text'; readonly text: string; readonly store: boolean } | { readonly kind: 'accept'; readonly remember: boolean };

/** A question, who asks it, and how to answer. */
interface QuestionProps<P extends Prompt> {
  readonly prompt: P;
  readonly from: string;
  readonly waiting: number;
  readonly answer: (answer: Answer | undefined) => void;
}

function From({ from, waiting }: { readonly from: string; readonly waiting: number }): ReactNode {
  const { t } = useI18n();
  return (
    <span className="grow cap">
      {t('prompt.for', { name: from })}
      {waiting === 0 ? '' : `. ${t('prompt.more', { count: waiting })}`}
    </span>
  );
}

function textWords(tr: Translator, prompt: TextPrompt): { readonly title: string; readonly field: string; readonly note: string } {
  switch (prompt.kind) {
    case 'username':
      return { title: tr.t('prompt.userTitle', { target: prompt.target }), field: tr.t('prompt.user'), note: prompt.message };
    case 'password':
      return { title: tr.t('prompt.passwordTitle', { target: prompt.target }), field: tr.t('prompt.password'), note: prompt.message };
    case 'passphrase':
      return { title: tr.t('prompt.passphraseTitle', { file: prompt.keyFile }), field: tr.t('prompt.passphrase'), note: '' };
    case 'one-time-code':
      return { title: tr.t('prompt.codeTitle', { target: prompt.target }), field: tr.t('prompt.code'), note: prompt.message };
  }
}

function TextQuestion({ prompt, from, waiting, answer }: QuestionProps<TextPrompt>): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  const [text, setText] = useState(prompt.kind === 'username' ? (prompt.initial ?? '') : '');
  const [store, setStore] = useState(false);
  const words = textWords(tr, prompt);
  const hidden = prompt.kind === 'password' || prompt.kind === 'passphrase' || (prompt.kind === 'one-time-code' && !prompt.echo);
  const canStore = (prompt.kind === 'password' || prompt.kind === 'passphrase') && prompt.canStore;
  const retry = 'retry' in prompt && prompt.retry;
  const cancel = (): void => {
    answer(undefined);
  };
  return (
    <Dialog
      title={words.title}
      size="small"
      onClose={cancel}
      onSubmit={() => { answer({ kind: 'text', text, store }); }}
      foot={
        <>
          <From from={from} waiting={waiting} />
          <Button variant="ghost" onClick={cancel}>{t('kit.cancel')}</Button>
          <Button type="submit" variant="primary">{t('prompt.ok')}</Button>
        </>
      }
    >
      <div className="dialog__pad">
        {retry ? <p className="warn" role="alert"><StateMark shape="error" />{t('prompt.retry')}</p> : null}
        <label className="type-name">
          <span>{words.note === '' ? words.field : words.note}</span>
          <TextField type={hidden ? 'password' : 'text'} value={text} onChange={setText} aria-label={words.field} autoFocus />
        </label>
        {canStore ? <CheckField checked={store} onChange={setStore}>{t('prompt.store')}</CheckField> : null}
      </div>
    </Dialog>
  );
}

function HostKeyQuestion({ prompt, from, waiting, answer }: QuestionProps<Extract<Prompt, { kind: 'host-key' }>>): ReactNode {
  const { t } = useI18n();
  const [remember, setRemember] = useState(true);
  const changed = prompt.status === 'changed';
  const refuse = (): void => {
    answer(undefined);
  };
  return (
    <Dialog
      title={changed ? t('prompt.hostKeyChangedTitle', { host: prompt.target }) : t('prompt.hostKeyTitle', { host: prompt.target })}
      onClose={refuse}
      foot={
        <>
          <From from={from} waiting={waiting} />
          <Button variant={changed ? 'primary' : 'ghost'} onClick={refuse}>{t('prompt.reject')}</Button>
          <Button variant={changed ? 'danger' : 'primary'} onClick={() => { answer({ kind: 'accept', remember }); }}>{changed ? t('prompt.acceptChanged') : t('prompt.accept')}</Button>
        </>
      }
    >
      <div className="dialog__pad">
        {changed ? <p className="warn" role="alert"><StateMark shape="error" /><span>{t('prompt.hostKeyChanged')}</span></p> : <p>{t('prompt.hostKeyUnknown')}</p>}
        <div className="print">
          <span className="cap">{t('prompt.fingerprint', { type: prompt.keyType })}</span>
          <code dir="ltr">{prompt.fingerprint}</code>
          {changed ? <span className="cap">{t('prompt.knownHosts')} <bdi>{prompt.knownHostsFile}</bdi></span> : null}
        </div>
        <CheckField checked={remember} onChange={setRemember}>{t('prompt.remember')}</CheckField>
      </div>
    </Dialog>
  );
}

/** One word of a command as a shell would want it, so that nobody takes it for several. */
const commandWord = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

function CommandQuestion({ prompt, from, waiting, answer }: QuestionProps<Extract<Prompt, { kind: 'run-command' }>>): ReactNode {
  const { t } = useI18n();
  const [remember, setRemember] = useState(true);
  const cancel = (): void => {
    answer(undefined);
  };
  return (
    <Dialog
      title={t('prompt.commandTitle', { target: prompt.target })}
      onClose={cancel}
      foot={
        <>
          <From from={from} waiting={waiting} />
          <Button variant="ghost" onClick={cancel}>{t('kit.cancel')}</Button>
          <Button variant="primary" onClick={() => { answer({ kind: 'accept', remember }); }}>{t('prompt.run')}</Button>
        </>
      }
    >
      <div className="dialog__pad">
        <p>{t('prompt.commandText')}</p>
        <div className="cmd"><code dir="ltr">{prompt.argv.map(commandWord).join(' ')}</code></div>
        <CheckField checked={remember} onChange={setRemember}>{t('prompt.commandRemember')}</CheckField>
      </div>
    </Dialog>
  );
}

/** The first question that waits for an answer. A password goes from here to main and nowhere else. */
export function PromptDialog(): ReactNode {
  const { client, prompts, connections, ui } = useApp();
  const tr = useI18n();
  const list = useStore(prompts.store, (state) => state.list);
  const byId = useStore(connections.store, (state) => state.byId);
  const [first] = list;
  if (first === undefined) return null;
  const { prompt, promptId } = first;
  const info = byId.get(first.connectionId);
  const shared = {
    from: info === undefined ? '' : connectionLabel(tr, info),
    waiting: list.length - 1,
    answer: (answer: Answer | undefined): void => {
      client.connections.answerPrompt({ promptId, ...(answer === undefined ? {} : { answer }) }).catch(ui.report);
    },
  };
  if (prompt.kind === 'host-key') return <HostKeyQuestion key={promptId} prompt={prompt} {...shared} />;
  if (prompt.kind === 'run-command') return <CommandQuestion key={promptId} prompt={prompt} {...shared} />;
  return <TextQuestion key={promptId} prompt={prompt} {...shared} />;
}
