/**
 * A `ref` that takes the focus when it appears, unless a person has put it somewhere already: what comes late must not take
 * the keyboard away from an open dialog or a field.
 */
export function takeIdleFocus(element: HTMLElement | null): void {
  if (element === null) return;
  const { activeElement } = document;
  if (activeElement === null || activeElement === document.body) element.focus();
}
