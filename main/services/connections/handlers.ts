import type { HandlersOf } from '../../contract/contract.ts';
import type { Discovery } from '../../contract/connections.ts';
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
    connect: ({ id }) => connections.connect(id),
    disconnect: ({ id }) => connections.disconnect(id),
    repair: ({ id, kind }) => connections.repair(id, kind),
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
