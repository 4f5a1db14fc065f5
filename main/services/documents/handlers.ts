import type { HandlersOf } from '../../contract/contract.ts';
import type { DocumentsService } from './documents-service.ts';

/** Main's side of `documents`. */
export function documentsHandlers(service: DocumentsService): HandlersOf<'documents'> {
  return {
    read: (machine) => service.read(machine),
    apply: (wish) => service.apply(wish),
    join: ({ base, mine, theirs, prefer }) => service.join(base, mine, theirs, prefer),
    help: ({ path }) => service.help(path),
    check: ({ xml }) => service.check(xml),
    preview: ({ base, wanted }) => service.preview(base, wanted),
  };
}
