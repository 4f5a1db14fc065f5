import { domainContext } from '../../conf/domain/domain-def.ts';
import type { DomainParseContext } from '../../conf/domain/domain-def.ts';
import type { ContextInit } from '../../conf/domain/domain-context.ts';

/** How LXC's driver reads domain documents (`virLXCDriverDomainDefParserConfig`); `emulator` is the controller program of new containers. */
export function lxcDomainContext(emulator: string, init: ContextInit = {}): DomainParseContext {
  return domainContext({
    ...init,
    namespaces: ['lxc'],
    steps: {
      domain(def) {
        def.devices.emulator ??= emulator;
      },
      device(device) {
        if (device.kind === 'console' && device.device.target !== undefined) device.device.target.type ??= 'lxc';
      },
    },
  });
}
