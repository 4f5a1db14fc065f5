import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { themeColor } from './theme-colors.ts';

/** A small graph of one figure. */
export interface SparklineProps {
  /** Fills the array with the points, oldest first, and answers how many there are. */
  readonly read: (into: Float32Array) => number;
  readonly points: number;
  /** The value at the top; without it the greatest that is shown. */
  readonly max?: number;
  /** Changes when it must be drawn anew. */
  readonly version: number | string;
}

const WIDTH = 56;
const HEIGHT = 16;
let scratch = new Float32Array(128);

function draw(canvas: HTMLCanvasElement, values: Float32Array, count: number, points: number, max: number | undefined): void {
  const ratio = window.devicePixelRatio;
  const width = Math.round(WIDTH * ratio);
  const height = Math.round(HEIGHT * ratio);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, WIDTH, HEIGHT);
  if (count < 2) return;
  let top = max ?? 0;
  if (max === undefined) for (let at = 0; at < count; at += 1) top = Math.max(top, values[at] ?? 0);
  const scale = (HEIGHT - 2) / (top > 0 ? top : 1);
  const step = WIDTH / (points - 1);
  const first = WIDTH - (count - 1) * step;
  const y = (at: number): number => {
    const value = values[at] ?? Number.NaN;
    return HEIGHT - 1 - (Number.isNaN(value) ? 0 : Math.min(value, top > 0 ? top : 1) * scale) + 0.5;
  };
  context.beginPath();
  context.moveTo(first, y(0));
  for (let at = 1; at < count; at += 1) context.lineTo(first + at * step, y(at));
  context.strokeStyle = themeColor('--spark');
  context.lineWidth = 1;
  context.stroke();
  context.lineTo(WIDTH, HEIGHT);
  context.lineTo(first, HEIGHT);
  context.closePath();
  context.fillStyle = themeColor('--spark-fill');
  context.fill();
}

/** A small graph, drawn on a canvas; for eyes only, the figure stands beside it. */
export function Sparkline({ read, points, max, version }: SparklineProps): ReactNode {
  const ref = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (ref.current === null) return;
    if (scratch.length < points) scratch = new Float32Array(points);
    draw(ref.current, scratch, read(scratch), points, max);
  }, [read, points, max, version]);
  return <canvas ref={ref} className="spark" aria-hidden="true" />;
}
