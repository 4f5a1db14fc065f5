import { migrateDomain } from '../../drivers/core/migrate-domain.ts';
import { DomainMigrateFlags as M } from '../../drivers/core/constants.ts';
import { DriverRegistry } from '../../drivers/core/registry.ts';
import { qemuEmbedDriver } from '../../drivers/qemu/embed/driver.ts';
import { call } from './embed-host.ts';

/** Moves a machine to and fro between two roots, and puts it away and brings it back, until somebody kills it. It says what it begins. */
export async function goToAndFro(first: string, second: string, name: string, file: string, begin: 'move' | 'save'): Promise<never> {
  const say = (line: string): void => { process.stdout.write(`${line}\n`); };
  const registry = new DriverRegistry([qemuEmbedDriver]);
  say('ready');
  await new Promise((resolve) => process.stdin.once('data', resolve));
  const connections = [await registry.open(first, {}), await registry.open(second, {})] as const;
  const listed = await Promise.all(connections.map(async (each) => (await call(each, 'connect', 'listAllDomains')()).find((dom) => dom.name === name)));
  let at: 0 | 1 = listed[0] === undefined ? 1 : 0;
  const dom = listed[0] ?? listed[1];
  if (dom === undefined) throw new Error(`there is no machine ${name}`);
  for (let count = begin === 'move' ? 0 : 2; ; count++) {
    const [from, to] = at === 0 ? [connections[0], connections[1]] : [connections[1], connections[0]];
    if (count % 3 === 2) {
      say('saving');
      await call(from, 'domain', 'save')(dom, file);
      say('restoring');
      await call(from, 'domain', 'restore')(file);
      continue;
    }
    say('moving');
    await migrateDomain(from, dom, to, { flags: M.LIVE | M.PERSIST_DEST | M.UNDEFINE_SOURCE }).result;
    say('moved');
    at = at === 0 ? 1 : 0;
  }
}
