import path from 'node:path';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { audioEnvironment } from './audio-arguments.ts';
import type { CommandContext } from './command-context.ts';
import { graphicsEnvironment } from './graphics-arguments.ts';

/** The variables QEMU is started with: the driver's, then what the document adds. */
export function commandEnvironment(def: DomainDef, context: CommandContext): [name: string, value: string][] {
  const variables = new Map(context.environment);
  const { libDir } = context.paths;
  if (context.privileged) {
    variables.set('HOME', libDir);
    variables.set('XDG_DATA_HOME', path.posix.join(libDir, '.local/share'));
    variables.set('XDG_CACHE_HOME', path.posix.join(libDir, '.cache'));
    variables.set('XDG_CONFIG_HOME', path.posix.join(libDir, '.config'));
  } else {
    variables.set('XDG_CACHE_HOME', path.posix.join(libDir, '.cache'));
  }
  if (def.clock.offset === 'timezone' && def.clock.timezone !== undefined) variables.set('TZ', def.clock.timezone);
  for (const [name, value] of [...audioEnvironment(def), ...graphicsEnvironment(def, context)]) variables.set(name, value);
  for (const each of def.qemuCommandline?.env ?? []) variables.set(each.name, each.value ?? '');
  return [...variables];
}
