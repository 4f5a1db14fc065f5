import { Ellipsis } from 'lucide-react';
import type { ReactNode } from 'react';
import type { MachineRow, MachineState, MachineVerb } from '../../../main/contract/inventory.ts';
import { Button } from '../../kit/button.tsx';
import { MenuButton } from '../../kit/menu.tsx';
import { showKeys } from '../../kit/shortcut.ts';
import { useApp } from '../../state/app-context.tsx';
import { machineMenu } from '../machine-actions/machine-menu.ts';
import { useMachineActions } from '../machine-actions/use-machine-actions.ts';
import { fitVerb, VERB_ICONS } from '../machine-actions/verbs.ts';

const BULK_VERBS: readonly MachineVerb[] = ['start', 'shutdown', 'pause', 'resume'];

/** The bar under the table: what can be done with the selected machines, and to how many of them. */
export function BulkBar({ rows, onClear }: { readonly rows: readonly MachineRow[]; readonly onClear: () => void }): ReactNode {
  const app = useApp();
  const actions = useMachineActions();
  const { tr } = actions;
  const counts = new Map<MachineState, number>();
  for (const row of rows) counts.set(row.state, (counts.get(row.state) ?? 0) + 1);
  const states = [...counts].map(([state, count]) => tr.t('table.stateCount', { count, state: tr.tKey(`state.${state}`) })).join(', ');
  return (
    <div className="bar bar--foot" role="toolbar" aria-label={tr.t('table.bulkLabel')}>
      <span className="medium" role="status">{tr.t('table.selected', { count: rows.length })}</span>
      <span className="soft clip">{states}</span>
      <span className="sep" />
      {BULK_VERBS.map((verb) => {
        const fit = fitVerb(rows, verb);
        return (
          <Button
            key={verb}
            icon={VERB_ICONS[verb]}
            count={fit.fitting.length}
            disabledReason={fit.reason === undefined ? undefined : tr.tKey(fit.reason, fit.values)}
            onClick={() => {
              actions.perform(verb, rows);
            }}
          >
            {tr.tKey(`verb.${verb}`)}
          </Button>
        );
      })}
      <MenuButton entries={machineMenu(app, tr, actions, rows)} button={<Button variant="ghost" icon={Ellipsis} label={tr.t('table.more')} />} />
      <span className="grow" />
      <Button variant="ghost" onClick={onClear}>
        {tr.t('kit.clear')}
      </Button>
      <kbd className="kbd">{showKeys('Escape')}</kbd>
    </div>
  );
}
