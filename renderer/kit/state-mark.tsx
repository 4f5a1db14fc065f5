import type { ReactNode } from 'react';

/** Shapes of states: each has a form of its own besides its colour. */
export type MarkShape = 'running' | 'paused' | 'off' | 'busy' | 'error';

const SHAPES: Readonly<Record<MarkShape, ReactNode>> = {
  running: <circle cx="6" cy="6" r="4.5" fill="currentColor" />,
  paused: (
    <>
      <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 1.75a4.25 4.25 0 0 0 0 8.5z" fill="currentColor" />
    </>
  ),
  off: <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  busy: <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" strokeWidth="1.75" strokeDasharray="2.2 2.25" />,
  error: <path fill="currentColor" fillRule="evenodd" d="M5.13 1.3a1 1 0 0 1 1.74 0l4.5 8.2a1 1 0 0 1-.87 1.5h-9a1 1 0 0 1-.87-1.5zM5.3 4.2v3h1.4v-3zm0 3.9v1.4h1.4V8.1z" />,
};

/** A state as a shape with a colour. Without a label it is silent, because the word stands beside it. */
export function StateMark({ shape, stale = false, label }: { readonly shape: MarkShape; readonly stale?: boolean; readonly label?: string }): ReactNode {
  return (
    <svg
      className={`st st--${shape}${stale ? ' is-stale' : ''}`}
      viewBox="0 0 12 12"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {SHAPES[shape]}
    </svg>
  );
}
