import { describe, expect, it } from 'vitest';
import { spawnHere, thisComputer } from './local-process.ts';
import { runCommand } from './run-command.ts';

const node = (script: string): readonly string[] => [process.execPath, '-e', script];

describe('runCommand here', () => {
  it('gives output, errors and the exit code', async () => {
    const result = await runCommand(thisComputer, node('console.log("out"); console.error("err"); process.exitCode = 3'));
    expect(result).toEqual({ code: 3, signal: undefined, stdout: 'out\n', stderr: 'err\n' });
  });

  it('sends input', async () => {
    const result = await runCommand(thisComputer, ['cat'], { input: Buffer.from('in') });
    expect(result).toMatchObject({ code: 0, stdout: 'in' });
  });

  it('never uses a shell', async () => {
    const result = await runCommand(thisComputer, ['echo', '$(id); `id` | cat']);
    expect(result.stdout).toBe('$(id); `id` | cat\n');
  });

  it('says when a program is not there', async () => {
    await expect(runCommand(thisComputer, ['no-such-program-here'])).rejects.toMatchObject({
      code: 'system-error', message: "Cannot find 'no-such-program-here' in path: No such file or directory",
    });
  });

  it('stops at its deadline and ends the process', async () => {
    await expect(runCommand(thisComputer, ['sleep', '60'], { deadlineMs: 100 })).rejects.toMatchObject({ code: 'operation-timeout' });
  });

  it('refuses endless output', async () => {
    await expect(runCommand(thisComputer, ['yes'])).rejects.toMatchObject({ code: 'overflow' });
  });

  it('gives what a program said that reads nothing', async () => {
    const result = await runCommand(thisComputer, ['sh', '-c', 'exec <&-; echo out; sleep 0.1; echo err >&2; exit 9'], { input: Buffer.alloc(1024 * 1024) });
    expect(result).toEqual({ code: 9, signal: undefined, stdout: 'out\n', stderr: 'err\n' });
  });

  it('ends when a program that reads nothing has ended', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { channel, dispose } = await spawnHere(['true']);
      channel.consume(() => undefined);
      expect(await new Promise((resolve) => channel.onDidClose(resolve))).toEqual({ kind: 'eof' });
      dispose();
    }
  });

  it('kills what it is told to', async () => {
    const running = await spawnHere(['sleep', '60']);
    running.dispose();
    expect(await running.exited).toEqual({ code: undefined, signal: 'SIGTERM' });
  });
});

// The peer is the process itself, which gives back what it gets.
describe('a process as a channel', () => {
  it('carries bytes both ways', async () => {
    const { channel, dispose, exited } = await spawnHere(['cat']);
    const bytes = Buffer.alloc(1024 * 1024, 'vireo');
    const back = new Promise<Buffer>((resolve) => {
      const pieces: Uint8Array[] = [];
      channel.consume((piece) => pieces.push(piece));
      channel.onDidClose(() => { resolve(Buffer.concat(pieces)); });
    });
    channel.write(bytes);
    channel.end();
    expect((await back).equals(bytes)).toBe(true);
    expect(await exited).toEqual({ code: 0, signal: undefined });
    dispose();
  });
});
