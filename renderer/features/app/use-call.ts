import { useEffect, useRef, useState } from 'react';

/** Where a call stands. The value before stays until the new one is here. */
export interface CallState<T> {
  readonly value: T | undefined;
  readonly error: unknown;
  readonly pending: boolean;
  readonly again: () => void;
}

/** Calls whenever `key` changes; without a key it does not. An answer that comes too late is dropped. */
export function useCall<T>(key: string | undefined, call: () => Promise<T>): CallState<T> {
  const [state, setState] = useState<{ readonly value: T | undefined; readonly error: unknown; readonly pending: boolean }>({ value: undefined, error: undefined, pending: false });
  const [turn, setTurn] = useState(0);
  const latest = useRef(call);
  latest.current = call;
  useEffect(() => {
    if (key === undefined) return undefined;
    let dropped = false;
    setState((before) => ({ ...before, pending: true }));
    latest.current().then(
      (value) => {
        if (!dropped) setState({ value, error: undefined, pending: false });
      },
      (error: unknown) => {
        if (!dropped) setState((before) => ({ ...before, error, pending: false }));
      },
    );
    return () => {
      dropped = true;
    };
  }, [key, turn]);
  return {
    ...state,
    again: () => {
      setTurn((now) => now + 1);
    },
  };
}
