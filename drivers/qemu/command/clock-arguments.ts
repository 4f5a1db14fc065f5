import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';
import type { CommandContext } from './command-context.ts';

/** `-rtc`, and the timers that have options of their own. */
export function clockArguments(def: DomainDef, context: CommandContext): string[] {
  return ['-rtc', `base=${clockBase(def, context)}${rtcOptions(def)}`, ...def.clock.timers.flatMap((timer) => timerArguments(timer, context))];
}

function clockBase({ clock }: DomainDef, { host }: CommandContext): string {
  switch (clock.offset) {
    case 'utc':
      return 'utc';
    case 'localtime':
    case 'timezone':
      return 'localtime';
    case 'variable': {
      const shift = clock.basis === 'localtime' ? host.utcOffsetSeconds : 0;
      return timeText(Math.floor(host.now.getTime() / 1000) + Number(clock.adjustment ?? 0) + shift);
    }
    case 'absolute':
      return timeText(Number(clock.start ?? 0n));
    default:
      throw unsupported(`unsupported clock offset '${clock.offset}'`, 'qemu');
  }
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
}

const TRACKS: Readonly<Record<string, string>> = { guest: 'vm', wall: 'host', realtime: 'rt' };

function rtcOptions({ clock }: DomainDef): string {
  const rtc = clock.timers.find((each) => each.name === 'rtc');
  const track = TRACKS[rtc?.track ?? ''];
  return `${track === undefined ? '' : `,clock=${track}`}${rtc?.tickpolicy === 'catchup' ? ',driftfix=slew' : ''}`;
}

function timerArguments(timer: DomainDef['clock']['timers'][number], { caps }: CommandContext): string[] {
  if (timer.name === 'pit' && caps.has('kvm-pit-lost-tick-policy')) {
    const policy = timer.tickpolicy ?? 'delay';
    return policy === 'delay' || policy === 'discard' ? ['-global', `kvm-pit.lost_tick_policy=${policy}`] : [];
  }
  return timer.name === 'hpet' && timer.present === false && caps.has('no-hpet') ? ['-no-hpet'] : [];
}
