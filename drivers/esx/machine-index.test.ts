import { describe, expect, it } from 'vitest';
import type { Uuid } from '../api/refs.ts';
import { MachineIndex, type MachineChange } from './machine-index.ts';
import { eventsOf } from './machine-events.ts';
import type { ObjectUpdate } from './vim/vim.gen.ts';

const BIOS = '564d0000-0000-0000-0000-000000000001';
const enter = (value: string, properties: Readonly<Record<string, unknown>>, kind = 'enter'): ObjectUpdate => ({
  kind,
  obj: { type: 'VirtualMachine', value },
  changeSet: Object.entries(properties).map(([name, val]) => ({ op: 'assign', name, val: val as string })),
});
const machine = (name: string, instance: string, more: Readonly<Record<string, unknown>> = {}) => ({
  name, 'config.uuid': BIOS, 'config.instanceUuid': `50000000-0000-0000-0000-0000000000${instance}`, 'runtime.powerState': 'poweredOff', ...more,
});

function filled(inScope: ConstructorParameters<typeof MachineIndex>[0] = () => true): { readonly index: MachineIndex; readonly changes: MachineChange[] } {
  const changes: MachineChange[] = [];
  const index = new MachineIndex(inScope, (change) => changes.push(change));
  index.restart();
  index.apply([enter('vm-1', machine('a', '01')), enter('vm-2', machine('b', '02'))]);
  index.complete();
  return { index, changes };
}

describe('the index of machines', () => {
  it('tells nothing of the first snapshot, and everything afterwards', () => {
    const { index, changes } = filled();
    expect(changes).toEqual([]);
    index.apply([enter('vm-1', { 'runtime.powerState': 'poweredOn' }, 'modify'), enter('vm-3', machine('c', '03', { 'runtime.powerState': 'poweredOn' })), { kind: 'leave', obj: { type: 'VirtualMachine', value: 'vm-2' } }]);
    expect(changes.flatMap(eventsOf).map((event) => (event.kind === 'lifecycle' ? [event.dom.name, event.event, event.dom.id] : event.kind))).toEqual([
      ['a', 2, 1], ['c', 0, 3], ['c', 2, 3], ['b', 1, -1],
    ]);
  });

  it('gives each machine a UUID of its own, though BIOS UUIDs repeat', () => {
    const { index } = filled();
    expect(index.byUuid(BIOS as Uuid)?.name).toBe('a');
    expect(index.byName('b')?.uuid).toBe('50000000-0000-0000-0000-000000000002');
    expect(index.byUuid('50000000-0000-0000-0000-000000000001' as Uuid)?.name).toBe('a');
  });

  it('says nothing of what has not changed', () => {
    const { index, changes } = filled();
    index.apply([enter('vm-1', machine('a', '01'), 'modify')]);
    expect(changes).toEqual([]);
  });

  it('forgets what a new snapshot does not name', () => {
    const { index, changes } = filled();
    index.restart();
    index.apply([enter('vm-2', machine('b', '02'))]);
    index.complete();
    expect([...index.all].map(({ name }) => name)).toEqual(['b']);
    expect(changes.map(({ kind, machine: { name } }) => [kind, name])).toEqual([['removed', 'a']]);
  });

  it('shows machines that come into its scope, and lets them go', () => {
    const host = { type: 'HostSystem', value: 'host-1' };
    const { index, changes } = filled((each) => each.host?.value === 'host-1');
    expect(index.size).toBe(0);
    index.apply([enter('vm-1', { 'runtime.host': host }, 'modify')]);
    index.apply([enter('vm-1', { 'runtime.host': { ...host, value: 'host-2' } }, 'modify')]);
    expect(changes.map(({ kind }) => kind)).toEqual(['added', 'removed']);
  });

  it('reads names as they are, not as hosts escape them', () => {
    const { index } = filled();
    index.apply([enter('vm-9', machine('a%2fb %25', '09'))]);
    expect(index.byName('a/b %')?.number).toBe(9);
  });
});
