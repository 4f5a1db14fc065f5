import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { TextField } from '../../kit/field.tsx';
import type { SerialSession } from './serial-session.ts';

/** Looks for a text in a terminal. Enter goes back in time, as what is looked for usually is above. */
export function TerminalFind({ session, onClose }: { readonly session: SerialSession; readonly onClose: () => void }): ReactNode {
  const { t } = useI18n();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const found = useStore(session.store, (state) => state.found);
  useEffect(() => {
    field.current?.focus();
    return () => {
      session.find('', false);
    };
  }, [session]);
  const change = (next: string): void => {
    setText(next);
    session.find(next, true);
  };
  const words = found === undefined || text === '' ? '' : found.count === 0 ? t('console.findNone') : t('console.findAt', { at: found.at, count: found.count });
  return (
    <div
      className="console-find"
      role="search"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
        else if (event.key === 'Enter') session.find(text, !event.shiftKey);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <TextField ref={field} value={text} onChange={change} aria-label={t('console.findLabel')} placeholder={t('console.find')} />
      <span className="cap num" role="status">{words}</span>
      <Button small variant="ghost" icon={ArrowUp} label={t('console.findPrevious')} onClick={() => { session.find(text, true); }} />
      <Button small variant="ghost" icon={ArrowDown} label={t('console.findNext')} onClick={() => { session.find(text, false); }} />
      <Button small variant="ghost" icon={X} label={t('kit.close')} onClick={onClose} />
    </div>
  );
}
