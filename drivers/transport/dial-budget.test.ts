import { describe, expect, it } from 'vitest';
import type { Prompt, PromptAnswer } from '../api/connection.ts';
import { DialBudget } from './dial-budget.ts';

const QUESTION: Prompt = { kind: 'password', target: 'h', message: 'm', retry: false, canStore: false };
const never = new Promise<never>(() => undefined);

describe('DialBudget', () => {
  it('ends what takes too long, and names the step', async () => {
    const budget = new DialBudget('host', { deadlineMs: 30 });
    budget.step = 'tls';
    await expect(budget.race(never)).rejects.toMatchObject({ code: 'operation-timeout', step: 'tls', subject: 'host' });
    await expect(budget.race(never)).rejects.toMatchObject({ code: 'operation-timeout' });
  });

  it('does not count the time of questions, also of several at once', async () => {
    const prompt = (): Promise<PromptAnswer> => new Promise((resolve) => { setTimeout(resolve, 150, { kind: 'text', text: 'x', store: false }); });
    const budget = new DialBudget('host', { deadlineMs: 100, prompt });
    await Promise.all([budget.ask(QUESTION), budget.ask(QUESTION)]);
    expect(budget.signal.aborted).toBe(false);
    await expect(budget.race(never)).rejects.toMatchObject({ code: 'operation-timeout' });
  });

  it('takes a question back when the connection it is for has gone', async () => {
    const gone = new AbortController();
    const prompt = (_question: Prompt, signal: Parameters<NonNullable<ConstructorParameters<typeof DialBudget>[1]['prompt']>>[1]): Promise<PromptAnswer> =>
      new Promise((resolve) => { signal?.addEventListener('abort', () => { resolve(undefined); }); });
    const budget = new DialBudget('host', { prompt });
    const answer = budget.ask(QUESTION, gone.signal);
    gone.abort();
    expect(await answer).toBeUndefined();
    budget.dispose();
  });

  it('puts away what comes too late', async () => {
    const abort = new AbortController();
    const budget = new DialBudget('host', { signal: abort.signal });
    let give: (value: string) => void = () => undefined;
    const late: string[] = [];
    const raced = budget.race(new Promise<string>((resolve) => { give = resolve; }), (value) => late.push(value));
    abort.abort();
    await expect(raced).rejects.toMatchObject({ code: 'operation-aborted' });
    give('late');
    await new Promise(setImmediate);
    expect(late).toEqual(['late']);
  });

  it('is over at once when it was cancelled before', async () => {
    const budget = new DialBudget('host', { signal: AbortSignal.abort() });
    await expect(budget.race(never)).rejects.toMatchObject({ code: 'operation-aborted' });
  });
});
