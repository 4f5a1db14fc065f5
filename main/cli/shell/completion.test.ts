import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GROUPS } from '../groups.ts';
import { openConnection } from '../open-connection.ts';
import { checkCommands } from './check-commands.ts';
import { completeWords } from './completion.ts';
import { History } from './history.ts';
import { Session } from './session.ts';
import { Shell } from './shell.ts';

const said: string[] = [];
const streams = { out: () => undefined, err: (text: string) => said.push(text), bytes: () => undefined };
const session = new Session(() => openConnection({ uri: 'test:///default', readOnly: false }), { uri: undefined, readOnly: false }, () => undefined);
const shell = new Shell({ quiet: false, timing: false, json: false, escape: '^]' }, streams, session);
const complete = (...words: readonly string[]): Promise<readonly string[]> => completeWords(shell, GROUPS, words);

describe('completion', () => {
  it('knows commands, options and names of the host', async () => {
    expect(await complete('net-d')).toEqual(['net-define', 'net-destroy', 'net-dhcp-leases', 'net-dumpxml']);
    expect(await complete('net-list', '--tr')).toEqual(['--transient']);
    expect(await complete('net-list', '--transient', '--tr')).toEqual([]);
    expect(await complete('domstate', 't')).toEqual(['test']);
    expect(await complete('vol-list', '--pool', 'd')).toEqual(['default-pool']);
    expect(await complete('net-start', 'd')).toEqual([]);
    expect(await complete('net-update', 'default', 'add')).toEqual(['add-first', 'add-last']);
    expect(await complete('pool-define', '/et')).toContain('/etc/');
    expect(await complete('nosuch', 'x')).toEqual([]);
    expect(await complete('net-info', '')).toEqual(['default', '--network']);
    await session.close();
  });

  it('has well-made commands to complete', () => {
    expect(checkCommands(shell, GROUPS, false)).toBe(true);
    expect(said).toEqual([]);
  });
});

describe('history', () => {
  it('keeps the newest lines, once each time', () => {
    const dir = mkdtempSync(join(tmpdir(), 'vireo-history-'));
    const file = join(dir, 'deep', 'history');
    const history = new History(file, 2, ['a']);
    for (const line of ['b', 'b', 'c']) history.add(line);
    expect(history.newestFirst).toEqual(['c', 'b']);
    history.save();
    // A folder that is a file: the history is lost, nothing else.
    expect(() => { new History(join(file, 'history'), 2, ['a']).save(); }).not.toThrow();
    rmSync(dir, { recursive: true });
  });
});
