import { diffLines } from 'diff';
import type { ReactNode } from 'react';
import './line-diff.css';

/** How many lines that are the same are shown around what differs. */
const AROUND = 2;

/** A run of lines: gone, new, the same, or the same and left out. */
export interface DiffRun {
  readonly kind: 'gone' | 'new' | 'same' | 'skipped';
  readonly lines: readonly string[];
}

/** What differs between two texts, line by line, with a little of what is around it. */
export function diffRuns(before: string, after: string): readonly DiffRun[] {
  const changes = diffLines(before, after);
  return changes.flatMap(({ added, removed, value }, at): readonly DiffRun[] => {
    const lines = value.replace(/\n$/, '').split('\n');
    if (removed) return [{ kind: 'gone', lines }];
    if (added) return [{ kind: 'new', lines }];
    const head = at === 0 ? 0 : AROUND;
    const tail = at === changes.length - 1 ? 0 : AROUND;
    if (lines.length <= head + tail + 1) return [{ kind: 'same', lines }];
    const runs: readonly DiffRun[] = [{ kind: 'same', lines: lines.slice(0, head) }, { kind: 'skipped', lines: lines.slice(head, lines.length - tail) }, { kind: 'same', lines: lines.slice(lines.length - tail) }];
    return runs.filter((run) => run.lines.length > 0);
  });
}

const SIGNS = { gone: '−', new: '+', same: ' ' } as const;

/** Differences to read; `skippedText` says how many lines are left out. */
export function LineDiff({ before, after, label, skippedText }: { readonly before: string; readonly after: string; readonly label: string; readonly skippedText: (count: number) => string }): ReactNode {
  const lines = diffRuns(before, after).flatMap(({ kind, lines: all }): readonly { readonly kind: DiffRun['kind']; readonly text: string }[] => (kind === 'skipped' ? [{ kind, text: skippedText(all.length) }] : all.map((text) => ({ kind, text: `${SIGNS[kind]} ${text}` }))));
  return (
    <div className="diff selectable" role="region" aria-label={label} tabIndex={0}>
      {lines.map(({ kind, text }, at) => (
        <div key={at} className={`diff__${kind}`}>{text}</div>
      ))}
    </div>
  );
}
