import { describe, expect, it, vi } from 'vitest';
import { FramePace } from './frame-pace.ts';

describe('the pace of a display', () => {
  function world() {
    const frames: (() => void)[] = [];
    const state = { nowMs: 0, hidden: false };
    const pace = new FramePace({ requestFrame: (done) => frames.push(done), isHidden: () => state.hidden, nowMs: () => state.nowMs });
    return { state, frames, pace, draw: () => { for (const done of frames.splice(0)) done(); } };
  }

  it('is its own while frames come', () => {
    const { state, frames, pace, draw } = world();
    for (state.nowMs = 0; state.nowMs < 2000; state.nowMs += 50) {
      expect(pace.next()).toBeUndefined();
      expect(frames).toHaveLength(1);
      if (state.nowMs % 200 === 0) draw();
    }
  });

  it('waits for a frame that is late, and goes on with it', async () => {
    const { state, pace, draw } = world();
    pace.next();
    state.nowMs = 300;
    const wait = pace.next();
    expect(wait).toBeInstanceOf(Promise);
    draw();
    await wait;
    expect(pace.next()).toBeUndefined();
  });

  it('does not wait where nothing is shown, nor for ever', async () => {
    const { state, pace } = world();
    pace.next();
    state.nowMs = 300;
    state.hidden = true;
    expect(pace.next()).toBeUndefined();
    state.hidden = false;
    vi.useFakeTimers();
    try {
      const wait = pace.next();
      await vi.advanceTimersByTimeAsync(1000);
      await wait;
    } finally {
      vi.useRealTimers();
    }
  });
});
