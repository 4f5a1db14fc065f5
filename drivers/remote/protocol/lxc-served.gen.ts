// Made by `npm run generate` from the descriptions (*.proto.txt). Do not edit.
import type { DomainOpenNamespaceArgs } from './lxc.gen.ts';
import * as P from './lxc.gen.ts';
import type { ServedProcedure } from './procedure.ts';
import { getDomain } from './remote.gen.ts';

export const ServedDomainOpenNamespace: ServedProcedure<DomainOpenNamespaceArgs, undefined> = {
  procedure: P.DomainOpenNamespace,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: () => undefined,
};
