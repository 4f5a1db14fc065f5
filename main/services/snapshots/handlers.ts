import type { HandlersOf } from '../../contract/contract.ts';
import type { SnapshotsService } from './snapshots-service.ts';

/** Main's side of `snapshots`. */
export function snapshotsHandlers(service: SnapshotsService): HandlersOf<'snapshots'> {
  return {
    list: (machine) => service.list(machine),
    picture: ({ machine, name }) => service.picture(machine, name),
    documents: ({ machine, name }) => service.documents(machine, name),
    take: (wish) => service.take(wish),
    revert: (wish) => service.revert(wish),
    delete: ({ machine, name, children }) => service.delete(machine, name, children),
    describe: ({ machine, name, description }) => service.describe(machine, name, description),
  };
}
