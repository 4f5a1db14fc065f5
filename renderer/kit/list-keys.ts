/** Where a key leads in a list: the new index, or undefined when the key does not move. */
export function moveIndex(key: string, index: number, count: number, pageSize: number): number | undefined {
  if (count === 0) return undefined;
  const clamp = (value: number): number => Math.min(count - 1, Math.max(0, value));
  switch (key) {
    case 'ArrowDown':
      return clamp(index + 1);
    case 'ArrowUp':
      return clamp(index < 0 ? 0 : index - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'PageDown':
      return clamp(index + pageSize);
    case 'PageUp':
      return clamp(index - pageSize);
    default:
      return undefined;
  }
}

const FORGET_MS = 700;

/** Typing letters jumps to the next line that begins with them. */
export class TypeAhead {
  private typed = '';
  private lastMs = 0;

  /** Takes a key; answers the index it leads to, if it is a letter and something begins so. */
  take(key: string, nowMs: number, index: number, count: number, textAt: (index: number) => string): number | undefined {
    if (key.length !== 1 || (key === ' ' && this.typed === '')) return undefined;
    if (nowMs - this.lastMs > FORGET_MS) this.typed = '';
    this.lastMs = nowMs;
    const again = this.typed === key.toLowerCase();
    if (!again) this.typed += key.toLowerCase();
    const from = this.typed.length === 1 ? index + 1 : Math.max(0, index);
    for (let step = 0; step < count; step += 1) {
      const at = (from + step) % count;
      if (textAt(at).toLowerCase().startsWith(this.typed)) return at;
    }
    return undefined;
  }
}
