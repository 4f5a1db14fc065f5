import { useEffect } from 'react';
import { useApp } from '../../state/app-context.tsx';
import type { TableLine } from './table-order.ts';

const SETTLE_MS = 200;

/** Tells main which machines are in sight, so that it reads their documents first. */
export function useTellShown(lines: readonly TableLine[], first: number, last: number): void {
  const { client, ui } = useApp();
  const shown = lines.slice(first, last + 1).filter((line) => typeof line === 'number');
  const text = shown.join(' ');
  useEffect(() => {
    if (text === '') return undefined;
    const timer = setTimeout(() => {
      client.inventory.show({ rows: text.split(' ').map(Number) }).catch(ui.report);
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [client, ui, text]);
}
