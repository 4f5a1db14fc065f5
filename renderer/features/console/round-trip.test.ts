import { expect, it } from 'vitest';
import { RoundTrip } from './round-trip.ts';

const request = Uint8Array.of(3, 1, 0, 0, 0, 0, 4, 0, 2, 64);
const key = new Uint8Array(8).fill(4);

function clocked(): { readonly trip: RoundTrip; readonly at: (ms: number) => RoundTrip } {
  let now = 0;
  const trip = new RoundTrip(() => now);
  return { trip, at: (ms) => { now = ms; return trip; } };
}

it('takes ClientInit and its answer as the first measure', () => {
  const { trip, at } = clocked();
  at(0).onSent(new Uint8Array(12));
  at(3).onReceived();
  at(4).onSent(Uint8Array.of(1));
  at(5).onReceived();
  expect(trip.roundTripMs).toBeUndefined();
  at(10).onSent(Uint8Array.of(1));
  at(28).onReceived();
  expect(trip.roundTripMs).toBe(18);
});

it('takes the smallest answer to a request, as an update may wait for a change', () => {
  const { trip, at } = clocked();
  for (const [askedMs, gotMs] of [[0, 60], [100, 121], [200, 235]] as const) {
    at(askedMs).onSent(request);
    at(gotMs).onReceived();
    at(gotMs + 1).onReceived();
  }
  expect(trip.roundTripMs).toBe(21);
});

it('does not count keys, nor a screen at rest', () => {
  const { trip, at } = clocked();
  at(0).onSent(request);
  at(20).onReceived();
  at(30).onSent(key);
  at(31).onReceived();
  at(40).onSent(request);
  at(9000).onReceived();
  expect(trip.roundTripMs).toBe(20);
});

it('forgets old answers', () => {
  const { trip, at } = clocked();
  for (let turn = 0; turn < 40; turn += 1) {
    at(turn * 1000).onSent(request);
    at(turn * 1000 + (turn < 5 ? 5 : 80)).onReceived();
  }
  expect(trip.roundTripMs).toBe(80);
});
