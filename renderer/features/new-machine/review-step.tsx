import type { ReactNode } from 'react';
import type { NewMachine } from '../../../main/contract/new-machine.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { CopyButton } from '../../kit/copy-button.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { describeError } from '../tasks/describe-error.ts';

/** The document that will be defined, and a command that makes the same. */
export function ReviewStep({ wanted }: { readonly wanted: NewMachine }): ReactNode {
  const { client } = useApp();
  const tr = useI18n();
  const { t } = tr;
  // What is secret does not change the document.
  const shown: NewMachine = wanted.cloudInit === undefined ? wanted : { ...wanted, cloudInit: { ...wanted.cloudInit, password: undefined } };
  const { value, error } = useCall(JSON.stringify(shown), () => client.newMachines.preview(shown));
  if (value === undefined) return error === undefined ? <div className="new__pad dim">{t('new.composing')}</div> : <p className="new__pad warn" role="alert">{describeError(tr, error).text}</p>;
  return (
    <div className="new__review">
      <div className="new__reviewhead">
        <h3 className="block__head">{t('new.command')}</h3>
        <CopyButton text={value.command} variant="ghost" />
      </div>
      <pre className="new__code mono" tabIndex={0} aria-label={t('new.command')}>{value.command}</pre>
      {wanted.cloudInit?.password === undefined ? null : <p className="cap">{t('new.commandNoPassword')}</p>}
      <div className="new__reviewhead">
        <h3 className="block__head">{t('new.xml')}</h3>
        <CopyButton text={value.xml} variant="ghost" />
      </div>
      <pre className="new__code new__code--xml mono" tabIndex={0} aria-label={t('new.xml')}>{value.xml}</pre>
    </div>
  );
}
