import { formatDomainXml, type DomainDef } from '../../../conf/domain/domain-def.ts';
import { parsed } from '../domain-save.ts';
import type { EmbedState } from '../embed-state.ts';
import type { Machine } from '../machine.ts';
import { portableDef } from '../portable-def.ts';

/** A machine as it is, as it would be started. */
export async function domainNow(state: EmbedState, machine: Machine): Promise<DomainDef> {
  const def = machine.run === undefined ? machine.def : portableDef(state.layout, machine, machine.run.live);
  return parsed(state, formatDomainXml(def, { inactive: true, secure: true, migratable: true }));
}
