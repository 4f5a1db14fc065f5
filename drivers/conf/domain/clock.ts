import { enumOf, i64, string, u64, yesNo } from '../lens/codec.ts';
import { confError, unsupported, xmlError } from '../lens/conf-error.ts';
import { element } from '../lens/element.ts';
import type { ElementLens } from '../lens/element.ts';
import { attr, child, list } from '../lens/fields.ts';
import type { LensValue, ValueOf } from '../lens/lens.ts';

/** The timers. */
export const TIMER_NAMES = ['platform', 'pit', 'rtc', 'hpet', 'tsc', 'kvmclock', 'hypervclock', 'armvtimer'] as const;

const some = { omit: (value: bigint): boolean => value === 0n } as const;

const timer = element(
  {
    name: attr(enumOf(TIMER_NAMES), { required: true }),
    present: attr(yesNo),
    tickpolicy: attr(enumOf(['delay', 'catchup', 'merge', 'discard']), { refused: 'none' }),
    track: attr(enumOf(['boot', 'guest', 'wall', 'realtime']), { refused: 'none' }),
    frequency: attr(u64, some),
    mode: attr(enumOf(['auto', 'native', 'emulate', 'paravirt', 'smpsafe']), { refused: 'none' }),
    catchup: child(element({ threshold: attr(u64, some), slew: attr(u64, some), limit: attr(u64, some) })),
  },
);

/** A timer of the machine. */
export type Timer = LensValue<typeof timer>;

const shape = {
  offset: attr(string, { default: 'utc' }),
  adjustment: attr(string),
  basis: attr(string),
  timezone: attr(string),
  start: attr(u64),
  timers: list(timer, { name: 'timer' }),
};

/** The machine's clock. */
export type Clock = ValueOf<typeof shape>;

/** The machine's clock. */
export const clock: ElementLens<Clock> = element(shape, {
  parsed(value) {
    const { adjustment, basis, timezone, start, offset } = value;
    value.adjustment = undefined;
    value.basis = undefined;
    value.timezone = undefined;
    value.start = undefined;
    switch (offset) {
      case 'utc':
      case 'localtime':
        if (adjustment === 'reset') {
          value.adjustment = 'reset';
        } else if (adjustment !== undefined) {
          if (!/^\s*[-+]?\d+$/.test(adjustment)) throw xmlError(`unknown clock adjustment '${adjustment}'`);
          value.offset = 'variable';
          value.adjustment = String(BigInt(adjustment.trim().replace(/^\+/, '')));
          value.basis = offset;
        }
        break;
      case 'variable':
        value.adjustment = String(/^\s*[-+]?\d+$/.test(adjustment ?? '') ? i64.decode(adjustment ?? '0', { element: 'clock' }) : 0n);
        if (basis !== undefined && basis !== 'utc' && basis !== 'localtime') throw unsupported(`unknown clock basis '${basis}'`);
        value.basis = basis ?? 'utc';
        break;
      case 'timezone':
        if (timezone === undefined) throw confError('internal-error', "missing 'timezone' attribute for clock with offset='timezone'");
        value.timezone = timezone;
        break;
      case 'absolute':
        if (start === undefined) throw confError('internal-error', "missing 'start' attribute for clock with offset='absolute'");
        value.start = start;
        break;
      default:
        throw unsupported(`unknown clock offset '${offset}'`);
    }
  },
});

/** libvirt's checks of timers, with its words. */
export function checkTimers(value: Clock | undefined): void {
  for (const each of value?.timers ?? []) {
    const { name } = each;
    if ((name === 'kvmclock' || name === 'hypervclock') && each.tickpolicy !== undefined) {
      throw unsupported(`timer ${name} doesn't support setting of timer tickpolicy`);
    }
    const { threshold = 0n, limit = 0n, slew = 0n } = each.catchup ?? {};
    if (each.tickpolicy !== 'catchup' && (threshold !== 0n || limit !== 0n || slew !== 0n)) {
      throw xmlError("setting of timer catchup policies is only supported with tickpolicy='catchup'");
    }
    if (name !== 'tsc' && (each.frequency ?? 0n) !== 0n) throw unsupported(`timer ${name} doesn't support setting of timer frequency`);
    if (name !== 'tsc' && each.mode !== undefined) throw unsupported(`timer ${name} doesn't support setting of timer mode`);
    if (name !== 'platform' && name !== 'rtc' && each.track !== undefined) throw unsupported(`timer ${name} doesn't support setting of timer track`);
  }
}
