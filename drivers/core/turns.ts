const waiting: (() => void)[] = [];

/**
 * Lets everything else run first. Of all the long computations of this process only one goes on in each round of the event loop, in
 * the order of their asking: several that yield after some milliseconds each do not add up to a long stretch.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(giveTurn);
  });
}

function giveTurn(): void {
  const next = waiting.shift();
  // What is scheduled here runs in the next round.
  if (waiting.length > 0) setImmediate(giveTurn);
  next?.();
}
