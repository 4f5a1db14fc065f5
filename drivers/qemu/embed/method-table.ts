import { methodTables } from '../../core/method-table.ts';
import type { EmbedSession } from './embed-session.ts';

export const { methodsOf, bindMethods, checkFlags } = methodTables<EmbedSession>('qemu');
