import type { HandlersOf } from '../../contract/contract.ts';
import { InventoryFeed } from './inventory-feed.ts';
import type { InventoryService } from './inventory-service.ts';

/** Main's side of `inventory`. */
export function inventoryHandlers(inventory: InventoryService): HandlersOf<'inventory'> {
  return {
    watch: (_input, emit) => new InventoryFeed(inventory, emit),
    show: ({ rows }) => {
      inventory.show(new Set(rows));
    },
  };
}
