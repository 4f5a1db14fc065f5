import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { type Sshd, startLab } from '../lab/index.ts';
import { openRemote } from '../remote/call.ts';
import { median, type Figure } from './figure.ts';

const ROUNDS = 9;

/**
 * From nothing to the first answer of the daemon over SSH, against the installed client's own time to sign in and run
 * nothing on the same sshd; rounds alternate. The difference is what counts: signing in takes what it takes.
 */
export async function sshFigures(say: (line: string) => void): Promise<readonly Figure[]> {
  const lab = await startLab({ need: ['privateLibvirtd', 'sshd'] });
  try {
    const { sshd } = lab;
    const params = new URLSearchParams({ known_hosts: sshd.knownHostsPath, keyfile: sshd.keyPath, socket: lab.privateLibvirtd.socketPath });
    const uri = `qemu+ssh://root@${sshd.address}:${sshd.port}/system?${params.toString()}`;
    const times = { ours: [] as number[], ssh: [] as number[], virsh: [] as number[] };
    // What is loaded once is not connecting.
    await connectOnce(uri);
    for (let round = 0; round < ROUNDS; round++) {
      times.ssh.push(await timeOf(sshArgv(sshd)));
      times.ours.push(await connectOnce(uri));
      times.virsh.push(await timeOf(['virsh', '-c', sshd.virshUri({ socket: lab.privateLibvirtd.socketPath }), 'hostname']));
    }
    const [ours, ssh, virsh] = [median(times.ours), median(times.ssh), median(times.virsh)];
    say(`ours ${ours.toFixed(0)} ms, ssh alone ${ssh.toFixed(0)} ms, virsh hostname ${virsh.toFixed(0)} ms (medians of ${ROUNDS})`);
    return [
      { what: 'connecting over SSH beyond what ssh itself takes', unit: 'ms', ours: ours - ssh, aim: { atMost: 150 } },
      { what: 'connecting over SSH to the first answer', unit: 'ms', ours, peer: { name: 'virsh hostname', value: virsh }, aim: { atMost: 1 } },
    ];
  } finally {
    await lab.dispose();
  }
}

async function connectOnce(uri: string): Promise<number> {
  const startMs = performance.now();
  const connection = await openRemote(uri);
  await requireMethod(connection, 'connect', 'getHostname')();
  const tookMs = performance.now() - startMs;
  await connection.close();
  return tookMs;
}

function sshArgv(sshd: Sshd): readonly string[] {
  return ['ssh', '-F', 'none', '-o', `UserKnownHostsFile=${sshd.knownHostsPath}`, '-i', sshd.keyPath, '-p', String(sshd.port), `root@${sshd.address}`, 'true'];
}

async function timeOf([program = '', ...args]: readonly string[]): Promise<number> {
  const startMs = performance.now();
  const child = spawn(program, args, { stdio: 'ignore' });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${program} ended with ${String(code)}`);
  return performance.now() - startMs;
}
