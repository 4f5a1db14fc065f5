import type { HandlersOf } from '../../contract/contract.ts';
import { InventoryFeed } from './inventory-feed.ts';
import type { InventoryService } from './inventory-service.ts';

/** Main's side of `inventory`. */
export function inventoryHandlers(inventory: InventoryService): HandlersOf<'inventory'> {
  return {
    watch: (_input, emit, { clientId }) => {
      const feed = new InventoryFeed(inventory, emit);
      return {
        dispose: () => {
          feed.dispose();
          inventory.show(clientId, new Set());
        },
      };
    },
    watchPlaces: (_input, emit) => {
      emit(inventory.places);
      return inventory.onDidChangePlaces(() => { emit(inventory.places); });
    },
    show: ({ rows }, { clientId }) => {
      inventory.show(clientId, new Set(rows));
    },
  };
}
