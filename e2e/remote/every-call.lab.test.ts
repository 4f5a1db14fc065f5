import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import { methodsOf } from '../../drivers/core/require-method.ts';
import { checkLab, type Lab, startLab } from '../lab/index.ts';
import { openRemote } from './call.ts';
import { makeEveryCall } from './every-call.ts';

const check = checkLab(['privateLibvirtd']);

describe.skipIf(check.skip)(check.title('every call of the protocol, at a real libvirtd'), () => {
  let lab: Lab<'privateLibvirtd'>;

  beforeAll(async () => {
    lab = await startLab({ need: ['privateLibvirtd'] });
  });

  afterAll(async () => {
    await lab.dispose();
  });

  it.each(['qemu', 'lxc', 'test'] as const)('is understood on both sides: %s', async (driver) => {
    const { calls, answered, unsupported, refused, misunderstood } = await makeEveryCall(lab.privateLibvirtd.uriOf(driver));
    console.log(`${driver}: ${calls} calls, ${answered.length} answered, ${unsupported.length} not supported, ${refused.length} refused otherwise`);
    expect(misunderstood).toEqual([]);
    expect(answered.length).toBeGreaterThan(25);
  });

  it('has every method of the interface except those that pass file descriptors', async () => {
    const connection: Connection = await openRemote(lab.privateLibvirtd.uriOf('test'));
    expect(methodsOf(connection).length).toBeGreaterThanOrEqual(385);
    await connection.close();
  });
});
