import { ClipboardPaste } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { FormRow, SelectField } from '../../kit/field.tsx';
import { GUEST_LAYOUT_NAMES, type GuestLayoutName } from './guest-layouts.ts';
import { isTypable } from './type-text.ts';

/** Asks for a text to type into a machine. */
export function TypeTextDialog({ name, layout: usual, onType, onClose }: { readonly name: string; readonly layout: GuestLayoutName; readonly onType: (text: string, layout: GuestLayoutName) => void; readonly onClose: () => void }): ReactNode {
  const { t, tKey } = useI18n();
  const id = useId();
  const [layout, setLayout] = useState(usual);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | undefined>();
  const type = (): void => {
    onType(text, layout);
    onClose();
  };
  const insert = async (): Promise<void> => {
    try {
      setText(text + (await navigator.clipboard.readText()));
      setProblem(undefined);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      setProblem(t('console.clipboardRefused'));
    }
  };
  return (
    <Dialog
      title={t('console.typeTitle', { name })}
      size="small"
      onClose={onClose}
      onSubmit={type}
      foot={
        <>
          <Button icon={ClipboardPaste} variant="ghost" onClick={() => { void insert(); }}>
            {t('console.typeClipboard')}
          </Button>
          <span className="grow" />
          <Button onClick={onClose}>{t('kit.cancel')}</Button>
          <Button variant="primary" type="submit" disabledReason={text === '' ? t('console.typeLabel') : undefined}>
            {t('console.typeDo')}
          </Button>
        </>
      }
    >
      <div className="dialog__pad">
        <label className="sr" htmlFor={id}>{t('console.typeLabel')}</label>
        <textarea id={id} className="console-typed mono" rows={6} spellCheck={false} value={text} onChange={(event) => { setText(event.target.value); }} />
        <div className="form__rows">
          <FormRow label={t('console.typeLayout')} htmlFor={`${id}-layout`}>
            <SelectField id={`${id}-layout`} value={layout} onChange={setLayout} options={GUEST_LAYOUT_NAMES.map((value) => ({ value, label: tKey(`console.layout.${value}`) }))} />
          </FormRow>
        </div>
        <p className="cap" role="status">{problem ?? (isTypable(text, layout) ? t('console.typeHelp') : t('console.typeUntypable'))}</p>
      </div>
    </Dialog>
  );
}
