import { cloneDomainDef, type DomainDef } from '../../conf/domain/domain-def.ts';
import type { EmbedLayout } from './embed-layout.ts';
import type { Machine } from './machine.ts';

/** A definition without the places that only this root gave it: another root gives its own. */
export function portableDef(layout: EmbedLayout, machine: Pick<Machine, 'uuid'>, source: DomainDef): DomainDef {
  const def = cloneDomainDef(source);
  const folder = `${layout.socketFolder(machine.uuid)}/`;
  const isOurs = (path: string | undefined): boolean => path?.startsWith(folder) === true;
  for (const graphics of def.devices.graphics) {
    if (graphics.type !== 'vnc' && graphics.type !== 'spice') continue;
    for (const listen of graphics.listens) {
      if (isOurs(listen.socket)) listen.socket = undefined;
    }
  }
  for (const channel of def.devices.channels) if (channel.type === 'unix' && isOurs(channel.sources[0]?.path)) channel.sources = [];
  if (def.os.nvram?.path?.startsWith(`${layout.nvram}/`) === true) def.os.nvram.path = undefined;
  return def;
}
