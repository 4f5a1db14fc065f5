// Made by `npm run generate` from the descriptions (*.proto.txt). Do not edit.
import type { DomainRef } from '../../api/refs.ts';
import type { Procedure } from './procedure.ts';
import { putDomain } from './remote.gen.ts';

/** The number of the lxc program. */
export const LXC_PROGRAM = 0x68000;

export interface DomainOpenNamespaceArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export const DomainOpenNamespace: Procedure<DomainOpenNamespaceArgs, undefined> = {
  program: LXC_PROGRAM,
  number: 1,
  name: 'DOMAIN_OPEN_NAMESPACE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export const LXC_PROCEDURES: readonly Procedure<never, unknown>[] = [
  DomainOpenNamespace,
];
