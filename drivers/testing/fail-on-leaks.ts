import { afterAll } from 'vitest';
import { setLeakTracker } from '../core/lifecycle.ts';

const alive = new Map<object, string>();

setLeakTracker({
  created: (thing) => {
    alive.set(thing, new Error('made here').stack ?? '');
  },
  disposed: (thing) => {
    alive.delete(thing);
  },
});

// Set-up files come first, so this runs after the tests' own hooks.
afterAll(() => {
  const leaked = [...alive.values()];
  alive.clear();
  if (leaked.length > 0) throw new Error(`${leaked.length} disposables were never disposed, the first of them:\n${placeOf(leaked[0] ?? '')}`);
});

/** The lines of a stack that are not the lifecycle's own. */
function placeOf(stack: string): string {
  return stack.split('\n').slice(1).filter((line) => !line.includes('lifecycle.ts') && !line.includes('fail-on-leaks.ts')).slice(0, 4).join('\n');
}
