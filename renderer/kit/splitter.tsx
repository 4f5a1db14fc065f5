import type { ReactNode } from 'react';

/** A border that can be dragged, or moved with the arrow keys. Sizes in pixels. */
export interface SplitterProps {
  readonly label: string;
  readonly size: number;
  readonly min: number;
  readonly max: number;
  readonly onResize: (size: number) => void;
  readonly onToggle?: () => void;
  /** What it is now, where nobody has chosen a size yet. */
  readonly measure?: (border: HTMLElement) => number;
  /** One of a row of borders: only one of them is on the way of Tab, the arrows up and down go to the others. */
  readonly row?: { readonly isFirst: boolean; readonly onMove: (border: HTMLElement, by: 1 | -1) => void };
}

const STEP = 16;

/** The border between a pane at the start of the line and what follows. */
export function Splitter({ label, size, min, max, onResize, onToggle, measure = () => size, row }: SplitterProps): ReactNode {
  const clamp = (value: number): number => Math.min(max, Math.max(min, Math.round(value)));
  const direction = (element: HTMLElement): 1 | -1 => (getComputedStyle(element).direction === 'rtl' ? -1 : 1);
  return (
    <div
      className="splitter"
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={row?.isFirst === false ? -1 : 0}
      onDoubleClick={onToggle}
      onKeyDown={(event) => {
        const by = event.key === 'ArrowRight' ? STEP : event.key === 'ArrowLeft' ? -STEP : 0;
        if (by !== 0) onResize(clamp(measure(event.currentTarget) + by * direction(event.currentTarget)));
        else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') row?.onMove(event.currentTarget, event.key === 'ArrowDown' ? 1 : -1);
        else if (event.key === 'Enter' && row !== undefined) onToggle?.();
        else return;
        event.preventDefault();
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        event.currentTarget.dataset['from'] = String(event.clientX);
        event.currentTarget.dataset['size'] = String(measure(event.currentTarget));
      }}
      onPointerMove={(event) => {
        const { from, size: before } = event.currentTarget.dataset;
        if (!event.currentTarget.hasPointerCapture(event.pointerId) || from === undefined || before === undefined) return;
        onResize(clamp(Number(before) + (event.clientX - Number(from)) * direction(event.currentTarget)));
      }}
    />
  );
}
