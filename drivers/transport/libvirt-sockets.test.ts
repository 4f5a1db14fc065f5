import { describe, expect, it } from 'vitest';
import { findLibvirtSockets, libvirtSocket, type SocketQuestion, type SocketSurroundings } from './libvirt-sockets.ts';

const here = (uid: number, ...files: readonly string[]): SocketSurroundings => ({ uid, env: {}, exists: (path) => files.includes(path) });
const question: SocketQuestion = { driver: 'qemu', mode: 'auto', readOnly: false, session: false, remote: false };

const DIRECT = '/var/run/libvirt/virtqemud-sock';
const LEGACY = '/var/run/libvirt/libvirt-sock';

describe('libvirtSocket', () => {
  it("prefers the driver's own daemon where it is there", () => {
    expect(libvirtSocket(question, here(0, DIRECT, LEGACY))).toBe(DIRECT);
    expect(libvirtSocket(question, here(0, LEGACY))).toBe(LEGACY);
    expect(libvirtSocket(question, here(0))).toBe(LEGACY);
    expect(libvirtSocket({ ...question, driver: undefined }, here(0, DIRECT))).toBe(LEGACY);
  });

  it('obeys mode', () => {
    expect(libvirtSocket({ ...question, mode: 'legacy' }, here(0, DIRECT))).toBe(LEGACY);
    expect(libvirtSocket({ ...question, mode: 'direct' }, here(0, LEGACY))).toBe(DIRECT);
    expect(() => libvirtSocket({ ...question, mode: 'direct', driver: undefined }, here(0))).toThrow('no URI is set');
    expect(() => libvirtSocket({ ...question, mode: 'direct', remote: true }, here(0))).toThrow('for ssh transport');
  });

  it('knows read-only and session sockets', () => {
    expect(libvirtSocket({ ...question, readOnly: true }, here(0))).toBe('/var/run/libvirt/libvirt-sock-ro');
    expect(libvirtSocket({ ...question, session: true, readOnly: true }, here(1000))).toBe('/run/user/1000/libvirt/libvirt-sock');
    const mine = { ...here(1000, '/tmp/r/libvirt/virtqemud-sock'), env: { XDG_RUNTIME_DIR: '/tmp/r' } };
    expect(libvirtSocket({ ...question, session: true }, mine)).toBe('/tmp/r/libvirt/virtqemud-sock');
  });

  it('finds what this computer offers', () => {
    const found = findLibvirtSockets(here(1000, LEGACY, '/var/run/libvirt/virtlxcd-sock', '/run/user/1000/libvirt/virtqemud-sock'));
    expect(found.map(({ daemon, session }) => [daemon, session])).toEqual([['libvirt', false], ['virtlxcd', false], ['virtqemud', true]]);
    expect(findLibvirtSockets(here(0))).toEqual([]);
  });
});
