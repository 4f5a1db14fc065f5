import { describe, expect, it } from 'vitest';
import type { VirErrorCode } from '../../../drivers/api/errors.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { explainAction } from './explain-action.ts';
import { explainConnect } from './explain-connect.ts';

const error = (code: VirErrorCode, message: string): VirError => new VirError({ code, domain: 'qemu', message });

describe('explainAction', () => {
  it.each<[VirErrorCode, string, string, Record<string, string>, string[]]>([
    ['operation-invalid', "Requested operation is not valid: network 'default' is not active", 'hint.networkInactive', { network: 'default' }, ['start-network']],
    ['no-network', "Network not found: no network with matching name 'lan'", 'hint.networkMissing', { network: 'lan' }, []],
    ['system-error', "Cannot access storage file '/x/a.qcow2' (as uid:64055, gid:64055): No such file or directory", 'hint.imageMissing', { path: '/x/a.qcow2' }, ['eject-media', 'retry']],
    ['system-error', "Cannot access storage file '/root/a.iso' (as uid:64055, gid:64055): Permission denied", 'hint.imageDenied', { path: '/root/a.iso' }, ['retry']],
    ['internal-error', "internal error: process exited while connecting to monitor: qemu-system-x86_64: -blockdev …: Could not open '/d/x.img': Permission denied", 'hint.imageDenied', { path: '/d/x.img' }, ['retry']],
    ['internal-error', 'internal error: qemu unexpectedly closed the monitor: Could not access KVM kernel module: No such file or directory', 'hint.noKvm', {}, ['use-tcg']],
    ['internal-error', 'Could not access KVM kernel module: Permission denied', 'hint.kvmDenied', {}, ['copy-command', 'use-tcg', 'retry']],
    ['internal-error', "qemu-system-x86_64: cannot set up guest memory 'pc.ram': Cannot allocate memory", 'hint.noMemory', {}, ['retry']],
    ['internal-error', 'Failed to get "write" lock\nIs another process using the image [/v/a.qcow2]?', 'hint.imageInUse', { path: '/v/a.qcow2' }, ['retry']],
    ['operation-failed', "operation failed: domain 'web' already exists with uuid 1", 'hint.nameTaken', { name: 'web' }, []],
    ['no-domain', 'Domain not found', 'hint.machineGone', {}, []],
  ])('%s: %s', (code, message, hint, values, repairs) => {
    const failure = explainAction(error(code, message));
    expect(failure).toMatchObject({ hint, values, error: { code, message } });
    expect(failure.repairs.map(({ kind }) => kind)).toEqual(repairs);
  });

  it('keeps the words of an error that it does not know', () => {
    const failure = explainAction(new Error('something odd'));
    expect(failure).toMatchObject({ hint: undefined, error: { code: 'internal-error', message: 'something odd' } });
  });
});

describe('explainConnect', () => {
  const who = { user: 'ann', groupOf: () => undefined };

  it('gives the exact command for a socket without permission, and read-only as a way out', () => {
    const failure = explainConnect(error('system-error', "Failed to connect socket to '/var/run/libvirt/libvirt-sock': Permission denied"), 'qemu:///system', who);
    expect(failure).toMatchObject({ hint: 'hint.socketDenied', values: { path: '/var/run/libvirt/libvirt-sock', user: 'ann', group: 'libvirt' } });
    expect(failure.repairs.map(({ kind, command }) => [kind, command])).toEqual([
      ['copy-command', 'sudo usermod -aG libvirt ann'],
      ['open-read-only', undefined],
      ['retry', undefined],
    ]);
  });

  it('explains polkit', () => {
    const failure = explainConnect(error('auth-unavailable', "authentication unavailable: no polkit agent available to authenticate action 'org.libvirt.unix.manage'"), 'qemu:///system', who);
    expect(failure.hint).toBe('hint.polkit');
    expect(failure.repairs.map(({ kind }) => kind)).toEqual(['copy-command', 'open-read-only', 'retry']);
  });

  it.each<[VirErrorCode, string, string, string]>([
    ['system-error', "Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such file or directory", 'qemu:///system', 'hint.socketMissing'],
    ['system-error', "Failed to connect socket to '/var/run/libvirt/libvirt-sock': Connection refused", 'qemu:///system', 'hint.daemonNotRunning'],
    ['no-connect', 'no connection driver available for bogus:///', 'bogus:///', 'hint.noDriver'],
    ['rpc', 'packet of 1852404597 bytes is too long', 'qemu+unix:///system?socket=/x', 'hint.notLibvirt'],
    ['system-error', 'getaddrinfo ENOTFOUND nowhere', 'qemu+ssh://nowhere/system', 'hint.hostUnknown'],
    ['auth-cancelled', 'authentication cancelled', 'qemu+ssh://h/system', 'hint.cancelled'],
    ['invalid-arg', 'invalid argument: unable to parse URI x', ':', 'hint.badUri'],
  ])('%s %s', (code, message, uri, hint) => {
    expect(explainConnect(error(code, message), uri, who).hint).toBe(hint);
  });
});
