import { useEffect, useRef, useState } from 'react';
import type { HardwareEdit, HardwareMode, HardwareResult, HardwareView } from '../../../main/contract/hardware.ts';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useApp } from '../../state/app-context.tsx';
import { machineId } from '../../state/inventory-store.ts';

const LOOK_MS = 5000;
/** Edits of machines whose page was left, until the window closes. */
const kept = new Map<string, readonly HardwareEdit[]>();

/** What the pane works with. */
export interface HardwareDraft {
  readonly view: HardwareView | undefined;
  readonly edits: readonly HardwareEdit[];
  readonly error: unknown;
  /** The host has something else by now. */
  readonly stale: boolean;
  readonly result: HardwareResult | undefined;
  readonly applying: boolean;
  readonly edit: (edit: HardwareEdit) => void;
  /** Adds an item; gives its id. */
  readonly add: (template: string) => string;
  readonly undo: (edit: Pick<HardwareEdit, 'op' | 'item'> & { readonly field?: string | undefined }) => void;
  readonly discard: () => void;
  readonly reread: () => void;
  readonly apply: (mode: HardwareMode) => void;
  readonly dismiss: () => void;
}

const sameField = (a: HardwareEdit, b: HardwareEdit): boolean => a.op === b.op && a.item === b.item && (a.op !== 'set' || (b.op === 'set' && a.field === b.field));

/** The edits with one more; a later one of the same field takes the place of the earlier. */
export function withEdit(edits: readonly HardwareEdit[], edit: HardwareEdit): readonly HardwareEdit[] {
  if (edit.op === 'remove' && edit.item.startsWith('new-')) return edits.filter(({ item }) => item !== edit.item);
  // The text of a device has all of its fields in it.
  const rest = edit.op === 'xml' || edit.op === 'remove' ? edits.filter(({ item, op }) => item !== edit.item || op === 'add') : edits;
  const at = rest.findIndex((each) => sameField(each, edit));
  return at < 0 ? [...rest, edit] : rest.map((each, index) => (index === at ? edit : each));
}

/** Looks now and then whether the host has something else by now. */
function useLookAfter(draft: string | undefined, whenChanged: () => void): void {
  const { client } = useApp();
  const latest = useRef(whenChanged);
  latest.current = whenChanged;
  useEffect(() => {
    if (draft === undefined) return undefined;
    const timer = setInterval(() => {
      client.hardware.isCurrent({ draft }).then(
        (current) => {
          if (!current) latest.current();
        },
        () => undefined, // the host does not answer: its strip says so
      );
    }, LOOK_MS);
    return () => { clearInterval(timer); };
  }, [client, draft]);
}

/** What is left when only what can count at once was done. */
function leftAfter(mode: HardwareMode, edits: readonly HardwareEdit[], view: HardwareView): readonly HardwareEdit[] {
  if (mode !== 'live') return [];
  return edits.filter((each) => !view.changes.some((change) => change.live && change.item === each.item && (change.field === undefined || (each.op === 'set' && each.field === change.field.key))));
}

/** A name that no added item has. */
function nextId(edits: readonly HardwareEdit[]): string {
  return `new-${Math.max(0, ...edits.flatMap(({ item }) => (item.startsWith('new-') ? [Number(item.slice(4))] : []))) + 1}`;
}

/** Keeps the edits of a machine for when its page comes back. */
function keep(id: string, edits: readonly HardwareEdit[]): void {
  if (edits.length === 0) kept.delete(id);
  else kept.set(id, edits);
}

/** Says that there are edits: they outlive the page, but not the window. */
export function useMarkUnsaved(machine: MachineKey, dirty: boolean): void {
  const { unsaved } = useApp();
  const id = machineId(machine);
  useEffect(() => {
    unsaved.mark(`machine:${id}`, 'hardware', dirty);
  }, [unsaved, id, dirty]);
}

/** A machine's hardware and the edits of it: opened when first shown, looked after while it is. */
export function useHardwareDraft(machine: MachineKey, active: boolean): HardwareDraft {
  const { client, inventory } = useApp();
  const id = machineId(machine);
  const [edits, setEdits] = useState<readonly HardwareEdit[]>(() => kept.get(id) ?? []);
  const [view, setView] = useState<HardwareView>();
  const [error, setError] = useState<unknown>();
  const [stale, setStale] = useState(false);
  const [result, setResult] = useState<HardwareResult>();
  const [applying, setApplying] = useState(false);
  const turn = useRef(0);
  const latest = useRef(edits);
  latest.current = edits;
  const state = inventory.find(machine)?.state;

  const show = (asked: Promise<HardwareView>): void => {
    const mine = ++turn.current;
    asked.then(
      (answer) => {
        if (mine !== turn.current) return;
        setView(answer);
        setError(undefined);
      },
      (why: unknown) => { if (mine === turn.current) setError(why); },
    );
  };
  const open = (with_: readonly HardwareEdit[]): void => {
    setStale(false);
    show(client.hardware.open({ machine: { connectionId: machine.connectionId, uuid: machine.uuid }, edits: [...with_] }));
  };
  const take = (next: readonly HardwareEdit[]): void => {
    setEdits(next);
    latest.current = next;
    keep(id, next);
    setResult(undefined);
    if (view !== undefined) show(client.hardware.change({ draft: view.draft, edits: [...next] }).catch(() => client.hardware.open({ machine, edits: [...next] })));
  };

  useEffect(() => {
    if (active) open(latest.current);
    // Opened anew for another machine and when it starts or stops.
  }, [active, id, state]);
  useLookAfter(active ? view?.draft : undefined, () => { if (latest.current.length === 0) open([]); else setStale(true); });

  return {
    view,
    edits,
    error,
    stale,
    result,
    applying,
    edit: (edit) => { take(withEdit(latest.current, edit)); },
    add: (template) => {
      const item = nextId(latest.current);
      take(withEdit(latest.current, { op: 'add', item, template }));
      return item;
    },
    undo: (gone) => { take(latest.current.filter((each) => (gone.op === 'add' ? each.item !== gone.item : !(each.op === gone.op && each.item === gone.item && (each.op !== 'set' || each.field === gone.field))))); },
    discard: () => { take([]); },
    reread: () => { setResult(undefined); open(latest.current); },
    dismiss: () => { setResult(undefined); },
    apply: (mode) => {
      if (view === undefined) return;
      setApplying(true);
      const sent = latest.current;
      client.hardware
        .apply({ draft: view.draft, edits: [...sent], mode })
        .then((task) => client.hardware.outcome({ task }))
        .then(
          (answer) => {
            if (answer.kind === 'applied') {
              // What was edited while it was being applied stays.
              const left = [...leftAfter(mode, sent, view), ...latest.current.filter((each) => !sent.includes(each))];
              setEdits(left);
              latest.current = left;
              keep(id, left);
              open(left);
            }
            setResult(answer);
          },
          (why: unknown) => { setError(why); },
        )
        .finally(() => { setApplying(false); });
    },
  };
}
