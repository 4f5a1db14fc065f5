import { useEffect, useState } from 'react';

/** Counts up while something is shown, so that it is read anew. */
export function useTurns(periodMs: number, active: boolean): number {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!active) return undefined;
    const timer = setInterval(() => { setTurn((now) => now + 1); }, periodMs);
    return () => {
      clearInterval(timer);
    };
  }, [periodMs, active]);
  return turn;
}
