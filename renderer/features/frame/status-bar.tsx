import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { formatPercent } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Progress } from '../../kit/meter.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';

/** The load of all hosts together: CPU weighted by their CPUs, memory by their memory. */
function useLoad(): { readonly cpu: number; readonly memory: number } {
  const { stats, connections } = useApp();
  useStore(stats.store, (state) => state.version);
  const list = useStore(connections.store, (state) => state.list);
  let [cpu, cpus, memory, kib] = [0, 0, 0, 0];
  for (const { id, host, state } of list) {
    const load = stats.host(id);
    if (load === undefined || host === undefined || state !== 'connected') continue;
    const hostKiB = Number(host.memoryKiB);
    if (Number.isFinite(load.cpu)) [cpu, cpus] = [cpu + load.cpu * host.cpus, cpus + host.cpus];
    if (Number.isFinite(load.memory)) [memory, kib] = [memory + load.memory * hostKiB, kib + hostKiB];
  }
  return { cpu: cpus === 0 ? Number.NaN : cpu / cpus, memory: kib === 0 ? Number.NaN : memory / kib };
}

function RunningTask(): ReactNode {
  const { tasks, ui } = useApp();
  const tr = useI18n();
  const running = useStore(tasks.store, (state) => state.list.findLast((task) => task.endedMs === undefined));
  if (running === undefined) return null;
  const title = tr.tKey(running.title, running.values);
  return (
    <button type="button" className="task" onClick={() => { ui.set({ tasksOpen: true }); }}>
      <StateMark shape="busy" />
      <span className="clip">{title}</span>
      {running.fraction === undefined ? null : (
        <>
          <Progress part={running.fraction} label={title} />
          <span className="num">{formatPercent(tr, running.fraction * 100)}</span>
        </>
      )}
      {running.phase === undefined ? null : <span className="dim clip">{tr.tKey(running.phase, running.phaseValues)}</span>}
    </button>
  );
}

/** The line at the bottom: hosts, machines, load, what is being done. */
export function StatusBar(): ReactNode {
  const { connections, inventory } = useApp();
  const tr = useI18n();
  const list = useStore(connections.store, (state) => state.list);
  const total = useStore(inventory.store, (state) => state.total);
  const running = useStore(inventory.store, (state) => state.running);
  const load = useLoad();
  const connected = list.filter((one) => one.state === 'connected').length;
  return (
    <footer className="status" aria-label={tr.t('status.label')}>
      <span>{list.length === 0 ? tr.t('status.noHosts') : tr.t('status.hosts', { connected, count: list.length })}</span>
      {list.length === 0 ? null : (
        <>
          <span className="status__sep" />
          <span>{tr.t('status.running', { running, count: total })}</span>
        </>
      )}
      {Number.isNaN(load.cpu) ? null : (
        <>
          <span className="status__sep" />
          <span>{tr.t('status.cpu', { value: formatPercent(tr, load.cpu) })}</span>
        </>
      )}
      {Number.isNaN(load.memory) ? null : <span>{tr.t('status.memory', { value: formatPercent(tr, load.memory) })}</span>}
      <span className="grow" />
      <RunningTask />
    </footer>
  );
}
