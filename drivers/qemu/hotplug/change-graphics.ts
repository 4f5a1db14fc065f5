import { cloneDomainDef } from '../../conf/domain/domain-def.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { Graphics, Listen } from '../../conf/domain/graphics.ts';
import { confError } from '../../conf/lens/conf-error.ts';
import type { HotplugCommand } from './hotplug-plan.ts';

/** How a display of a machine that runs is changed. */
export interface GraphicsPlan {
  readonly commands: readonly HotplugCommand[];
  /** The machine's definition when all is done. */
  readonly def: DomainDef;
}

type Protected = Extract<Graphics, { type: 'vnc' | 'spice' }>;

/**
 * How a display gets another password, or another time until which it is good. Nothing else can be changed while a
 * machine runs.
 *
 * @param passwords what displays without one of their own take.
 * @throws VirError in libvirt's words.
 */
export function planGraphicsChange(wanted: Graphics, def: DomainDef, passwords: { readonly vnc: string | undefined; readonly spice: string | undefined }, now: Date): GraphicsPlan {
  const index = def.devices.graphics.findIndex((each) => each.type === wanted.type);
  const old = def.devices.graphics[index];
  if (old === undefined) throw confError('device-missing', `cannot find existing graphics device to modify of type '${wanted.type}'`, 'qemu');
  if ((wanted.type !== 'vnc' && wanted.type !== 'spice') || (old.type !== 'vnc' && old.type !== 'spice')) {
    throw confError('internal-error', `unable to change config on '${wanted.type}' graphics type`, 'qemu');
  }
  checkListens(old, wanted);
  checkPorts(old, wanted);
  const after = cloneDomainDef(def);
  if (!needsPassword(old, wanted)) return { commands: [], def: after };
  const display = after.devices.graphics[index];
  if (display?.type === 'vnc' || display?.type === 'spice') {
    display.passwd = wanted.passwd;
    display.passwdValidTo = wanted.passwdValidTo;
    display.connected = wanted.connected;
  }
  return { commands: passwordCommands(wanted, passwords[wanted.type], now), def: after };
}

function checkListens(old: Protected, wanted: Protected): void {
  const refuse = (what: string): Error => confError('operation-unsupported', `cannot change ${what} on '${wanted.type}' graphics`, 'qemu');
  if (wanted.listens.length !== old.listens.length) throw refuse('the number of listen addresses');
  wanted.listens.forEach((listen, index) => {
    const before: Listen | undefined = old.listens[index];
    if (listen.type !== before?.type) throw refuse('the type of listen address');
    if (listen.type === 'address' && listen.address !== before.address) throw refuse('listen address setting');
    if (listen.type === 'network' && listen.network !== before.network) throw refuse('listen address setting');
    if (listen.type === 'socket' && listen.socket !== before.socket) throw refuse('listen socket setting');
  });
}

function checkPorts(old: Protected, wanted: Protected): void {
  const { type } = wanted;
  const same = (a: number | undefined, b: number | undefined): boolean => (a ?? 0) === (b ?? 0);
  const tls = (display: Protected): number | undefined => (display.type === 'spice' ? display.tlsPort : undefined);
  const moved = (old.autoport ?? false) !== (wanted.autoport ?? false) || (wanted.autoport !== true && (!same(old.port, wanted.port) || !same(tls(old), tls(wanted))));
  if (moved) throw confError('operation-unsupported', `cannot change port settings on ${type} graphics`, 'qemu');
  if (old.keymap !== wanted.keymap) throw confError('operation-unsupported', `cannot change keymap setting on ${type} graphics`, 'qemu');
}

function needsPassword(old: Protected, wanted: Protected): boolean {
  if (old.passwdValidTo !== undefined || wanted.passwdValidTo !== undefined) return true;
  if (old.connected !== wanted.connected || (wanted.type === 'spice' && wanted.connected === 'disconnect')) return true;
  return old.passwd !== wanted.passwd;
}

/** The commands that set a display's password, also when a machine starts; none where there is no password. */
export function passwordCommands({ type, passwd, passwdValidTo, connected }: Protected, otherwise: string | undefined, now: Date): HotplugCommand[] {
  const password = passwd ?? otherwise;
  if (password === undefined) return [];
  const until = passwdValidTo === undefined ? undefined : Date.parse(`${passwdValidTo}Z`);
  const time = password === '' || (until !== undefined && until <= now.getTime()) ? 'now' : until === undefined ? 'never' : String(Math.floor(until / 1000));
  return [
    { command: 'set_password', arguments: { protocol: type, password, connected } },
    { command: 'expire_password', arguments: { protocol: type, time } },
  ];
}
