import { methodTables } from '../core/method-table.ts';
import type { TestSession } from './session.ts';

export const { methodsOf, bindMethods, checkFlags } = methodTables<TestSession>('test');
