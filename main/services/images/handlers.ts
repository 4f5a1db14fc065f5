import type { HandlersOf } from '../../contract/contract.ts';
import type { ImagesService } from './images-service.ts';

/** Main's side of `images`. */
export function imagesHandlers(service: ImagesService): HandlersOf<'images'> {
  return {
    pools: ({ connectionId }) => service.pools(connectionId),
    list: ({ connectionId, pool, refresh }) => service.list(connectionId, pool, refresh === true),
    uses: ({ connectionId }) => service.uses(connectionId),
    create: ({ connectionId, ...wish }) => service.create(connectionId, wish),
  };
}
