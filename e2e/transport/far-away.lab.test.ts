import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Both, prepareBoth } from '../cli/both.ts';
import { checkLab, defineMany, type Lab, run, type Sshd, startLab, startSshd } from '../lab/index.ts';

const check = checkLab(['privateLibvirtd', 'sshd', 'rtt']);
const MACHINES = 8;
const PORT = 16_777;
const LATE_MS = 100_000;

/** A host on the other side of the world: 200 ms there and back, every hundredth packet lost. What virsh survives, vireo does. */
describe.skipIf(check.skip)(check.title('a host that is far away on a bad line'), () => {
  let lab: Lab<'privateLibvirtd' | 'rtt'>;
  let both: Both;
  let sshd: Sshd;
  let machine = '';

  beforeAll(async () => {
    lab = await startLab({ need: ['privateLibvirtd', 'rtt'] });
    both = await prepareBoth();
    await defineMany(lab.privateLibvirtd, MACHINES, { prefix: 'far-' });
    machine = (await lab.privateLibvirtd.virsh(['list', '--all', '--name'])).split('\n')[0] ?? '';
    await lab.rtt.relay(PORT, lab.privateLibvirtd.socketPath);
    sshd = await startSshd({ prefix: lab.rtt.farPrefix, address: lab.rtt.farAddress });
    lab.rtt.change({ roundTripMs: 200, lossPercent: 1 });
  });
  afterAll(async () => {
    await sshd.dispose();
    both.dispose();
    await lab.dispose();
  });

  const anyNumber = (text: string): string => text.replace(/=\d+$/gm, '=N');

  async function compare(ours: string, theirs: string): Promise<void> {
    for (const words of [['list', '--all'], ['dumpxml', machine], ['domstats']] as const) {
      const [mine, yours] = await Promise.all([
        run(lab.rtt.near([process.execPath, both.vireoPath, '-c', ours, ...words]), { check: false, timeoutMs: LATE_MS }),
        run(lab.rtt.near(['virsh', '-c', theirs, ...words]), { check: false, timeoutMs: LATE_MS }),
      ]);
      expect({ words, status: mine.status, stderr: mine.stderr }).toEqual({ words, status: 0, stderr: '' });
      expect(yours.status).toBe(0);
      expect(anyNumber(mine.stdout)).toBe(anyNumber(yours.stdout));
    }
  }

  it('is worked with over TCP as virsh does', async () => {
    const uri = `qemu+tcp://${lab.rtt.farAddress}:${PORT}/system`;
    await compare(uri, uri);
  }, 300_000);

  it('is worked with over SSH as virsh does', async () => {
    const query = new URLSearchParams({ keyfile: sshd.keyPath, known_hosts: sshd.knownHostsPath, socket: lab.privateLibvirtd.socketPath });
    await compare(`qemu+ssh://root@${sshd.address}:${sshd.port}/system?${query.toString()}`, sshd.virshUri({ socket: lab.privateLibvirtd.socketPath }));
  }, 300_000);
});
