import type { DomainState } from '../../../drivers/api/records.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { domainOption, findDomain } from '../domain-argument.ts';
import type { CommandDef } from '../shell/command.ts';
import { stateWord } from '../words.ts';

const UNKNOWN = ['unknown'];

/** virsh's words for a state's reason, in the order of libvirt's numbers. */
const REASONS: Readonly<Record<DomainState, readonly string[]>> = {
  nostate: UNKNOWN,
  running: [
    'unknown',
    'booted',
    'migrated',
    'restored',
    'from snapshot',
    'unpaused',
    'migration canceled',
    'save canceled',
    'event wakeup',
    'crashed',
    'post-copy',
    'post-copy failed',
  ],
  blocked: UNKNOWN,
  paused: [
    'unknown',
    'user',
    'migrating',
    'saving',
    'dumping',
    'I/O error',
    'watchdog',
    'from snapshot',
    'shutting down',
    'creating snapshot',
    'crashed',
    'starting up',
    'post-copy',
    'post-copy failed',
  ],
  shutdown: ['unknown', 'user'],
  shutoff: ['unknown', 'shutdown', 'destroyed', 'crashed', 'migrated', 'saved', 'failed', 'from snapshot', 'daemon'],
  crashed: ['unknown', 'panicked'],
  pmsuspended: UNKNOWN,
};

/** @libvirt virsh domstate */
export const domstate: CommandDef = {
  name: 'domstate',
  help: 'domain state',
  description: 'Returns state about a domain.',
  options: [domainOption(), { name: 'reason', type: 'bool', help: 'also print reason for the state' }],
  run: async (shell, args) => {
    const domain = await findDomain(shell, args);
    if (domain === undefined) return false;
    const { state, reason } = await requireMethod(await shell.connection(), 'domain', 'getState')(domain);
    const why = REASONS[state][reason] ?? 'unknown';
    if (shell.options.json) shell.printJson({ state: stateWord(state), reason: why });
    else shell.print(`${stateWord(state)}${args.has('reason') ? ` (${why})` : ''}\n`);
    return true;
  },
};
