import { methodTables } from '../core/method-table.ts';
import type { EsxSession } from './esx-session.ts';

export const { methodsOf, bindMethods, checkFlags } = methodTables<EsxSession>('esx');
