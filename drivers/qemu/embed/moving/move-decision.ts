import type { HostFiles } from '../../../transport/exec/host-files.ts';

/** Where a machine is when its move is over. */
export type MoveDecision = 'arrived' | 'given-up';

/** The decision about a move is a file in the destination's root: who makes it first has decided, for good. */
export function decisionFile(root: string, token: string): string {
  return `${root}/moves/${token.replace(/[^0-9a-z-]/g, '')}`;
}

/** Decides a move, unless that has been done: what counts is what comes back. */
export async function decideMove(files: HostFiles, root: string, token: string, wish: MoveDecision): Promise<MoveDecision> {
  const file = decisionFile(root, token);
  if (await files.create(file, Buffer.from(wish))) return wish;
  const [bytes] = await files.read([file]);
  return Buffer.from(bytes ?? []).toString('latin1') === 'arrived' ? 'arrived' : 'given-up';
}

const KEPT_NS = 30n * 24n * 3600n * 1_000_000_000n;

/** Decisions that nobody asks for any more. */
export async function forgetOldDecisions(files: HostFiles, root: string): Promise<void> {
  const entries = (await files.list(`${root}/moves`)) ?? [];
  const newest = entries.reduce((latest, { modified }) => (modified.ns > latest ? modified.ns : latest), 0n);
  await files.remove(entries.filter(({ modified }) => newest - modified.ns > KEPT_NS).map(({ name }) => `${root}/moves/${name}`));
}
