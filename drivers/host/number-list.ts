/** Reads the kernel's notation of sets: `0-3,8`. */
export function parseNumberList(text: string | undefined): number[] {
  const found: number[] = [];
  for (const part of (text ?? '').split(',')) {
    const [from, to = from] = part.trim().split('-').map(Number);
    if (from === undefined || to === undefined || !Number.isInteger(from) || !Number.isInteger(to) || part.trim() === '') continue;
    for (let each = from; each <= to && found.length < 65536; each++) found.push(each);
  }
  return found;
}

/** Writes a set in libvirt's notation: `0-3,8`. */
export function formatNumberList(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let at = 0; at < sorted.length; at++) {
    const first = sorted[at] ?? 0;
    let last = first;
    while (sorted[at + 1] === last + 1) {
      last += 1;
      at += 1;
    }
    parts.push(first === last ? String(first) : `${first}-${last}`);
  }
  return parts.join(',');
}
