import { fileURLToPath } from 'node:url';
import { type Argv, defineMany, run, startLab } from '../lab/index.ts';
import { alternate } from './alternate.ts';
import { median, type Figure } from './figure.ts';

const VIREO: Argv = [process.execPath, fileURLToPath(new URL('../../dist/cli/vireo.js', import.meta.url))];
const MACHINES = 5000;
const ROUNDS = 7;
const FAR_MACHINES = 1000;
const FAR_ROUNDS = 3;
const FAR_PORT = 16509;

/** The built command line against virsh, both from their start to their end, on a private libvirtd with 5,000 machines. */
export async function commandLineFigures(say: (line: string) => void): Promise<readonly Figure[]> {
  const lab = await startLab({ need: ['privateLibvirtd'] });
  try {
    say(`defining ${MACHINES} machines`);
    await defineMany(lab.privateLibvirtd, MACHINES, { prefix: 'bench-' });
    const uri = lab.privateLibvirtd.uriOf('qemu');
    const compare = async (words: readonly string[], atMost: number): Promise<Figure> => {
      say(`${ROUNDS} rounds of ${words.join(' ')}`);
      const rivals = { ours: [...VIREO, '-c', uri, ...words] as const, theirs: ['virsh', '-c', uri, ...words] as const };
      await sameAnswer(rivals.ours, rivals.theirs);
      const { ours, theirs } = await alternate(rivals, ROUNDS);
      return { what: `vireo ${words.join(' ')}, ${MACHINES} machines`, unit: 'ms', ours, peer: { name: 'virsh', value: theirs }, aim: { atMost } };
    };
    const list = await compare(['list', '--all'], 0.5);
    const stats = await compare(['domstats'], 1.2);
    const starts: number[] = [];
    for (let round = 0; round < ROUNDS; round++) starts.push((await run([process.execPath, '-e', '0'])).elapsedMs);
    say(`of ours, Node's own start: ${Math.round(median(starts))} ms`);
    return [list, stats];
  } finally {
    await lab.dispose();
  }
}

/** The same behind a line of 20 ms there and back, where a question a machine costs its round trip. */
export async function latencyFigures(say: (line: string) => void): Promise<readonly Figure[]> {
  const lab = await startLab({ need: ['privateLibvirtd', 'rtt'] });
  try {
    say(`defining ${FAR_MACHINES} machines`);
    await defineMany(lab.privateLibvirtd, FAR_MACHINES, { prefix: 'bench-' });
    await lab.rtt.relay(FAR_PORT, lab.privateLibvirtd.socketPath);
    say(`a round trip of ${(await lab.rtt.measure()).toFixed(1)} ms, ${FAR_ROUNDS} rounds`);
    const words = ['-c', `qemu+tcp://${lab.rtt.farAddress}:${FAR_PORT}/system`, 'list', '--all'];
    const rivals = { ours: lab.rtt.near([...VIREO, ...words]), theirs: lab.rtt.near(['virsh', ...words]) };
    const { ours, theirs } = await alternate(rivals, FAR_ROUNDS);
    return [{ what: `vireo list --all, ${FAR_MACHINES} machines 20 ms away`, unit: 'ms', ours, peer: { name: 'virsh', value: theirs }, aim: { atMost: 1 / 50 } }];
  } finally {
    await lab.dispose();
  }
}

/** A fast wrong answer is no figure. Host-wide counters of domstats move, so numbers count as equal. */
async function sameAnswer(ours: Argv, theirs: Argv): Promise<void> {
  const [mine, yours] = await Promise.all([ours, theirs].map(async (argv) => (await run(argv)).stdout.replace(/=\d+$/gm, '=N')));
  if (mine !== yours) throw new Error(`${ours.slice(2).join(' ')} answers otherwise than virsh`);
}
