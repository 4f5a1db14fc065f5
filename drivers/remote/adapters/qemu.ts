import type { DomainQemuMethods } from '../../api/facets/domain-qemu.ts';
import type { Caller } from '../caller.ts';
import { DomainAgentCommand } from '../protocol/qemu.gen.ts';

/** QEMU's own calls that need adapting. */
export function qemuAdapters(c: Caller) {
  return {
    agentCommand: async (dom, cmd, timeoutS, flags = 0, options) =>
      (await c.call(DomainAgentCommand, { dom, cmd, timeout: timeoutS, flags }, options)).result ?? '',
  } satisfies Partial<DomainQemuMethods>;
}
