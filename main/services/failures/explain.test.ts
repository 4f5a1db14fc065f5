import { describe, expect, it } from 'vitest';
import type { VirErrorCode } from '../../../drivers/api/errors.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { explainAction } from './explain-action.ts';

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
