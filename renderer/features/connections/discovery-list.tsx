import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { ConnectionInfo, Discovery } from '../../../main/contract/connections.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { moveIndex } from '../../kit/list-keys.ts';
import { StateMark } from '../../kit/state-mark.tsx';
import { discoveryDetail, discoveryLabel, isPresent } from './discoveries.ts';

/** What this computer offers, to choose from. */
export function DiscoveryList({ found, present, chosen, onChoose, onEnter }: { readonly found: readonly Discovery[]; readonly present: readonly ConnectionInfo[]; readonly chosen: string; readonly onChoose: (one: Discovery) => void; readonly onEnter: () => void }): ReactNode {
  const tr = useI18n();
  const prefix = useId();
  const list = useRef<HTMLDivElement>(null);
  const at = found.findIndex((one) => one.uri === chosen);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const next = found[moveIndex(event.key, at, found.length, 8) ?? -1];
    if (next !== undefined) onChoose(next);
    else if (event.key === 'Enter') onEnter();
    else return;
    event.preventDefault();
  };
  return (
    <div ref={list} className="offers" role="listbox" tabIndex={0} aria-label={tr.t('add.found')} aria-activedescendant={at < 0 ? undefined : `${prefix}${at}`} onKeyDown={onKeyDown}>
      {found.map((one, index) => (
        <div
          key={`${one.kind} ${one.uri ?? ''} ${one.readOnly ? 'ro' : ''}`}
          id={`${prefix}${index}`}
          role="option"
          aria-selected={index === at}
          className={`tr offers__line${index === at ? ' is-selected is-active' : ''}`}
          onClick={() => { onChoose(one); }}
          onDoubleClick={onEnter}
        >
          <span className="cell-name">
            <StateMark shape={one.problem === undefined ? 'running' : 'error'} />
            <span className="clip">{discoveryLabel(tr, one)}</span>
          </span>
          <span className="soft" title={discoveryDetail(tr, one)}>{discoveryDetail(tr, one)}</span>
          <span className="cap">{isPresent(one, present) ? tr.t('add.present') : one.readOnly ? tr.t('side.readOnly') : ''}</span>
        </div>
      ))}
    </div>
  );
}
