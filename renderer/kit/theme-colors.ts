const known = new Map<string, string>();
let seenTheme: string | undefined;

/** A token's colour in the current theme, for canvases. */
export function themeColor(token: string): string {
  const theme = document.documentElement.dataset['theme'];
  if (theme !== seenTheme) {
    known.clear();
    seenTheme = theme;
  }
  const found = known.get(token);
  if (found !== undefined) return found;
  const color = getComputedStyle(document.documentElement).getPropertyValue(token).trim();
  known.set(token, color);
  return color;
}
