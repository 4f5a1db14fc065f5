import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readTypedLine } from './typed-line.ts';

async function type(pieces: readonly string[], echo: boolean): Promise<{ readonly line: string | undefined; readonly shown: string }> {
  const input = new PassThrough();
  let shown = '';
  const line = readTypedLine(input, (text) => (shown += text), echo, undefined);
  for (const piece of pieces) input.write(piece);
  return { line: await line, shown };
}

describe('readTypedLine', () => {
  it('never shows a secret', async () => {
    expect(await type(['hun', 'ter2\r'], false)).toEqual({ line: 'hunter2', shown: '\n' });
  });

  it('shows a name, and takes characters back', async () => {
    expect(await type(['adn\x7fmin\r'], true)).toEqual({ line: 'admin', shown: 'adn\b \bmin\n' });
    expect((await type(['wrong\x15right\r'], true)).line).toBe('right');
  });

  it('reads characters of several bytes', async () => {
    expect((await type(['pässwört 密码\n'], false)).line).toBe('pässwört 密码');
  });

  it.each([['\x03'], ['\x04'], ['abc\x03']])('gives up at %j', async (keys) => {
    expect((await type([keys], false)).line).toBeUndefined();
  });

  it('gives up when the question is withdrawn', async () => {
    const abort = new AbortController();
    const line = readTypedLine(new PassThrough(), () => undefined, false, abort.signal);
    abort.abort();
    expect(await line).toBeUndefined();
  });
});
