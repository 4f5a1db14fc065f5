import { RefreshCw } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ConnectionInfo } from '../../../main/contract/connections.ts';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { IpcError } from '../../ipc/ipc-error.ts';
import { Button } from '../../kit/button.tsx';
import { CopyButton } from '../../kit/copy-button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { CheckField, FormRow, TextField } from '../../kit/field.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { describeError } from '../tasks/describe-error.ts';
import { DiscoveryList } from './discovery-list.tsx';
import './connections.css';

interface Form {
  readonly uri: string;
  readonly label: string;
  readonly readOnly: boolean;
  readonly autoConnect: boolean;
}

type Outcome = { readonly kind: 'testing' } | { readonly kind: 'ok' } | { readonly kind: 'failed'; readonly error: unknown };

const formOf = (info: ConnectionInfo | undefined): Form => ({ uri: info?.uri ?? '', label: info === undefined || info.labelKey !== undefined ? '' : info.label, readOnly: info?.readOnly ?? false, autoConnect: info?.autoConnect ?? true });

/** Whether the address itself is wrong, not the way to the host. */
const isAboutAddress = (error: unknown): boolean => error instanceof IpcError && (error.info.step === 'resolve' || error.code === 'invalid-arg');

function OutcomeLine({ outcome }: { readonly outcome: Outcome }): ReactNode {
  const tr = useI18n();
  if (outcome.kind === 'testing') return <div className="test" role="status"><StateMark shape="busy" />{tr.t('add.testing')}</div>;
  if (outcome.kind === 'ok') return <div className="test" role="status"><StateMark shape="running" />{tr.t('add.testOk')}</div>;
  const { text, details } = describeError(tr, outcome.error);
  return (
    <div className="test" role="alert">
      <StateMark shape="error" />
      <span className="grow">
        {text}
        {isAboutAddress(outcome.error) ? <span className="cap"> {tr.t('add.uriForms')}</span> : null}
      </span>
      <CopyButton variant="ghost" label={tr.t('kit.copyDetails')} text={details} />
    </div>
  );
}

function Found({ form, setForm, onEnter }: { readonly form: Form; readonly setForm: (form: Form) => void; readonly onEnter: () => void }): ReactNode {
  const { client, connections } = useApp();
  const { t } = useI18n();
  const present = useStore(connections.store, (state) => state.list);
  const found = useCall('discover', () => client.connections.discover({}));
  const list = (found.value ?? []).filter((one) => one.found && one.uri !== undefined);
  return (
    <section>
      <h3 className="dialog__sub offers__head">
        {t('add.found')}
        <Button small variant="ghost" icon={RefreshCw} label={t('add.again')} onClick={found.again} />
      </h3>
      {list.length > 0 ? (
        <DiscoveryList found={list} present={present} chosen={form.uri} onEnter={onEnter} onChoose={(one) => { setForm({ ...form, uri: one.uri ?? '', readOnly: one.readOnly }); }} />
      ) : (
        <p className="dense dim">{found.value === undefined && found.error === undefined ? t('add.looking') : t('add.nothing')}</p>
      )}
    </section>
  );
}

function Fields({ form, setForm }: { readonly form: Form; readonly setForm: (form: Form) => void }): ReactNode {
  const { t } = useI18n();
  return (
    <>
      <div className="form__rows">
        <FormRow label={t('add.uri')} htmlFor="add-uri" help={t('add.uriHelp')}>
          <TextField id="add-uri" mono value={form.uri} onChange={(uri) => { setForm({ ...form, uri }); }} placeholder={t('add.uriPlaceholder')} />
        </FormRow>
        <FormRow label={t('add.label')} htmlFor="add-label">
          <TextField id="add-label" value={form.label} onChange={(label) => { setForm({ ...form, label }); }} placeholder={t('add.labelPlaceholder')} />
        </FormRow>
      </div>
      <CheckField checked={form.readOnly} onChange={(readOnly) => { setForm({ ...form, readOnly }); }}>{t('add.readOnly')}</CheckField>
      <CheckField checked={form.autoConnect} onChange={(autoConnect) => { setForm({ ...form, autoConnect }); }}>{t('add.autoConnect')}</CheckField>
    </>
  );
}

/** Adds a host: from what this computer offers, or by its address; or changes one that is in the list. */
export function AddHostDialog({ edit }: { readonly edit: ConnectionId | undefined }): ReactNode {
  const { ui, client, connections } = useApp();
  const { t } = useI18n();
  const before = useStore(connections.store, (state) => (edit === undefined ? undefined : state.byId.get(edit)));
  const [form, setForm] = useState(() => formOf(before));
  const [outcome, setOutcome] = useState<Outcome>();
  const uri = form.uri.trim();
  const label = form.label.trim();
  const reason = uri === '' ? t('add.uriHelp') : undefined;
  const failed = (error: unknown): void => {
    setOutcome({ kind: 'failed', error });
  };
  const test = (): void => {
    setOutcome({ kind: 'testing' });
    client.connections.add({ uri, readOnly: form.readOnly, test: true }).then(() => { setOutcome({ kind: 'ok' }); }, failed);
  };
  const save = (): void => {
    if (reason !== undefined) return;
    const common = { uri, readOnly: form.readOnly, autoConnect: form.autoConnect, ...(label === '' ? {} : { label }) };
    const done = edit === undefined ? client.connections.add(common) : client.connections.update({ id: edit, ...common });
    Promise.resolve<unknown>(done).then(ui.close, failed);
  };
  return (
    <Dialog
      title={edit === undefined ? t('add.title') : t('add.edit')}
      onClose={ui.close}
      onSubmit={save}
      foot={
        <>
          <Button disabledReason={reason} onClick={test}>{t('add.test')}</Button>
          <span className="grow" />
          <Button variant="ghost" onClick={ui.close}>{t('kit.cancel')}</Button>
          <Button type="submit" variant="primary" disabledReason={reason}>{edit === undefined ? t('add.connect') : t('add.save')}</Button>
        </>
      }
    >
      <div className="dialog__pad">
        {edit === undefined ? <Found form={form} setForm={setForm} onEnter={save} /> : null}
        <Fields form={form} setForm={setForm} />
        {outcome === undefined ? null : <OutcomeLine outcome={outcome} />}
      </div>
    </Dialog>
  );
}
