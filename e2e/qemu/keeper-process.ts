import { keepRoot } from '../../drivers/qemu/embed/keeper.ts';

/** Keeps watch over a root until told to end, in a process of its own. */
export async function keep(root: string): Promise<void> {
  const ended = new Promise<void>((resolve) => process.once('SIGTERM', () => { resolve(); }));
  await keepRoot(root, ended, (text) => { process.stdout.write(`${text}\n`); });
}
