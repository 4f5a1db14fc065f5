import type { HandlersOf } from '../../contract/contract.ts';
import type { AuditService } from './audit-service.ts';

/** Main's side of `audit`. */
export function auditHandlers(audit: AuditService): HandlersOf<'audit'> {
  return {
    read: ({ text, limit }) => audit.read(text, limit),
    export: () => audit.export(),
  };
}
