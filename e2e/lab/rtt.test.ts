import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, checkLab, run, startLab, startSshd } from './index.ts';

const check = checkLab(['privateLibvirtd', 'rtt', 'sshd']);

describe.skipIf(check.skip)(check.title('a slow line'), () => {
  let lab: Lab<'privateLibvirtd' | 'rtt'>;

  beforeAll(async () => {
    lab = await startLab({ need: ['privateLibvirtd', 'rtt'] });
  });

  afterAll(async () => {
    await lab.dispose();
  });

  it('has the round trip that was asked for', async () => {
    expect(await lab.rtt.measure()).toBeGreaterThan(20);
    lab.rtt.change({ roundTripMs: 60 });
    const longMs = await lab.rtt.measure();
    lab.rtt.change({ roundTripMs: 20 });
    const shortMs = await lab.rtt.measure();
    console.log(`round trips of 60 and 20 ms: measured ${longMs.toFixed(1)} and ${shortMs.toFixed(1)} ms`);
    expect(longMs / shortMs).toBeGreaterThan(2);
  });

  it('carries virsh to a daemon, which gets slow with it', async () => {
    await lab.rtt.relay(16509, lab.privateLibvirtd.socketPath);
    const virsh = ['virsh', '-q', '-c', `qemu+tcp://${lab.rtt.farAddress}/system`, 'hostname'] as const;
    const near = await run(lab.rtt.near(virsh));
    expect(near.stdout).toBe(await lab.privateLibvirtd.virsh(['hostname']));
    // Connecting alone takes more than ten round trips.
    expect(near.elapsedMs).toBeGreaterThan(100);
  });

  it('carries ssh', async () => {
    const sshd = await startSshd({ prefix: lab.rtt.farPrefix, address: lab.rtt.farAddress, port: 22 });
    try {
      const uri = sshd.virshUri({ socket: lab.privateLibvirtd.socketPath });
      const answer = await run(lab.rtt.near(['virsh', '-q', '-c', uri, 'hostname']));
      expect(answer.stdout).toBe(await lab.privateLibvirtd.virsh(['hostname']));
    } finally {
      await sshd.dispose();
    }
  });

  it('loses packets, and everything when its plug is pulled', async () => {
    const connect = () => run(lab.rtt.near(['nc', '-z', '-w', '2', lab.rtt.farAddress, '16509']), { check: false });
    lab.rtt.change({ lossPercent: 100 });
    expect((await connect()).status).not.toBe(0);
    lab.rtt.change({ lossPercent: 0 });
    expect((await connect()).status).toBe(0);
  });
});
