import { useCallback, useEffect, useState } from 'react';

/** Chromium's way to get keys that the system keeps otherwise. */
interface KeyboardLock {
  readonly lock: () => Promise<void>;
  readonly unlock: () => void;
}

const keyboardLock = (): KeyboardLock | undefined => (navigator as { readonly keyboard?: KeyboardLock }).keyboard;

/** Full screen for one console. */
export interface FullScreen {
  readonly on: boolean;
  readonly toggle: () => void;
}

/**
 * Fills the screen with the page; the console then covers the page, so that menus can still lie above it. All keys that
 * can be had go to the page meanwhile: Esc as well, held for a moment it still ends it.
 */
export function useFullScreen(onError: (error: unknown) => void): FullScreen {
  const [on, setOn] = useState(false);
  useEffect(() => {
    if (!on) return undefined;
    const onChange = (): void => {
      if (document.fullscreenElement === null) setOn(false);
    };
    document.addEventListener('fullscreenchange', onChange);
    keyboardLock()?.lock().catch(onError);
    return () => {
      document.removeEventListener('fullscreenchange', onChange);
      keyboardLock()?.unlock();
      if (document.fullscreenElement !== null) document.exitFullscreen().catch(onError);
    };
  }, [on, onError]);
  const toggle = useCallback(() => {
    if (on) {
      setOn(false);
      return;
    }
    document.documentElement.requestFullscreen({ navigationUI: 'hide' }).then(() => {
      setOn(true);
    }, onError);
  }, [on, onError]);
  return { on, toggle };
}
