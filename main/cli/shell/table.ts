/** Characters that take two columns on a terminal: East Asian wide and full-width ones, and most emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const ZERO = /[\p{Mn}\p{Me}\p{Cf}]/u;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Cn}]/u;

/**
 * A table as virsh prints it: columns as wide as their widest cell, three spaces apart, a line under the head.
 *
 * @libvirt vshTable
 */
export class Table {
  readonly #head: readonly string[];
  readonly #rows: (readonly string[])[] = [];

  constructor(...head: readonly string[]) {
    this.#head = head;
  }

  add(...cells: readonly string[]): void {
    this.#rows.push(cells);
  }

  /** The table's text; without head and line in quiet mode. */
  toText(withHead: boolean): string {
    const rows = [this.#head, ...this.#rows].map((cells) => cells.map(encodeCell));
    const counted = withHead ? rows : rows.slice(1);
    const widths = this.#head.map((_, column) => Math.max(0, ...counted.map((cells) => cells[column]?.width ?? 0)));
    const lines = counted.map((cells) => printRow(cells, widths));
    if (withHead) lines.splice(1, 0, `${'-'.repeat(widths.reduce((sum, width) => sum + width + 3, 0))}\n`);
    return lines.join('');
  }
}

interface Cell {
  readonly text: string;
  readonly width: number;
}

function printRow(cells: readonly Cell[], widths: readonly number[]): string {
  return `${cells
    .map((cell, column) => ` ${cell.text}${column < cells.length - 1 ? ' '.repeat((widths[column] ?? 0) - cell.width + 2) : ''}`)
    .join('')}\n`;
}

/** What cannot be printed is spelled out as `\xNN`, byte for byte. */
function encodeCell(text: string): Cell {
  if (/^[\x20-\x7e]*$/.test(text) && !text.includes('\\x')) return { text, width: text.length };
  let out = '';
  let width = 0;
  for (const char of text) {
    if (UNPRINTABLE.test(char) || (char === '\\' && text.startsWith('\\x', out.length))) {
      const spelled = [...Buffer.from(char)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
      out += spelled;
      width += spelled.length;
    } else {
      out += char;
      width += ZERO.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
    }
  }
  return { text: out, width };
}
