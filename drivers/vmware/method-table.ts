import { methodTables } from '../core/method-table.ts';
import type { VmwareSession } from './vmware-session.ts';

export const { methodsOf, bindMethods, checkFlags } = methodTables<VmwareSession>('vmware');
