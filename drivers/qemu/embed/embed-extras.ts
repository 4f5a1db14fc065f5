import type { Extras, HealthReading, UnattendedGap } from '../../api/extras.ts';
import { quoteShell } from '../../transport/exec/quote-shell.ts';
import { EmbedLayout } from './embed-layout.ts';
import type { EmbedSession } from './embed-session.ts';
import type { EmbedState } from './embed-state.ts';
import { EventLog } from './event-log.ts';
import { KEEPER_LOCK } from './keeper-lock.ts';
import type { Machine } from './machine.ts';

/** What a root has beyond libvirt's objects: the log of its keeper, and whether there is one where it is needed. */
export function embedExtras({ state }: EmbedSession): Extras {
  return {
    eventLog: { readAll: (most) => new EventLog(state.surroundings.files, state.layout.eventLog).read(most) },
    unattended: { readGap: () => keeperGap(state) },
    health: {
      async readAll() {
        const reading = await keeperReading(state);
        return [{ host: state.surroundings.hostName, state: reading.state, vendor: undefined, model: undefined, serial: undefined, firmware: undefined, readings: [reading] }];
      },
    },
  };
}

/** What nobody does without a keeper, and how to get one. */
async function keeperGap({ locks, surroundings, layout }: EmbedState): Promise<UnattendedGap | undefined> {
  if (await locks.isHeld(KEEPER_LOCK)) return undefined;
  const { home, dataHome, runtimeDirectory, uid, hostName, isHere } = surroundings;
  const usual = EmbedLayout.of(undefined, { home, dataHome, runtimeDir: runtimeDirectory, uid: uid ?? 0 });
  return {
    autostart: true,
    note: `The keeper does not run${isHere ? '' : ` on ${hostName}`}, so machines that start with the host wait until Vireo is opened. This starts it at login${isHere ? '' : ', typed there'}:`,
    remedy: `vireo embed-keeper install${layout.root === usual.root ? '' : ` ${quoteShell(['--root', layout.root])}`}`,
  };
}

/** Without a keeper some of what definitions ask for waits until somebody opens Vireo: said where a machine asks for it. */
async function keeperReading(state: EmbedState): Promise<HealthReading> {
  const reading = { name: 'embed-keeper', kind: 'service', value: undefined, unit: '' };
  if (await state.locks.isHeld(KEEPER_LOCK)) return { ...reading, state: 'ok' };
  const machines = await state.machines();
  const wanting = [what(machines, 'start with the host', ({ autostart }) => autostart), what(machines, 'start again after a power off or crash', wantsKeeper)].filter((each) => each !== undefined);
  if (wanting.length === 0) return { ...reading, state: 'unknown', note: 'The keeper does not run: there is no log of events while Vireo is closed. `vireo embed-keeper install` starts it at login.' };
  return { ...reading, state: 'warning', note: `The keeper does not run, so these wait until Vireo is opened: ${wanting.join('; ')}. \`vireo embed-keeper install\` starts it at login.` };
}

function what(machines: readonly Machine[], asks: string, does: (machine: Machine) => boolean): string | undefined {
  const names = machines.filter(does).map(({ name }) => name);
  if (names.length === 0) return undefined;
  return `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''} (to ${asks})`;
}

/** What QEMU cannot do alone (`policy.ts`). */
function wantsKeeper({ def }: Machine): boolean {
  return [def.on_poweroff, def.on_crash].some((action) => action === 'restart' || action === 'rename-restart' || action.startsWith('coredump-'));
}
