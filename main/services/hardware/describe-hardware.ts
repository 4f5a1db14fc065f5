import { hasMethod } from '../../../drivers/core/require-method.ts';
import type { Connection } from '../../../drivers/api/connection.ts';
import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import type { HardwareChange, HardwareEdit, HardwareField, HardwareItem, HardwareTemplate } from '../../contract/hardware.ts';
import type { MessageKey } from '../../contract/message-keys.ts';
import { diskSource } from '../machines/domain-document.ts';
import type { FieldSpec, LiveWay } from './field-spec.ts';
import type { HardwareTree, TreeItem } from './hardware-tree.ts';
import { TEMPLATES } from './kinds/all-kinds.ts';

/** The trees of a draft: as the host has it, with the edits, and what runs. */
export interface Trees {
  readonly base: HardwareTree;
  readonly now: HardwareTree;
  readonly live: HardwareTree | undefined;
}

/** How a change of a field reaches what runs. */
export function liveWay(spec: FieldSpec, item: TreeItem, tree: HardwareTree): LiveWay {
  return typeof spec.live === 'function' ? spec.live(tree.place(item.element)) : spec.live;
}

/** Whether an edit can count at once. */
export function canLive(connection: Connection, edit: HardwareEdit, { base, now, live }: Trees): boolean {
  if (live === undefined) return false;
  const item = now.items.get(edit.item) ?? base.items.get(edit.item);
  if (item === undefined) return false;
  const isNew = item.state === 'new';
  if (!isNew && live.items.get(edit.item) === undefined) return false;
  if (item.spec.canPlug?.(live.root) === false) return false;
  if (edit.op === 'add' || (edit.op !== 'remove' && isNew)) return item.spec.hotplug && hasMethod(connection, 'domain', 'attachDeviceFlags');
  if (edit.op === 'remove') return item.spec.hotplug && hasMethod(connection, 'domain', 'detachDeviceFlags');
  if (edit.op === 'xml') return false;
  const spec = item.spec.fields.find(({ key }) => key === edit.field);
  const way = spec === undefined ? undefined : liveWay(spec, item, now);
  switch (way) {
    case undefined:
      return false;
    case 'resize':
      return hasMethod(connection, 'domain', 'blockResize');
    case 'iotune':
      return hasMethod(connection, 'domain', 'setBlockIoTune');
    case 'iothreads':
      return hasMethod(connection, 'domain', 'addIOThread') && hasMethod(connection, 'domain', 'delIOThread') && hasMethod(connection, 'domain', 'getIOThreadInfo');
    case 'update':
      return item.spec.isDevice ? hasMethod(connection, 'domain', 'updateDeviceFlags') : canLiveSide(connection, edit.field, edit.value, live);
  }
}

function canLiveSide(connection: Connection, key: string, value: string, live: HardwareTree): boolean {
  const read = (kind: string, field: string): number => {
    const item = live.items.get(kind);
    return item === undefined ? 0 : Number(item.spec.fields.find((each) => each.key === field)?.read(live.place(item.element)) ?? 0);
  };
  if (key === 'count') return hasMethod(connection, 'domain', 'setVcpusFlags') && Number(value) <= read('cpu', 'maximum');
  if (key === 'currentMemory') return hasMethod(connection, 'domain', 'setMemoryFlags') && Number(value) <= read('memory', 'memory');
  return hasMethod(connection, 'domain', 'setMetadata');
}

/** The items as the window shows them. `offReason` stands on every field. */
export function describeItems(trees: Trees, offReason: MessageKey | undefined): readonly HardwareItem[] {
  const { base, now } = trees;
  return now.list().map((item): HardwareItem => {
    const { spec, element, id } = item;
    const place = now.place(element);
    const before = base.items.get(id);
    const fields = item.state === 'removed' ? [] : spec.fields.filter((each) => each.shown(place)).map((each) => describeField(each, item, before, trees, offReason));
    const changedXml = spec.isDevice && before !== undefined && item.state === 'there' && serializeXml(before.element) !== serializeXml(element);
    const edited = changedXml || fields.some(({ was }) => was !== undefined);
    return {
      id,
      kind: spec.kind,
      label: labelOf(item),
      name: spec.name(element),
      icon: typeof spec.icon === 'string' ? spec.icon : spec.icon(element),
      summary: spec.summary(element, place.host),
      state: item.state === 'there' ? (edited ? 'edited' : 'same') : item.state,
      fields,
      xml: spec.isDevice ? serializeXml(element) : undefined,
      canRemove: spec.isDevice && item.state !== 'removed',
      removeReason: offReason ?? spec.keepReason(place),
    };
  });
}

function describeField(spec: FieldSpec, item: TreeItem, before: TreeItem | undefined, { base, now, live }: Trees, offReason: MessageKey | undefined): HardwareField {
  const place = now.place(item.element);
  const value = spec.read(place);
  const was = before === undefined ? undefined : spec.read(base.place(before.element));
  const running = live?.items.get(item.id);
  const liveValue = running === undefined || live === undefined || spec.isVolatile ? undefined : spec.read(live.place(running.element));
  return {
    key: spec.key,
    label: spec.label,
    kind: spec.kind,
    value,
    was: was === undefined || was === value ? undefined : was,
    options: [...spec.options(place)],
    unit: spec.unit,
    group: spec.group,
    help: spec.help,
    disabledReason: spec.kind === 'note' ? undefined : (offReason ?? spec.off(place)),
    // What the host has had all along is not for us to judge.
    problem: was === value ? undefined : spec.problem(place, value),
    canLive: liveWay(spec, item, now) !== undefined,
    live: liveValue === undefined || liveValue === '' || liveValue === was ? undefined : liveValue,
  };
}

/** The edits as a person reads them: those that change something. */
export function describeChanges(connection: Connection, edits: readonly HardwareEdit[], trees: Trees): readonly HardwareChange[] {
  return edits.flatMap((edit): readonly HardwareChange[] => {
    const item = trees.now.items.get(edit.item);
    const before = trees.base.items.get(edit.item);
    const shown = item ?? before;
    if (shown === undefined || (edit.op === 'set' && shown.state !== 'there')) return [];
    const common = { item: edit.item, label: labelOf(shown), name: shown.spec.name(shown.element), what: edit.op, live: canLive(connection, edit, trees) };
    const image = edit.op === 'remove' && edit.image === 'delete' && before !== undefined ? diskSource(before.element) : undefined;
    if (edit.op !== 'set') return [{ ...common, field: undefined, ...(image === undefined ? {} : { image }) }];
    const spec = shown.spec.fields.find(({ key }) => key === edit.field);
    if (spec === undefined || item === undefined || before === undefined) return [];
    const [old, value] = [spec.read(trees.base.place(before.element)), spec.read(trees.now.place(item.element))];
    return old === value && spec.kind !== 'password' ? [] : [{ ...common, field: { key: spec.key, label: spec.label, unit: spec.unit, before: old, after: value } }];
  });
}

/** What was changed before and waits for the next start. */
export function describeWaiting({ base, live }: Trees): readonly HardwareChange[] {
  if (live === undefined) return [];
  const changed = base.list().flatMap((item): readonly HardwareChange[] => {
    const running = live.items.get(item.id);
    const common = { item: item.id, label: labelOf(item), name: item.spec.name(item.element), live: false };
    if (running === undefined) return [{ ...common, what: 'add', field: undefined }];
    return item.spec.fields.flatMap((spec): readonly HardwareChange[] => {
      if (spec.isVolatile || spec.kind === 'note' || !spec.shown(base.place(item.element))) return [];
      const [before, after] = [spec.read(live.place(running.element)), spec.read(base.place(item.element))];
      // What the host has filled in by itself is no change.
      return before === after || after === '' ? [] : [{ ...common, what: 'set', field: { key: spec.key, label: spec.label, unit: spec.unit, before, after } }];
    });
  });
  const gone = live.list().filter((item) => item.spec.isDevice && !base.items.has(item.id)).map((item): HardwareChange => ({ item: item.id, label: labelOf(item), name: item.spec.name(item.element), live: false, what: 'remove', field: undefined }));
  return [...changed, ...gone];
}

/** What can be added now. */
export function describeTemplates({ now }: Trees, offReason: MessageKey | undefined): readonly HardwareTemplate[] {
  return TEMPLATES.map(({ id, label, icon, off }) => ({ id, label, icon, disabledReason: offReason ?? off?.(now.place(now.root)) }));
}

function labelOf({ spec, element }: TreeItem): MessageKey {
  return typeof spec.label === 'string' ? spec.label : spec.label(element);
}
