import { useSyncExternalStore } from 'react';

const subscribe = (listener: () => void): (() => void) => {
  document.addEventListener('visibilitychange', listener);
  return () => {
    document.removeEventListener('visibilitychange', listener);
  };
};

/** Whether anybody can see the window: figures are asked for only then. */
export const usePageVisible = (): boolean => useSyncExternalStore(subscribe, () => !document.hidden);
