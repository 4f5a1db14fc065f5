import type { HandlersOf } from '../../contract/contract.ts';
import type { StatsService } from './stats-service.ts';

/** Main's side of `stats`. */
export function statsHandlers(stats: StatsService): HandlersOf<'stats'> {
  return {
    watch: ({ groups, whole, intervalMs }, emit, { clientId }) => stats.watch({ groups, whole: whole ?? groups, intervalMs, clientId }, emit),
    watchMachine: (key, emit) => stats.watchMachine(key, emit),
  };
}
