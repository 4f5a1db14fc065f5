import { Download } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { TextField } from '../../kit/field.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { fileName, saveFile } from '../console/save-file.ts';
import { describeError } from '../tasks/describe-error.ts';
import { RecordLine } from './record-line.tsx';
import './activity.css';

const PAGE = 200;

/** What was done to what, by which command: to read, to search, to export. */
export function ActivityDialog(): ReactNode {
  const { ui, client } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const [text, setText] = useState('');
  const [limit, setLimit] = useState(PAGE);
  const found = useCall(`${limit} ${text}`, () => client.audit.read({ text, limit }));
  const save = (): void => {
    client.audit.export({}).then((bytes) => { saveFile(fileName('vireo-activity', new Date(), 'jsonl'), new Blob([bytes.slice()])); }, ui.report);
  };
  const { value } = found;
  return (
    <Dialog
      title={t('activity.title')}
      size="large"
      onClose={ui.close}
      foot={
        <>
          <span className="grow cap clip" title={value?.file}>{value === undefined ? '' : t('activity.file', { file: value.file })}</span>
          <Button icon={Download} onClick={save}>{t('activity.export')}</Button>
          <Button onClick={ui.close}>{t('kit.close')}</Button>
        </>
      }
    >
      <div className="act__bar">
        <TextField value={text} onChange={(next) => { setText(next); setLimit(PAGE); }} aria-label={t('activity.search')} placeholder={t('activity.search')} />
        <span className="cap">{value === undefined ? '' : value.more ? t('activity.newest', { count: value.records.length }) : t('activity.count', { count: value.records.length })}</span>
      </div>
      {found.error !== undefined ? <p className="dialog__pad dense">{describeError(tr, found.error).text}</p> : null}
      {value?.records.length === 0 ? <p className="tasks__none">{t(text.trim() === '' ? 'activity.none' : 'activity.nothing')}</p> : null}
      <ul className="acts" aria-label={t('activity.title')}>
        {value?.records.map((record, at) => <RecordLine key={`${record.timeMs} ${record.command} ${at}`} record={record} />)}
      </ul>
      {value?.more === true ? <p className="act__end"><Button small onClick={() => { setLimit(Math.min(5000, limit * 5)); }}>{t('activity.more')}</Button></p> : null}
    </Dialog>
  );
}
