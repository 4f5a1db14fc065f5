import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { screen } from 'electron';

/** Where and how large the window was. */
export interface WindowState {
  readonly bounds: Electron.Rectangle;
  readonly maximized: boolean;
}

/** At least this much of a window must be on some display, in pixels. */
const MIN_VISIBLE = 64;

/** What was remembered; undefined when nothing was, or when the display that it was on is gone. */
export function readWindowState(file: string): WindowState | undefined {
  const state = parse(file);
  const isVisible = ({ workArea }: Electron.Display): boolean => state !== undefined && overlap(state.bounds, workArea);
  return screen.getAllDisplays().some(isVisible) ? state : undefined;
}

/** Remembers the window when it closes. */
export function rememberWindowState(window: Electron.BrowserWindow, file: string, warn: (message: string) => void): void {
  window.on('close', () => {
    const state: WindowState = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
    try {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(file, JSON.stringify(state));
    } catch (error) {
      warn(`the window's place cannot be remembered: ${String(error)}`);
    }
  });
}

function parse(file: string): WindowState | undefined {
  try {
    const { bounds, maximized } = JSON.parse(readFileSync(file, 'utf8')) as Partial<WindowState>;
    const numbers = [bounds?.x, bounds?.y, bounds?.width, bounds?.height];
    return bounds !== undefined && numbers.every(Number.isInteger) ? { bounds, maximized: maximized === true } : undefined;
  } catch (error) {
    // Nothing depends on it: a window that was never closed, or a damaged file, opens in its usual size.
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT')) return undefined;
    throw error;
  }
}

function overlap(a: Electron.Rectangle, b: Electron.Rectangle): boolean {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width >= MIN_VISIBLE && height >= MIN_VISIBLE;
}
