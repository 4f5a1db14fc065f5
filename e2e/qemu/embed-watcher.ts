import { createInterface } from 'node:readline';
import type { DomainEventKind } from '../../drivers/api/events.ts';
import { DriverRegistry } from '../../drivers/core/registry.ts';
import { qemuEmbedDriver } from '../../drivers/qemu/embed/driver.ts';
import { call } from './embed-host.ts';

const KINDS: readonly DomainEventKind[] = ['block-job-2', 'device-added', 'device-removed', 'disk-change', 'job-completed'];

/** Another Vireo on a root: prints what it hears (`heard JSON`), and what it is asked for (a line with a machine's name: `job JSON`). */
export async function watchRoot(uri: string): Promise<void> {
  const connection = await new DriverRegistry([qemuEmbedDriver]).open(uri, {});
  const print = (word: string, what: unknown): void => {
    process.stdout.write(`${word} ${JSON.stringify(what ?? null, (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value))}\n`);
  };
  for (const kind of KINDS) await call(connection, 'connect', 'domainEventRegisterAny')(kind, undefined, (event) => { print('heard', { ...event, dom: event.dom.name }); });
  await call(connection, 'connect', 'listAllDomains')();
  process.stdout.write('ready\n');
  for await (const name of createInterface(process.stdin)) {
    try {
      const dom = await call(connection, 'domain', 'lookupByName')(name);
      print('job', await call(connection, 'domain', 'getBlockJobInfo')(dom, 'vda'));
    } catch (error) {
      print('job', { error: String(error) });
    }
  }
  await connection.close();
}
