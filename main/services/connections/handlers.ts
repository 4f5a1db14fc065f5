import { hasExtra, requireExtra } from '../../../drivers/core/require-extra.ts';
import type { HandlersOf } from '../../contract/contract.ts';
import type { Discovery } from '../../contract/connections.ts';
import { readHostEvents } from './host-events.ts';
import type { ConnectionsService } from './connections-service.ts';
import type { Prompts } from './prompts.ts';

/** Main's side of `connections`. */
export function connectionsHandlers(
  connections: ConnectionsService,
  prompts: Prompts,
  discover: () => Promise<readonly Discovery[]>,
): HandlersOf<'connections'> {
  return {
    watch: (_input, emit) => {
      emit(connections.list);
      return connections.onDidChange(() => {
        emit(connections.list);
      });
    },
    add: (request) => connections.add(request),
    update: ({ id, ...patch }) => connections.update(id, withoutUndefined(patch)),
    remove: ({ id }) => connections.remove(id),
    watchFolders: (_input, emit) => {
      let told = connections.folders;
      emit(told);
      return connections.onDidChange(() => {
        if (connections.folders === told) return;
        told = connections.folders;
        emit(told);
      });
    },
    addFolder: ({ name, ids }) => connections.addFolder(name, ids ?? []),
    renameFolder: ({ name, to }) => connections.renameFolder(name, to),
    removeFolder: ({ name }) => connections.removeFolder(name),
    move: ({ ids, folder }) => connections.move(ids, folder),
    connect: ({ id }) => connections.connect(id),
    disconnect: ({ id }) => connections.disconnect(id),
    repair: ({ id, kind }) => connections.repair(id, kind),
    health: ({ id }) => {
      const connection = connections.require(id);
      return hasExtra(connection, 'health', 'readAll') ? requireExtra(connection, 'health', 'readAll')() : Promise.resolve(undefined);
    },
    events: ({ id, uuid, limit }) => readHostEvents(connections.require(id), uuid, limit),
    discover: () => discover(),
    watchPrompts: (_input, emit) => {
      emit(prompts.pending);
      return prompts.onDidChange(emit);
    },
    answerPrompt: ({ promptId, answer }) => {
      prompts.answer(promptId, answer);
    },
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Defined<T>;
}
