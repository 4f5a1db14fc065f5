import { expect, it } from 'vitest';
import { discoverConfigured } from './discover-configured.ts';

const conf = {
  path: '/etc/libvirt/libvirt.conf', aliases: new Map([['hail', 'qemu+ssh://hail/system']]), uriDefault: 'hail',
  remoteMode: undefined, remoteProxy: undefined, tlsPriority: undefined,
};

it('offers the default host and the aliases', () => {
  expect(discoverConfigured(conf, {})).toMatchObject([
    { kind: 'libvirt-default', uri: 'qemu+ssh://hail/system', labelKey: 'discover.default', detail: '/etc/libvirt/libvirt.conf' },
    { kind: 'libvirt-alias', uri: 'qemu+ssh://hail/system', label: 'hail' },
  ]);
  expect(discoverConfigured(conf, { LIBVIRT_DEFAULT_URI: 'test:///default' })[0]).toMatchObject({ uri: 'test:///default', detail: 'LIBVIRT_DEFAULT_URI' });
  expect(discoverConfigured(undefined, {})).toEqual([]);
});
