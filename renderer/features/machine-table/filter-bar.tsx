import { ChevronDown, Columns3, ListFilter, X } from 'lucide-react';
import { useRef, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { useI18n } from '../../i18n/i18n-context.tsx';
import type { Translator } from '../../i18n/translator.ts';
import { Button } from '../../kit/button.tsx';
import { Icon } from '../../kit/icon.tsx';
import { MenuButton, type MenuEntry } from '../../kit/menu.tsx';
import { showKeys } from '../../kit/shortcut.ts';
import { COLUMNS } from './columns.tsx';
import { parseTerm } from './filter.ts';
import type { GroupKey } from './table-order.ts';
import type { TableView } from './use-table-view.ts';

interface ChipWords {
  readonly head: string;
  readonly values: readonly string[];
}

/** A condition in people's words: `tag is`, `prod or ci`. */
function chipWords(tr: Translator, text: string): ChipWords {
  const term = parseTerm(text);
  if (term.kind === 'text') return { head: '', values: [text] };
  const key = tr.tKey(`filter.key.${term.key}`);
  if (term.kind === 'compare') return { head: key, values: [`${term.operator} ${term.shown.replace(/(\d)([a-z%])/i, '$1 $2')}`] };
  const head = tr.t(term.negated ? 'filter.isNot' : 'filter.is', { key, value: '' }).trim();
  return { head, values: term.values };
}

function Chip({ text, onRemove }: { readonly text: string; readonly onRemove: () => void }): ReactNode {
  const tr = useI18n();
  const { head, values } = chipWords(tr, text);
  return (
    <span className="chip">
      {head === '' ? null : <span>{head}</span>}
      {values.map((value, at) => (
        <span key={value} className="chip__value">
          {at === 0 ? null : tr.t('filter.or')}
          <b>
            <bdi>{value}</bdi>
          </b>
        </span>
      ))}
      <button type="button" className="chip__x" tabIndex={-1} aria-label={tr.t('table.removeFilter', { filter: text })} onClick={onRemove}>
        <Icon of={X} size={12} />
      </button>
    </span>
  );
}

/** The line where the table is filtered. */
export function FilterBar({ view, shown, total, input, onLeave }: { readonly view: TableView; readonly shown: number; readonly total: number; readonly input: RefObject<HTMLInputElement | null>; readonly onLeave: () => void }): ReactNode {
  const tr = useI18n();
  const { chips, draft } = view;
  const box = useRef<HTMLDivElement>(null);
  const commit = (): void => {
    const words = draft.trim();
    if (words !== '' && parseTerm(words).kind !== 'text') view.setFilter([...chips, words], '');
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Backspace' && draft === '' && chips.length > 0) {
      event.preventDefault();
      view.setFilter(chips.slice(0, -1), chips.at(-1) ?? '');
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      if (draft === '' && chips.length === 0) onLeave();
      else view.setFilter(draft === '' ? [] : chips, '');
    } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      event.preventDefault();
      commit();
      onLeave();
    }
  };
  return (
    <div className="bar">
      <div ref={box} className="filter field">
        <Icon of={ListFilter} />
        {chips.map((text, at) => (
          <Chip key={`${at} ${text}`} text={text} onRemove={() => { view.setFilter(chips.filter((_, other) => other !== at), draft); }} />
        ))}
        <input
          ref={input}
          type="search"
          spellCheck={false}
          autoComplete="off"
          value={draft}
          aria-label={tr.t('table.filterLabel')}
          aria-description={tr.t('table.filterHelp')}
          title={tr.t('table.filterHelp')}
          placeholder={tr.t('table.addFilter')}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            const text = event.target.value;
            const ended = text.endsWith(' ') && !/"[^"]*$/.test(text) && parseTerm(text.trim()).kind !== 'text';
            view.setFilter(ended ? [...chips, text.trim()] : chips, ended ? '' : text);
          }}
        />
        <span className="cap" role="status">
          <bdi>{shown === total ? tr.t('table.all', { count: total }) : tr.t('table.shown', { shown, count: total })}</bdi>
        </span>
        <kbd className="kbd">{showKeys('ctrl+f')}</kbd>
      </div>
      <ViewMenus view={view} />
    </div>
  );
}

const GROUPS: readonly GroupKey[] = ['none', 'host', 'folder', 'state', 'tag'];

function groupLabel(tr: Translator, group: GroupKey): string {
  switch (group) {
    case 'none':
      return tr.t('table.groupNone');
    case 'host':
      return tr.t('table.groupHost');
    case 'folder':
      return tr.t('table.groupFolder');
    case 'state':
      return tr.t('table.groupState');
    case 'tag':
      return tr.t('table.groupTag');
  }
}

function ViewMenus({ view }: { readonly view: TableView }): ReactNode {
  const tr = useI18n();
  const groups = GROUPS.map((group): MenuEntry => ({ kind: 'item', id: group, label: groupLabel(tr, group), checked: view.group === group, onSelect: () => { view.setGroup(group); } }));
  const columns = COLUMNS.filter((column) => column.id !== 'name').map((column): MenuEntry => ({
    kind: 'item',
    id: column.id,
    label: (column.longTitle ?? column.title)(tr),
    checked: view.columnIds.includes(column.id),
    stays: true,
    onSelect: () => {
      view.setColumnIds(view.columnIds.includes(column.id) ? view.columnIds.filter((id) => id !== column.id) : [...view.columnIds, column.id]);
    },
  }));
  return (
    <>
      <MenuButton
        entries={groups}
        button={
          <button type="button" className="btn btn--ghost">
            <span>{view.group === 'none' ? tr.t('table.group') : groupLabel(tr, view.group)}</span>
            <Icon of={ChevronDown} size={12} />
          </button>
        }
      />
      <MenuButton entries={columns} button={<Button variant="ghost" icon={Columns3} label={tr.t('table.columns')} />} />
    </>
  );
}
