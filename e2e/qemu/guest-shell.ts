import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { waitFor } from '../lab/index.ts';
import { call } from './embed-host.ts';

/** Runs a line in a lab guest's shell, by its agent; its output, trimmed. */
export async function inGuest(connection: Connection, dom: DomainRef, line: string): Promise<string> {
  const agent = async (execute: string, args: object): Promise<unknown> =>
    (JSON.parse(await call(connection, 'domainQemu', 'agentCommand')(dom, JSON.stringify({ execute, arguments: args }), 20)) as { readonly return: unknown }).return;
  const { pid } = (await agent('guest-exec', { path: '/bin/sh', arg: ['-c', `{ ${line}; } 2>&1`], 'capture-output': true })) as { readonly pid: number };
  return waitFor(`'${line}' in the guest`, async () => {
    const status = (await agent('guest-exec-status', { pid })) as { readonly exited: boolean; readonly 'out-data'?: string };
    return status.exited ? Buffer.from(status['out-data'] ?? '', 'base64').toString('latin1').trim() : undefined;
  }, 60_000, 100);
}
