import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { ConnectionId, TaskId } from '../../../main/contract/ids.ts';
import type { CatalogueEntry, NewMachineOffer } from '../../../main/contract/new-machine.ts';
import type { TaskInfo } from '../../../main/contract/tasks.ts';
import { useApp } from '../../state/app-context.tsx';

/** An image of the catalogue that is chosen, and its download. */
export interface Download {
  readonly entry: CatalogueEntry | undefined;
  readonly task: TaskInfo | undefined;
  readonly choose: (id: string | undefined) => void;
  readonly start: (host: ConnectionId, pool: string) => void;
  readonly cancel: () => void;
}

/** Downloads an image of the catalogue; when it is there the host is asked again, and it is chosen. */
export function useDownload(catalogue: readonly CatalogueEntry[], offer: NewMachineOffer | undefined, again: () => void, onThere: (path: string) => void): Download {
  const { client, tasks, ui } = useApp();
  const [wanted, setWanted] = useState<string | undefined>();
  const [taskId, setTaskId] = useState<TaskId | undefined>();
  const list = useStore(tasks.store, (state) => state.list);
  const task = taskId === undefined ? undefined : list.find(({ id }) => id === taskId);
  const entry = catalogue.find(({ id }) => id === wanted);
  const isDone = task?.state === 'done';
  useEffect(() => {
    if (isDone) again();
  }, [isDone]);
  const path = isDone && entry !== undefined ? offer?.images.find(({ name }) => name === entry.fileName)?.path : undefined;
  useEffect(() => {
    if (path === undefined) return;
    setWanted(undefined);
    setTaskId(undefined);
    onThere(path);
  }, [path]);
  return {
    entry,
    task,
    choose: (id) => {
      if (id !== wanted) setTaskId(undefined);
      setWanted(id);
    },
    start: (host, pool) => {
      if (entry === undefined) return;
      client.newMachines.download({ connectionId: host, pool, image: { id: entry.id } }).then(setTaskId, ui.report);
    },
    cancel: () => {
      if (taskId !== undefined) client.tasks.cancel({ id: taskId }).catch(ui.report);
    },
  };
}
