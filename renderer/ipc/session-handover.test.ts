import { afterEach, describe, expect, it } from 'vitest';
import { askForSession, offerSession } from './session-handover.ts';

const offers: (() => void)[] = [];
afterEach(() => {
  for (const end of offers.splice(0)) end();
});

describe("another tab's session", () => {
  it('is given to a tab that asks', async () => {
    offers.push(offerSession('one'));
    expect(await askForSession()).toBe('one');
    expect(await askForSession()).toBe('one');
  });

  it('is one of them when several tabs are open', async () => {
    offers.push(offerSession('one'), offerSession('two'));
    expect(['one', 'two']).toContain(await askForSession());
  });

  it('is not there when no tab is connected, or not any more', async () => {
    expect(await askForSession(30)).toBeUndefined();
    offerSession('one')();
    expect(await askForSession(30)).toBeUndefined();
  });

  it('is not taken from answers that were meant for others', async () => {
    const stranger = new BroadcastChannel('vireo-session');
    offers.push(() => { stranger.close(); });
    stranger.onmessage = () => {
      stranger.postMessage({ kind: 'answer', to: 'somebody else', token: 'wrong' });
      stranger.postMessage('nonsense');
      stranger.postMessage(null);
    };
    expect(await askForSession(50)).toBeUndefined();
  });
});
