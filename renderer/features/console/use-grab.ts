import { useEffect, useRef, useState, type RefObject } from 'react';
import { ReleaseKeys } from './release-keys.ts';

/** What a stage has that can take the keyboard. */
export interface Grabber {
  readonly focus: () => void;
  readonly blur: () => void;
}

/**
 * Lets go of keys that are still down in a display: a guest must not keep a key that nobody holds. A terminal has no such
 * keys, and would take the focus back at the event.
 */
function letGo(element: Element, codes: readonly string[]): void {
  if (!(element instanceof HTMLCanvasElement)) return;
  for (const code of codes) element.dispatchEvent(new KeyboardEvent('keyup', { code, key: '' }));
}

/**
 * Whether what is inside the stage has the keyboard, and the way out of it: Ctrl+Alt. Enter on the stage itself goes in.
 */
export function useGrab(stage: RefObject<HTMLElement | null>, grabber: Grabber | undefined): boolean {
  const [grabbed, setGrabbed] = useState(false);
  const latest = useRef(grabber);
  useEffect(() => {
    latest.current = grabber;
  }, [grabber]);
  useEffect(() => {
    const element = stage.current;
    if (element === null) return undefined;
    const keys = new ReleaseKeys();
    const isInside = (target: EventTarget | null): target is Element => target instanceof Element && target !== element && target.closest('[data-grabs]') !== null;
    const onKey = (event: KeyboardEvent): void => {
      if (event.target === element && event.type === 'keydown' && event.key === 'Enter') {
        event.preventDefault();
        latest.current?.focus();
        return;
      }
      if (!event.isTrusted || !isInside(event.target) || !keys.take(event)) return;
      latest.current?.blur();
      element.focus({ preventScroll: true });
    };
    const onFocusIn = (event: FocusEvent): void => {
      setGrabbed(isInside(event.target));
    };
    const onFocusOut = (event: FocusEvent): void => {
      if (isInside(event.target)) letGo(event.target, keys.held());
      keys.reset();
      if (!isInside(event.relatedTarget)) setGrabbed(false);
    };
    element.addEventListener('keydown', onKey, true);
    element.addEventListener('keyup', onKey, true);
    element.addEventListener('focusin', onFocusIn);
    element.addEventListener('focusout', onFocusOut);
    return () => {
      element.removeEventListener('keydown', onKey, true);
      element.removeEventListener('keyup', onKey, true);
      element.removeEventListener('focusin', onFocusIn);
      element.removeEventListener('focusout', onFocusOut);
    };
  }, [stage]);
  return grabbed;
}

/** Whether a console that has just come to the front may take the keyboard: not from somebody who types elsewhere. */
export function mayTakeFocus(stage: HTMLElement): boolean {
  const focused = document.activeElement;
  return focused === null || focused === document.body || stage.contains(focused);
}
