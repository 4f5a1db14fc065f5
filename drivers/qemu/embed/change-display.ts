import type { Graphics } from '../../conf/domain/graphics.ts';
import { planGraphicsChange } from '../hotplug/change-graphics.ts';
import type { QmpClient } from '../qmp/qmp-client.ts';
import type { RunningMachine } from './machine.ts';
import { qemuError } from './qemu-error.ts';

/**
 * Gives a display of a machine that runs another password, or another time until which it is good.
 *
 * @throws operation-unsupported for all else, and where the display was started without a password: QEMU takes none then.
 */
export async function changeDisplay(run: RunningMachine, monitor: QmpClient, wanted: Graphics): Promise<void> {
  const old = run.live.devices.graphics.find(({ type }) => type === wanted.type);
  const plan = planGraphicsChange(inItsPlace(wanted, old, run.socketFolder), run.live, { vnc: undefined, spice: undefined }, new Date());
  if (plan.commands.length > 0 && old?.type === 'vnc' && old.passwd === undefined) {
    throw qemuError('operation-unsupported', 'this display was started without a password: store one in the definition (--config), and start the machine anew');
  }
  for (const { command, arguments: args } of plan.commands) await monitor.execute(command, args);
  run.live = plan.def;
}

/** A document that names no place means the private socket which such displays get here. */
function inItsPlace(wanted: Graphics, old: Graphics | undefined, socketFolder: string): Graphics {
  if ((wanted.type !== 'vnc' && wanted.type !== 'spice') || (old?.type !== 'vnc' && old?.type !== 'spice')) return wanted;
  const [was] = old.listens;
  const [listen] = wanted.listens;
  const isPrivate = old.listens.length === 1 && was?.type === 'socket' && was.socket?.startsWith(`${socketFolder}/`) === true;
  const namesNone = listen === undefined || (listen.type === 'address' ? listen.address === undefined || listen.fromConfig : listen.type === 'socket' && listen.socket === undefined);
  const namesPort = wanted.autoport !== true && (wanted.port ?? 0) > 0;
  if (!isPrivate || wanted.listens.length > 1 || !namesNone || namesPort) return wanted;
  return { ...wanted, listens: old.listens, port: old.port, autoport: old.autoport, keymap: wanted.keymap ?? old.keymap };
}
