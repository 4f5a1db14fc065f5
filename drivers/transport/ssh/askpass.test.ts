import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Prompt, PromptAnswer } from '../../api/connection.ts';
import { DialBudget } from '../dial-budget.ts';
import { readQuestion, startAskpass } from './askpass.ts';

describe('a question of OpenSSH', () => {
  it.each([
    ["The authenticity of host '[h]:2222 ([192.0.2.1]:2222)' can't be established.\nED25519 key fingerprint is SHA256:abc/d.\nAre you sure?", 'confirm', { kind: 'host-key', target: '[h]:2222 ([192.0.2.1]:2222)', keyType: 'ssh-ed25519', fingerprint: 'SHA256:abc/d', status: 'unknown' }],
    ["root@h's password: ", '', { kind: 'password', target: 'me@h' }],
    ["Enter passphrase for key '/k/id': ", '', { kind: 'passphrase', keyFile: '/k/id' }],
    ['(root@h) Verification code: ', '', { kind: 'one-time-code', message: '(root@h) Verification code:', echo: false }],
    ['Confirm user presence for key ED25519-SK SHA256:x', 'none', { kind: 'one-time-code', echo: true }],
    ['evil\u001b[2J\u202eword: ', '', { kind: 'one-time-code', message: 'evil�[2J�word:' }],
  ])('%j means', (text, kind, meaning) => {
    expect(readQuestion(text, kind, 'me@h', false).prompt).toMatchObject(meaning);
  });
});

describe('the program that asks', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vireo-ask-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  async function run(question: string, answer: (prompt: Prompt, gone: AbortSignal | undefined) => Promise<PromptAnswer>, afterMs?: number): Promise<{ readonly text: string; readonly code: number | null }> {
    const budget = new DialBudget('h', { prompt: (prompt, signal) => answer(prompt, signal as AbortSignal) });
    const askpass = await startAskpass(folder, 'me@h', budget);
    const child = spawn(askpass.env['SSH_ASKPASS'] ?? '', [question], { env: { ...process.env, ...askpass.env }, stdio: ['ignore', 'pipe', 'ignore'] });
    if (afterMs !== undefined) setTimeout(() => child.kill('SIGTERM'), afterMs);
    let text = '';
    child.stdout.on('data', (piece) => { text += String(piece); });
    const [code] = (await once(child, 'close')) as [number | null];
    await new Promise((resolve) => setTimeout(resolve, 60));
    askpass.dispose();
    budget.dispose();
    return { text, code };
  }

  it('gives the answer as it is, and leaves nothing behind', async () => {
    const secret = ` $HOME 'quoted" \\n é+ `;
    expect(await run('password: ', () => Promise.resolve({ kind: 'text', text: secret, store: false }))).toEqual({ text: `${secret}\n`, code: 0 });
    expect(readdirSync(folder)).toEqual(['askpass']);
  });

  it('fails when the person cancels', async () => {
    expect(await run('password: ', () => Promise.resolve(undefined))).toEqual({ text: '', code: 1 });
  });

  it('says yes to a host key only when it was accepted', async () => {
    const question = "The authenticity of host 'h' can't be established.\nED25519 key fingerprint is SHA256:a.\n";
    expect(await run(question, () => Promise.resolve({ kind: 'accept', remember: true }))).toEqual({ text: 'yes\n', code: 0 });
  });

  it('takes the question back when nobody waits for the answer any more', async () => {
    let withdrawn = false;
    await run('Confirm user presence', (_prompt, gone) => new Promise((resolve) => {
      gone?.addEventListener('abort', () => {
        withdrawn = true;
        resolve(undefined);
      });
    }), 200);
    expect(withdrawn).toBe(true);
  });
});
