import { Check, Copy } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useI18n } from '../i18n/i18n-context.tsx';
import { Button, type ButtonVariant } from './button.tsx';
import { copyText } from './copy-text.ts';

const SHOWN_MS = 1500;

/** Copies a text, and says on itself that it did. */
export function CopyButton({ text, label, variant = 'plain', iconOnly = false }: { readonly text: string | (() => string); readonly label?: string; readonly variant?: ButtonVariant; readonly iconOnly?: boolean }): ReactNode {
  const { t } = useI18n();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => {
      setCopied(false);
    }, SHOWN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [copied]);
  const words = copied ? t('kit.copied') : (label ?? t('kit.copy'));
  const onClick = (): void => {
    void copyText(typeof text === 'function' ? text() : text).then(setCopied);
  };
  const icon = copied ? Check : Copy;
  return iconOnly ? (
    <Button small variant="ghost" icon={icon} label={words} onClick={onClick} />
  ) : (
    <Button small variant={variant} icon={icon} onClick={onClick}>
      {words}
    </Button>
  );
}
