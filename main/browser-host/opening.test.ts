import { describe, expect, it, vi } from 'vitest';
import { admitHost, openingOf } from './opening.ts';

describe('what a start asks to see', () => {
  it('stands in the address', () => {
    expect(openingOf({})).toBe('');
    expect(openingOf({ connect: 'qemu:///system' })).toBe('uri=qemu%3A%2F%2F%2Fsystem&show=host');
    expect(openingOf({ connect: 'test:///default', 'show-domain-console': 'a b' })).toBe('uri=test%3A%2F%2F%2Fdefault&machine=a+b&show=console');
    expect(openingOf({ 'show-domain-editor': 'web' })).toBe('machine=web&show=hardware');
    expect(openingOf({ 'show-domain-creator': true })).toBe('show=new');
  });

  it('puts a host on the list once, and connects to one that is not connected', async () => {
    const [add, connect] = [vi.fn(() => Promise.resolve()), vi.fn(() => Promise.resolve())];
    const list = [{ id: 'c1', uri: 'test:///default', state: 'disconnected' }, { id: 'c2', uri: 'qemu:///system', state: 'connected' }];
    const handlers = { connections: { add, connect, watch: (_: object, emit: (now: unknown) => void) => { emit(list); return { dispose: () => undefined }; } } } as unknown as Parameters<typeof admitHost>[0];
    for (const opening of ['', 'show=new', 'uri=qemu%3A%2F%2F%2Fsystem']) await admitHost(handlers, opening);
    expect([add.mock.calls.length, connect.mock.calls.length]).toEqual([0, 0]);
    await admitHost(handlers, 'uri=test%3A%2F%2F%2Fdefault&show=host');
    expect(connect).toHaveBeenCalledWith({ id: 'c1' }, expect.anything());
    await admitHost(handlers, 'uri=lxc%3A%2F%2F%2Fsystem');
    expect(add).toHaveBeenCalledWith({ uri: 'lxc:///system', readOnly: false, autoConnect: false }, expect.anything());
  });
});
