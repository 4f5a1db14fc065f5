import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConnectionId, MachineKey, TaskId } from '../../main/contract/ids.ts';
import type { DiskFacts } from '../../main/contract/machines.ts';
import type { SnapshotFacts } from '../../main/contract/snapshots.ts';
import type { XmlSession } from './xml-session.ts';

/** An image that was chosen. */
export interface ChosenImage {
  readonly path: string;
  /** Undefined: it was typed. */
  readonly format: string | undefined;
}

/** The dialog that is open. One at a time; questions of connections stand above it. */
export type Dialog =
  | { readonly kind: 'palette' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'activity' }
  | { readonly kind: 'addHost'; readonly edit?: ConnectionId }
  | { readonly kind: 'newMachine'; readonly host?: ConnectionId }
  | { readonly kind: 'importAppliance'; readonly host?: ConnectionId }
  | { readonly kind: 'exportAppliance'; readonly machine: MachineKey }
  | { readonly kind: 'delete'; readonly machines: readonly MachineKey[] }
  | { readonly kind: 'confirmVerb'; readonly verb: 'forceOff' | 'reset'; readonly machines: readonly MachineKey[] }
  | { readonly kind: 'media'; readonly machine: MachineKey; readonly target?: string }
  | { readonly kind: 'clone'; readonly machine: MachineKey }
  | { readonly kind: 'takeSnapshot'; readonly machine: MachineKey }
  | { readonly kind: 'snapshot'; readonly act: 'revert' | 'delete' | 'describe' | 'compare'; readonly machine: MachineKey; readonly snapshot: SnapshotFacts }
  | { readonly kind: 'relocate'; readonly machines: readonly MachineKey[] }
  | { readonly kind: 'rename'; readonly machine: MachineKey }
  | { readonly kind: 'tags'; readonly machines: readonly MachineKey[] }
  /** Tabs that were to close and hold what is not applied. */
  | { readonly kind: 'unsaved'; readonly tabs: readonly string[] }
  /** The window was to close. */
  | { readonly kind: 'closing' }
  | { readonly kind: 'reviewXml'; readonly machine: MachineKey; readonly session: XmlSession }
  | { readonly kind: 'deleteImage'; readonly machine: MachineKey; readonly disk: DiskFacts; readonly onConfirm: () => void }
  | { readonly kind: 'browseImages'; readonly host: ConnectionId; readonly device: 'disk' | 'drive'; readonly onChoose: (image: ChosenImage) => void }
  | { readonly kind: 'removeHost'; readonly id: ConnectionId }
  | { readonly kind: 'folder'; readonly rename?: string; readonly hosts: readonly ConnectionId[] };

/** Something to do that an action has shown to be missing: a command to be typed on the host. */
export interface Advice {
  readonly text: string;
  readonly command: string;
}

/** An error of an action that has no place of its own, or an advice, shown until dismissed. */
export type Notice = { readonly id: number } & ({ readonly error: unknown } | { readonly advice: Advice });

/** What is open in the frame. */
export interface UiState {
  readonly dialog: Dialog | undefined;
  readonly tasksOpen: boolean;
  /** The task that a person was led to. */
  readonly shownTask: TaskId | undefined;
  readonly sidebarShown: boolean;
  readonly sidebarWidthPx: number;
  readonly notices: readonly Notice[];
  /** Whether the application answers; the transport says so. */
  readonly link: 'connecting' | 'open' | 'lost' | 'refused';
}

/** The frame's own state. */
export interface Ui {
  readonly store: StoreApi<UiState>;
  readonly open: (dialog: Dialog) => void;
  readonly close: () => void;
  readonly report: (error: unknown) => void;
  /** Shows an advice; the same one is shown once. */
  readonly advise: (advice: Advice) => void;
  readonly dismiss: (id: number) => void;
  readonly set: (change: Partial<UiState>) => void;
}

/** The frame's own state, in the beginning. */
export function createUi(): Ui {
  const store = createStore<UiState>(() => ({ dialog: undefined, tasksOpen: false, shownTask: undefined, sidebarShown: true, sidebarWidthPx: 232, notices: [], link: 'connecting' }));
  let count = 0;
  return {
    store,
    open: (dialog) => {
      store.setState({ dialog });
    },
    close: () => {
      store.setState({ dialog: undefined });
    },
    report: (error) => {
      count += 1;
      store.setState((state) => ({ notices: [...state.notices.slice(-2), { id: count, error }] }));
    },
    advise: (advice) => {
      count += 1;
      store.setState((state) => ({ notices: [...state.notices.filter((one) => !('advice' in one) || one.advice.text !== advice.text).slice(-2), { id: count, advice }] }));
    },
    dismiss: (id) => {
      store.setState((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }));
    },
    set: (change) => {
      store.setState(change);
    },
  };
}
