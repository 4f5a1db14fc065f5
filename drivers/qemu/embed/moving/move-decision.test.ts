import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesHere } from '../../../transport/exec/files-here.ts';
import { decideMove, decisionFile } from './move-decision.ts';

describe('where a machine is when its move is over', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'vireo-moves-'));
    await filesHere.makeFolder(`${root}/moves`);
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it('is decided once, whoever asks later', async () => {
    expect(await decideMove(filesHere, root, 'one', 'arrived')).toBe('arrived');
    expect(await decideMove(filesHere, root, 'one', 'given-up')).toBe('arrived');
    expect(await decideMove(filesHere, root, 'two', 'given-up')).toBe('given-up');
    expect(await decideMove(filesHere, root, 'two', 'arrived')).toBe('given-up');
    const both = await Promise.all([decideMove(filesHere, root, 'three', 'arrived'), decideMove(filesHere, root, 'three', 'given-up')]);
    expect(new Set(both).size).toBe(1);
  });

  it('stays in its folder', () => {
    expect(decisionFile('/root', '../../etc/passwd')).toBe('/root/moves/etcpasswd');
  });
});
