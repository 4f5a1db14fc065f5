import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Vsphere, checkLab, run, startVsphere } from './index.ts';

const check = checkLab(['vsphere']);

describe.skipIf(check.skip)(check.title("the lab's vSphere"), () => {
  let vsphere: Vsphere;

  beforeAll(async () => {
    vsphere = await startVsphere({ kind: 'esx', machines: 3 });
  }, 600_000);

  afterAll(async () => {
    await vsphere.dispose();
  });

  const virsh = async (...argv: string[]): Promise<string> => {
    const uri = `esx://${vsphere.authority}/?no_verify=1&auto_answer=1`;
    return (await run(['virsh', '-q', '-c', uri, ...argv], { env: { LIBVIRT_AUTH_FILE: vsphere.authFile } })).stdout;
  };

  it("answers libvirt's own driver", async () => {
    expect(await virsh('list', '--all', '--name')).toMatch(/ha-host_VM0\s+ha-host_VM1\s+ha-host_VM2/);
    expect(await virsh('dumpxml', 'ha-host_VM1')).toContain("<source file='[LocalDS_0] ha-host_VM1/disk1.vmdk'/>");
  });

  it('counts calls, and fails on order', async () => {
    await vsphere.order('reset');
    await vsphere.order('fault', { method: 'Login', fault: 'InvalidLogin', message: 'not today' });
    await expect(virsh('hostname')).rejects.toThrow(/not today/);
    expect(await virsh('hostname')).toContain('localhost');
    expect((await vsphere.calls())['Login']).toBe(2);
  });
});
