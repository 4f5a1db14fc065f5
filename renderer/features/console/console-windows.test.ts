import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionId, MachineKey, MachineUuid } from '../../../main/contract/ids.ts';
import { machineId } from '../../state/inventory-store.ts';
import { consoleAddress, consoleOfAddress, ConsoleWindows, FIRST_SIZE, holdConsoles, type WindowWorld } from './console-windows.ts';
import { handOvers } from './hand-overs.ts';

const keyOf = (digit: number): MachineKey => ({ connectionId: 'c 1/ä' as ConnectionId, uuid: `0000000${digit}-0000-4000-8000-000000000000` as MachineUuid });
const ends: (() => void)[] = [];

/** The browser's locks, as far as they are used. */
function fakeLocks(): WindowWorld['locks'] {
  const held = new Map<string, Promise<unknown>>();
  const request = async (name: string, ...rest: readonly unknown[]): Promise<unknown> => {
    const use = rest.at(-1) as () => unknown;
    while (held.has(name)) await held.get(name);
    const using = Promise.resolve(use());
    held.set(name, using);
    await using;
    held.delete(name);
    return undefined;
  };
  return { request: request as LockManager['request'], query: () => Promise.resolve({ held: [...held.keys()].map((name) => ({ name })), pending: [] }) };
}

function windowsWith(locks: WindowWorld['locks'], open: WindowWorld['open'] = () => ({ focus: () => undefined })): ConsoleWindows {
  const windows = new ConsoleWindows({ open, locks });
  ends.push(() => { windows.dispose(); });
  return windows;
}

afterEach(() => {
  for (const end of ends.splice(0)) end();
});

describe("the address of a machine's consoles", () => {
  it('is read as it was written', () => {
    const { pathname, hash } = new URL(consoleAddress(keyOf(1), 'serial:serial0'), 'http://127.0.0.1/');
    expect(consoleOfAddress({ pathname, hash })).toEqual({ machine: keyOf(1), consoleId: 'serial:serial0' });
    expect(consoleOfAddress({ pathname: '/', hash: '' })).toBeUndefined();
    expect(consoleOfAddress({ pathname: '/window/console/x/not-a-uuid', hash: '' })).toBeUndefined();
  });
});

describe('windows of consoles', () => {
  it('are away as long as theirs lives, however it ends', async () => {
    const locks = fakeLocks();
    const open = vi.fn<WindowWorld['open']>(() => ({ focus: () => undefined }));
    const windows = windowsWith(locks, open);
    expect(windows.open(keyOf(1), 'vnc:0', undefined)).toBe(true);
    expect(open.mock.calls[0]?.[2]).toBe(`popup,width=${FIRST_SIZE.widthPx},height=${FIRST_SIZE.heightPx}`);
    expect([...windows.store.getState()]).toEqual([machineId(keyOf(1))]);
    const held = holdConsoles(keyOf(1), { onShow: () => undefined, onClose: () => undefined }, locks);
    await expect.poll(async () => (await locks.query()).held).toHaveLength(1);
    held.tellSize({ widthPx: 700, heightPx: 500 });
    await new Promise((resolve) => setTimeout(resolve, 200)); // what was told has to arrive before its channel closes
    held.dispose();
    await expect.poll(() => windows.store.getState().size).toBe(0);
    expect(handOvers.of(machineId(keyOf(1)))).toBeGreaterThan(0);
    windows.open(keyOf(1), undefined, { widthPx: 300, heightPx: 300 });
    expect(open.mock.calls[1]?.[2]).toBe('popup,width=700,height=500');
  });

  it('are known to a window that comes later', async () => {
    const locks = fakeLocks();
    const held = holdConsoles(keyOf(2), { onShow: () => undefined, onClose: () => undefined }, locks);
    const windows = windowsWith(locks);
    await expect.poll(() => [...windows.store.getState()]).toEqual([machineId(keyOf(2))]);
    held.dispose();
    await expect.poll(() => windows.store.getState().size).toBe(0);
  });

  it('are shown instead of opened twice, and come back when asked to', async () => {
    const locks = fakeLocks();
    const open = vi.fn<WindowWorld['open']>(() => ({ focus: () => undefined }));
    const windows = windowsWith(locks, open);
    const onShow = vi.fn();
    const onClose = vi.fn();
    ends.push(holdConsoles(keyOf(3), { onShow, onClose }, locks).dispose);
    await expect.poll(() => windows.store.getState().size).toBe(1);
    expect(windows.open(keyOf(3), undefined, undefined)).toBe(true);
    expect(open).not.toHaveBeenCalled();
    windows.bringBack(keyOf(3));
    await expect.poll(() => [onShow.mock.calls.length, onClose.mock.calls.length]).toEqual([1, 1]);
  });

  it('stay where they are when the browser lets none open', () => {
    const windows = windowsWith(fakeLocks(), () => null);
    expect(windows.open(keyOf(4), undefined, undefined)).toBe(false);
    expect(windows.store.getState().size).toBe(0);
  });
});
