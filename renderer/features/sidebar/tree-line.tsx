import { Boxes, Building2, ChevronDown, ChevronRight, FlaskConical, Gauge, Folder, FolderOpen, Laptop, Layers, type LucideIcon, Server, Star } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import type { ConnectionPlaces } from '../../../main/contract/inventory.ts';
import type { ConnectionInfo } from '../../../main/contract/connections.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import type { Translator } from '../../i18n/translator.ts';
import { Icon } from '../../kit/icon.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { shapeOf, stateWord } from '../machine-actions/machine-words.ts';
import { canExpand, type TreeNode } from './tree-nodes.ts';

type PlaceKind = ConnectionPlaces['places'][number]['kind'];

/** The picture of a host: this computer, the test host, or a server. */
export function hostIcon(info: ConnectionInfo): LucideIcon {
  if (info.labelKey === 'connection.testHost' || info.labelKey === 'connection.testFile' || info.badge === 'test') return FlaskConical;
  return info.labelKey === 'connection.thisComputer' || info.labelKey === 'connection.thisComputerSession' ? Laptop : Server;
}

const PLACE_ICONS: Readonly<Record<PlaceKind, LucideIcon>> = { datacenter: Building2, folder: Folder, cluster: Boxes, host: Server, pool: Gauge };

function iconOf(node: TreeNode): LucideIcon {
  if (node.kind === 'host') return hostIcon(node.info);
  if (node.kind === 'folder') return node.expanded ? FolderOpen : Folder;
  if (node.kind === 'place') return node.place.kind === 'folder' && node.expanded ? FolderOpen : PLACE_ICONS[node.place.kind];
  return node.kind === 'favourites' ? Star : Layers;
}

function noteOf(tr: Translator, info: ConnectionInfo): string {
  switch (info.state) {
    case 'connecting':
      return tr.t('side.connecting');
    case 'connected':
      return [info.warning === undefined ? '' : tr.t('side.unverified'), info.badge, info.readOnly ? tr.t('side.readOnly') : ''].filter(Boolean).join(', ');
    case 'disconnected':
    case 'lost':
    case 'failed':
      return tr.t('side.notConnected');
  }
}

function HostEnd({ info, count }: { readonly info: ConnectionInfo; readonly count: number }): ReactNode {
  const tr = useI18n();
  if (info.state === 'connecting') return <StateMark shape="busy" label={tr.t('side.connecting')} />;
  if (info.state === 'lost' || info.state === 'failed') return <StateMark shape="error" label={tr.t('side.notConnected')} />;
  if (info.state === 'disconnected') return null;
  return <>{info.warning === undefined ? null : <StateMark shape="error" label={tr.t('side.unverified')} />} {tr.numbers().format(count)}</>;
}

/** A line of the tree. */
export interface TreeLineProps {
  readonly node: TreeNode;
  readonly domId: string;
  readonly top: number;
  readonly selected: boolean;
  readonly active: boolean;
  /** Something is being dragged over it that it would take. */
  readonly takes: boolean;
}

/** One line of the tree: its turn, its mark, its name, its count. */
export const TreeLine = memo(function TreeLine({ node, domId, top, selected, active, takes }: TreeLineProps): ReactNode {
  const tr = useI18n();
  const open = canExpand(node) ? node.expanded : undefined;
  const gone = node.kind === 'host' && node.info.state !== 'connected' && node.info.state !== 'connecting';
  const classes = ['node', node.kind === 'machine' ? '' : node.kind === 'place' ? 'node--place' : 'node--host', selected ? 'is-selected' : '', takes ? 'is-target' : '', active ? 'is-active' : '', gone ? 'is-gone' : ''].filter(Boolean).join(' ');
  return (
    <div
      id={domId}
      className={classes}
      role="treeitem"
      aria-level={node.depth + 1}
      aria-selected={selected}
      aria-expanded={open}
      data-node={node.id}
      draggable={node.kind === 'host'}
      style={{ transform: `translateY(${top}px)`, ...(node.depth === 0 ? {} : { '--depth': node.depth }) }}
    >
      <span className="node__turn" data-turn="">
        {open === undefined ? null : <Icon of={open ? ChevronDown : ChevronRight} size={12} flip={!open} />}
      </span>
      {node.kind === 'machine' ? <StateMark shape={shapeOf(node.row)} stale={node.row.stale} label={stateWord(tr, node.row)} /> : <Icon of={iconOf(node)} />}
      <span className="node__name" title={node.label}>{node.label}</span>
      {node.kind === 'host' ? <span className="node__note">{noteOf(tr, node.info)}</span> : null}
      {node.kind === 'machine' ? null : <span className="node__count">{node.kind === 'host' ? <HostEnd info={node.info} count={node.count} /> : tr.numbers().format(node.count)}</span>}
    </div>
  );
});
