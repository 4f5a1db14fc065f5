import { ChevronDown, Ellipsis, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { MachineRow, MachineVerb } from '../../../main/contract/inventory.ts';
import { Button } from '../../kit/button.tsx';
import { Icon } from '../../kit/icon.tsx';
import { MenuButton } from '../../kit/menu.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';
import { MachineIcon } from '../machine-actions/machine-icon.tsx';
import { machineMenu, verbEntry } from '../machine-actions/machine-menu.ts';
import { connectionLabel, fullHostLabel, shapeOf, stateWord } from '../machine-actions/machine-words.ts';
import { useMachineActions } from '../machine-actions/use-machine-actions.ts';
import { fitVerb, primaryVerb, VERB_ICONS } from '../machine-actions/verbs.ts';

/** What stands beside the primary button, as icons. */
function iconVerbs(row: MachineRow): readonly MachineVerb[] {
  return row.state === 'off' || row.state === 'crashed' ? ['changeMedia'] : [row.state === 'paused' ? 'shutdown' : 'pause', 'reboot', 'screenshot', 'changeMedia'];
}

function VerbButton({ row, verb }: { readonly row: MachineRow; readonly verb: MachineVerb }): ReactNode {
  const actions = useMachineActions();
  const { tr } = actions;
  const fit = fitVerb([row], verb);
  return <Button variant="ghost" icon={VERB_ICONS[verb]} label={tr.tKey(`verb.${verb}`)} disabledReason={fit.reason === undefined ? undefined : tr.tKey(fit.reason, fit.values)} onClick={() => { actions.perform(verb, [row]); }} />;
}

/** The primary action, in one with its relatives. */
function PrimaryButton({ row }: { readonly row: MachineRow }): ReactNode {
  const actions = useMachineActions();
  const { tr } = actions;
  const verb = primaryVerb(row);
  const fit = fitVerb([row], verb);
  const reason = fit.reason === undefined ? undefined : tr.tKey(fit.reason, fit.values);
  const forward = verb === 'start' || verb === 'resume';
  const others: readonly MachineVerb[] = verb === 'start' ? ['dropSave', 'autostart'] : ['reboot', 'cycle', 'save'];
  const entries = [
    ...others.map((other) => verbEntry(tr, actions, [row], other)),
    ...(verb === 'start' ? [] : [{ kind: 'separator', id: 's' } as const, verbEntry(tr, actions, [row], 'reset'), ...(verb === 'forceOff' ? [] : [verbEntry(tr, actions, [row], 'forceOff')])]),
  ];
  const variant = forward && reason === undefined ? 'primary' : 'plain';
  return (
    <span className="split">
      <Button variant={variant} icon={VERB_ICONS[verb]} disabledReason={reason} onClick={() => { actions.perform(verb, [row]); }}>
        {tr.tKey(`verb.${verb}`)}
      </Button>
      <MenuButton entries={entries} button={<Button variant={variant} icon={ChevronDown} iconSize={12} label={tr.t('verb.forWhich')} />} />
    </span>
  );
}

/** The line at the top of a machine's page: what it is, where it is, what can be done. */
export function MachineHead({ row }: { readonly row: MachineRow }): ReactNode {
  const app = useApp();
  const actions = useMachineActions();
  const { tr } = actions;
  const host = useStore(app.connections.store, (state) => state.byId.get(row.connectionId));
  return (
    <header className="head">
      <StateMark shape={shapeOf(row)} stale={row.stale} label={stateWord(tr, row)} />
      <MachineIcon name={row.icon} />
      <h1 className="clip" title={row.name}>{row.name}</h1>
      <span className="head__where clip">
        {host === undefined ? '' : tr.t('page.on', { host: fullHostLabel(row, connectionLabel(tr, host)) })}
        {row.state === 'running' && row.stateDetail === undefined ? '' : `, ${stateWord(tr, row)}`}
      </span>
      {row.isProtected === true ? <span className="head__protected" role="img" aria-label={tr.t('machine.protected')} title={tr.t('machine.protected')}><Icon of={ShieldCheck} size={14} /></span> : null}
      {row.tags.map((tag) => <span key={tag} className="tag">{tag}</span>)}
      <span className="grow" />
      <PrimaryButton row={row} />
      <span className="sep" />
      {iconVerbs(row).map((verb) => <VerbButton key={verb} row={row} verb={verb} />)}
      <MenuButton entries={machineMenu(app, tr, actions, [row])} button={<Button variant="ghost" icon={Ellipsis} label={tr.t('kit.more')} />} />
    </header>
  );
}
