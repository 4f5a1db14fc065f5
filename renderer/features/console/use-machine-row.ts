import { useStore } from 'zustand';
import type { MachineKey } from '../../../main/contract/ids.ts';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import { useApp } from '../../state/app-context.tsx';

/** A machine as the list has it; undefined while it is not known (any more). */
export function useMachineRow(key: MachineKey): MachineRow | undefined {
  const { inventory } = useApp();
  return useStore(inventory.store, () => inventory.find(key));
}
