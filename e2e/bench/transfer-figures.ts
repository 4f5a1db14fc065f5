import { rmSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Argv, labDisksDir, run, startLab, uniqueName } from '../lab/index.ts';
import { alternate } from './alternate.ts';
import type { Figure } from './figure.ts';

const VIREO: Argv = [process.execPath, fileURLToPath(new URL('../../dist/cli/vireo.js', import.meta.url))];
const MIB = 1024 ** 2;
const SIZE_MIB = 1024;
const ROUNDS = 3;

/** A gigabyte into a volume and out of it by the built command line and by virsh, and a sparse one; checksums are compared. */
export async function transferFigures(say: (line: string) => void): Promise<readonly Figure[]> {
  const lab = await startLab({ need: ['privateLibvirtd'] });
  const dir = join(labDisksDir(), uniqueName('transfer'));
  mkdirSync(dir, { recursive: true });
  const { uri, virsh } = lab.privateLibvirtd;
  const call = virsh.bind(lab.privateLibvirtd);
  try {
    await call(['pool-create-as', 'transfer', 'dir', '--target', dir]);
    // A hole leaves what was there before: the sparse contents get a volume of their own.
    for (const vol of ['whole.raw', 'sparse.raw']) await call(['vol-create-as', 'transfer', vol, String(SIZE_MIB * MIB), '--allocation', '0', '--format', 'raw']);
    const [whole, sparse] = [join(dir, 'whole.bin'), join(dir, 'sparse.bin')];
    await run(['sh', '-c', `openssl enc -aes-128-ctr -K 01 -iv 02 -in /dev/zero 2>/dev/null | head -c ${SIZE_MIB * MIB} > '${whole}'`], { timeoutMs: 120_000 });
    await run(['sh', '-c', `truncate -s ${SIZE_MIB}M '${sparse}' && dd if='${whole}' of='${sparse}' bs=1M count=64 seek=500 conv=notrunc status=none`]);
    const figures: Figure[] = [];
    const compare = async (verb: string, file: string, extra: readonly string[], what: string): Promise<void> => {
      say(`${ROUNDS} rounds of ${verb} ${extra.join(' ')}`);
      const volume = extra.length === 0 ? 'whole.raw' : 'sparse.raw';
      const argv = (tool: Argv, suffix: string): Argv => [...tool, '-c', uri, verb, '--pool', 'transfer', volume, verb === 'vol-upload' ? file : `${file}.${suffix}`, ...extra];
      const rivals = { ours: argv(VIREO, 'ours'), theirs: argv(['virsh', '-q'], 'theirs') };
      const { ours, theirs } = await alternate(rivals, ROUNDS);
      const checked = verb === 'vol-upload' ? [join(dir, volume)] : [`${file}.ours`, `${file}.theirs`];
      await sameContent([file, ...checked]);
      const perSecond = (ms: number): number => SIZE_MIB / (ms / 1000);
      figures.push({ what, unit: 'MiB/s', ours: perSecond(ours), peer: { name: 'virsh', value: perSecond(theirs) }, aim: { atLeast: 0.9 } });
    };
    await compare('vol-upload', whole, [], `${SIZE_MIB} MiB into a volume`);
    await compare('vol-download', whole, [], `${SIZE_MIB} MiB out of a volume`);
    await compare('vol-upload', sparse, ['--sparse'], `${SIZE_MIB} MiB with holes into a volume`);
    await compare('vol-download', sparse, ['--sparse'], `${SIZE_MIB} MiB with holes out of a volume`);
    return figures;
  } finally {
    await run(['virsh', '-q', '-c', uri, 'pool-destroy', 'transfer'], { check: false });
    rmSync(dir, { recursive: true, force: true });
    await lab.dispose();
  }
}

async function sameContent(files: readonly string[]): Promise<void> {
  const sums = new Set((await run(['sha256sum', ...files], { timeoutMs: 120_000 })).stdout.trim().split('\n').map((line) => line.slice(0, 64)));
  if (sums.size !== 1) throw new Error(`what was carried is not what arrived: ${files.join(', ')}`);
}
