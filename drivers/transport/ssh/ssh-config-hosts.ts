import { homedir } from 'node:os';
import { join } from 'node:path';
import { readSshConfig, type ConfigItem } from './ssh-config-file.ts';

/** The hosts that the user's SSH configuration names, in its order; patterns are left out. */
export function sshConfigHosts(home = homedir()): readonly string[] {
  const folder = join(home, '.ssh');
  return [...new Set(readSshConfig(join(folder, 'config'), { home, base: folder }).flatMap(namesIn))];
}

function namesIn(item: ConfigItem): readonly string[] {
  if (!('kind' in item)) return [];
  const nested = item.entries.flatMap(namesIn);
  return item.kind === 'host' ? [...item.patterns.filter((pattern) => !/[*?!]/.test(pattern)), ...nested] : nested;
}
