import type { ReactNode } from 'react';
import type { Failure, Repair } from '../../../main/contract/tasks.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { CopyButton } from '../../kit/copy-button.tsx';
import { errorDetails } from './describe-error.ts';

/** Why something failed: what it means first, then what the host said. */
export function FailureWords({ failure }: { readonly failure: Failure }): ReactNode {
  const tr = useI18n();
  const hint = failure.hint === undefined ? undefined : tr.tKey(failure.hint, failure.values);
  return (
    <>
      <span>{hint ?? failure.error.message}</span>
      {hint === undefined || hint === failure.error.message ? null : <div className="cap">{failure.error.message}</div>}
    </>
  );
}

/** The ways out of a failure: its repairs, and all of it to copy. */
export function FailureActions({ failure, onRepair, small = true }: { readonly failure: Failure; readonly onRepair: (repair: Repair) => void; readonly small?: boolean }): ReactNode {
  const tr = useI18n();
  return (
    <>
      {failure.repairs.map((repair, at) =>
        repair.command === undefined ? (
          <Button key={repair.kind} small={small} variant={at === 0 ? 'primary' : 'plain'} onClick={() => { onRepair(repair); }}>
            {tr.tKey(repair.label, repair.values)}
          </Button>
        ) : (
          <CopyButton key={repair.kind} text={repair.command} label={tr.tKey(repair.label, repair.values)} />
        ),
      )}
      <CopyButton variant="ghost" label={tr.t('kit.copyDetails')} text={() => errorDetails(failure.error)} />
    </>
  );
}
