import { DriverRegistry } from '../../drivers/core/registry.ts';
import { qemuEmbedDriver } from '../../drivers/qemu/embed/driver.ts';
import { call } from './embed-host.ts';

/** A machine that stays in its firmware. */
export function bareMachine(name: string, extra = ''): string {
  return `<domain type='qemu'><name>${name}</name><memory unit='MiB'>16</memory><os><type arch='x86_64' machine='pc'>hvm</type></os>
<devices><controller type='usb' model='none'/><memballoon model='none'/><serial type='pty'/>${extra}</devices></domain>`;
}

/**
 * Defines, starts, pauses, destroys and forgets machines until somebody kills it. It says what it begins and what it has done, a line
 * each, in time: what was done must never be lost.
 */
export async function live(uri: string, prefix: string): Promise<never> {
  const say = (line: string): void => { process.stdout.write(`${line}\n`); };
  const connection = await new DriverRegistry([qemuEmbedDriver]).open(uri, {});
  say('ready');
  await new Promise((resolve) => process.stdin.once('data', resolve));
  for (let count = 0; ; count++) {
    const name = `${prefix}-${count}`;
    const dom = await call(connection, 'domain', 'defineXML')(bareMachine(name));
    say(`defined ${name}`);
    await call(connection, 'domain', 'create')(dom);
    say(`started ${name}`);
    if (count % 3 === 0) continue;
    await call(connection, 'domain', 'suspend')(dom);
    say(`stopping ${name}`);
    await call(connection, 'domain', 'destroy')(dom);
    say(`stopped ${name}`);
    if (count % 3 === 1) continue;
    say(`forgetting ${name}`);
    await call(connection, 'domain', 'undefine')(dom);
    say(`forgot ${name}`);
  }
}
