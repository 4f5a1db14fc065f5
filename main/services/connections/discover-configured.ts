import type { LibvirtConf } from '../../../drivers/transport/libvirt-conf.ts';
import type { Discovery } from '../../contract/connections.ts';

/** The hosts that the user's `libvirt.conf` and environment name: aliases, and the one that is meant when none is named. */
export function discoverConfigured(conf: LibvirtConf | undefined, env: Readonly<Record<string, string | undefined>>): readonly Discovery[] {
  const fromEnvironment = env['LIBVIRT_DEFAULT_URI'];
  const byDefault = fromEnvironment === undefined || fromEnvironment === '' ? conf?.uriDefault : fromEnvironment;
  const detail = byDefault === fromEnvironment ? 'LIBVIRT_DEFAULT_URI' : (conf?.path ?? '');
  const aliases = [...(conf?.aliases ?? [])].map(([alias, uri]) => configured('libvirt-alias', uri, alias, conf?.path ?? ''));
  if (byDefault === undefined) return aliases;
  const uri = conf?.aliases.get(byDefault) ?? byDefault;
  return [{ ...configured('libvirt-default', uri, uri, detail), labelKey: 'discover.default' }, ...aliases];
}

function configured(kind: string, uri: string, label: string, detail: string): Discovery {
  return {
    kind, found: true, uri, readOnly: false, label, labelKey: 'discover.alias', labelValues: { alias: label }, detail,
    problem: undefined, problemValues: {}, command: undefined,
  };
}
