import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionId } from '../../contract/ids.ts';
import { SecretsService } from '../secrets/secrets-service.ts';
import { AllowedCommands } from './allowed-commands.ts';
import { Prompts } from './prompts.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vireo-allowed-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});
const command = { kind: 'run-command', target: 'qemu:///system', argv: ['/x/my program', '--a'] } as const;

describe('AllowedCommands', () => {
  it('remembers exactly what was allowed, also for another process', async () => {
    await new AllowedCommands(dir).remember(command);
    const again = new AllowedCommands(dir);
    expect(await again.has(command)).toBe(true);
    expect(await again.has({ ...command, argv: ['/x/my', 'program', '--a'] })).toBe(false);
    expect(await again.has({ ...command, argv: [...command.argv, '--b'] })).toBe(false);
    expect(await again.has({ ...command, target: 'qemu:///session' })).toBe(false);
    expect(statSync(join(dir, 'allowed-commands.json')).mode & 0o077).toBe(0);
  });

  it('allows nothing when the file is broken', async () => {
    writeFileSync(join(dir, 'allowed-commands.json'), '{"commands":[{"target":1},"x"]}');
    expect(await new AllowedCommands(dir).has(command)).toBe(false);
    writeFileSync(join(dir, 'allowed-commands.json'), 'no json');
    expect(await new AllowedCommands(dir).has(command)).toBe(false);
  });

  it('is asked before the person, and told what the person wants remembered', async () => {
    const prompts = new Prompts(new SecretsService(undefined), new AllowedCommands(dir));
    const shown: string[] = [];
    let remember = false;
    prompts.onDidChange(([first]) => {
      if (first === undefined) return;
      shown.push(first.prompt.kind);
      queueMicrotask(() => { prompts.answer(first.promptId, { kind: 'accept', remember }); });
    });
    const ask = prompts.handlerFor('c1' as ConnectionId, 'x');
    expect(await ask(command, undefined)).toEqual({ kind: 'accept', remember: false });
    remember = true;
    expect(await ask(command, undefined)).toEqual({ kind: 'accept', remember: true });
    expect(shown).toHaveLength(2);
    // Also while nobody can be asked: a reconnect in the background.
    expect(await prompts.handlerFor('c1' as ConnectionId, 'x', () => false)(command, undefined)).toEqual({ kind: 'accept', remember: false });
    expect(shown).toHaveLength(2);
    prompts.dispose();
  });
});
