import type { Timer } from '../../../conf/domain/clock.ts';
import type { DomainDef } from '../../../conf/domain/domain-def.ts';
import { unsupported } from '../../../conf/lens/conf-error.ts';
import { isX86, machineIs } from '../machine-kinds.ts';
import type { QemuCapabilities } from '../qemu-capabilities.ts';

const refuse = (detail: string): Error => unsupported(detail, 'qemu');

/** 9999-12-31T23:59:59, the last moment there is a text for. */
const LAST_SECOND = 253402300799n;

/** The timers that QEMU has, with what it can do with them; and when the clock starts. */
export function validateClock(def: DomainDef, caps: QemuCapabilities): void {
  for (const timer of def.clock.timers) validateTimer(timer, def, caps);
  if (def.clock.offset === 'absolute' && (def.clock.start ?? 0n) > LAST_SECOND) throw refuse(`The maximum 'start' value for <clock offset='absolute'> is ${LAST_SECOND}`);
}

function validateTimer(timer: Timer, def: DomainDef, caps: QemuCapabilities): void {
  const { name, present, track, tickpolicy } = timer;
  const { arch, machine } = def.os.type;
  const nowhere = (): Error => refuse(`Configuring the '${name}' timer is not supported for virtType=${def.type} arch=${arch} machine=${machine ?? ''} guests`);
  switch (name) {
    case 'platform':
      throw refuse(`unsupported timer type (name) '${name}'`);
    case 'tsc':
    case 'kvmclock':
    case 'hypervclock':
      if (!isX86(arch) && present === true) throw nowhere();
      break;
    case 'rtc':
      if (track === 'boot') throw refuse(`unsupported rtc timer track '${track}'`);
      if (tickpolicy === 'merge' || tickpolicy === 'discard') throw refuse(`unsupported rtc timer tickpolicy '${tickpolicy}'`);
      break;
    case 'pit':
      if (tickpolicy === 'merge' || (tickpolicy === 'catchup' && !caps.has('kvm-pit-lost-tick-policy'))) throw refuse(`unsupported pit tickpolicy '${tickpolicy}'`);
      break;
    case 'hpet':
      if (present === true && !caps.has('no-hpet')) throw refuse('hpet timer is not supported');
      break;
    case 'armvtimer':
      if (def.type !== 'kvm' || !machineIs.armVirt(def)) throw nowhere();
      if (present === false) throw refuse(`The '${name}' timer can't be disabled`);
      if (!caps.has('cpu.kvm-no-adjvtime')) throw refuse(`Configuring the '${name}' timer is not supported with this QEMU binary`);
      if (tickpolicy === 'catchup' || tickpolicy === 'merge') throw refuse(`The '${name}' timer does not support tickpolicy '${tickpolicy}'`);
      break;
  }
}
