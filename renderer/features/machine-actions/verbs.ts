import { BookmarkPlus, Camera, CirclePlay, CopyPlus, Disc3, FileX2, IterationCcw, Layers, LayoutTemplate, Maximize2, MonitorUp, MoveRight, Pause, Pencil, Play, Power, RefreshCw, RotateCcw, Save, ShieldCheck, Siren, Tags, Trash2, Zap, type LucideIcon } from 'lucide-react';
import type { MachineRow, MachineVerb } from '../../../main/contract/inventory.ts';

/** The picture of each verb. */
export const VERB_ICONS: Readonly<Record<MachineVerb, LucideIcon>> = {
  start: Play,
  resume: CirclePlay,
  pause: Pause,
  shutdown: Power,
  reboot: RotateCcw,
  cycle: IterationCcw,
  reset: RefreshCw,
  nmi: Siren,
  forceOff: Zap,
  save: Save,
  dropSave: FileX2,
  autostart: MonitorUp,
  delete: Trash2,
  openConsole: Maximize2,
  changeMedia: Disc3,
  screenshot: Camera,
  snapshot: BookmarkPlus,
  clone: CopyPlus,
  relocate: MoveRight,
  consolidate: Layers,
  template: LayoutTemplate,
  tags: Tags,
  protect: ShieldCheck,
  rename: Pencil,
};

/** The keys of verbs that have some. */
export const VERB_KEYS: Partial<Readonly<Record<MachineVerb, string>>> = { delete: 'Delete', rename: 'F2' };

/** What a verb would do to several machines. */
export interface VerbFit {
  /** Those that it can be done to now. */
  readonly fitting: readonly MachineRow[];
  /** Message key of why not, when it fits none; the same for all, or the one for "none of them". */
  readonly reason: string | undefined;
  readonly values: Readonly<Record<string, string>>;
}

/** Looks which of several machines a verb fits. */
export function fitVerb(rows: readonly MachineRow[], verb: MachineVerb): VerbFit {
  const fitting = rows.filter((row) => row.verbs[verb].enabled);
  if (fitting.length > 0) return { fitting, reason: undefined, values: {} };
  const first = rows[0]?.verbs[verb];
  const same = rows.every((row) => row.verbs[verb].reason === first?.reason);
  return { fitting, reason: same && first?.reason !== undefined ? first.reason : 'verb.none', values: first?.values ?? {} };
}

/** What moves a machine forward from where it is. */
export function primaryVerb(row: MachineRow): MachineVerb {
  switch (row.state) {
    case 'running':
      return 'shutdown';
    case 'paused':
      return 'resume';
    case 'off':
    case 'unknown':
      return 'start';
    case 'busy':
      return row.verbs.start.enabled ? 'start' : row.verbs.shutdown.enabled ? 'shutdown' : 'forceOff';
    case 'crashed':
      return row.verbs.start.enabled ? 'start' : 'forceOff';
  }
}
