import type { HandlersOf } from '../../contract/contract.ts';
import type { TasksService } from './tasks-service.ts';

/** Main's side of `tasks`. */
export function tasksHandlers(tasks: TasksService): HandlersOf<'tasks'> {
  return {
    watch: (_input, emit) => {
      emit(tasks.list);
      return tasks.onDidChange(() => {
        emit(tasks.list);
      });
    },
    cancel: ({ id }) => {
      tasks.cancel(id);
    },
    repair: ({ id, kind }) => tasks.repair(id, kind),
    retry: ({ id }) => tasks.retry(id),
    log: ({ id }) => tasks.log(id),
    clear: () => {
      tasks.clear();
    },
  };
}
