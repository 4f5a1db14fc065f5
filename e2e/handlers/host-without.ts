import path from 'node:path';
import { createApp, type App } from '../../main/app.ts';
import { startBrowserHost } from '../../main/browser-host/browser-host.ts';
import { directoriesFor, makeDirectories, processEnvironment } from '../../main/directories.ts';
import { allDrivers } from '../../main/drivers.ts';
import { VirError } from '../../drivers/core/vir-error.ts';

/**
 * The browser host for tests, with one handler of the contract taken out: `VIREO_WITHOUT=machines.lifecycle`. Calling it is refused, and
 * said on stderr, so that a test knows that its spec came that far.
 */
const without = process.env['VIREO_WITHOUT'] ?? '';
const warn = (message: string): void => {
  process.stderr.write(`vireo: ${message}\n`);
};

function takeOut(app: App): App {
  const [service = '', method = ''] = without.split('.');
  const handlers = app.handlers as unknown as Record<string, Record<string, unknown>>;
  const table = handlers[service];
  if (table?.[method] === undefined) throw new Error(`there is no handler ${without}`);
  const refuse = (): never => {
    warn(`taken out: ${without}`);
    throw new VirError({ code: 'no-support', domain: 'none', message: `taken out for a test: ${without}` });
  };
  return { ...app, handlers: { ...handlers, [service]: { ...table, [method]: refuse } } as unknown as App['handlers'] };
}

const directories = directoriesFor(processEnvironment());
await makeDirectories(directories);
const host = await startBrowserHost({
  directories,
  root: path.join(import.meta.dirname, '..', 'renderer'),
  createApp: async () => takeOut(await createApp({ dataDir: directories.data, drivers: allDrivers(), host: 'browser', version: '0', log: { warn } })),
  noOpen: true,
  port: 0,
  log: { warn },
  say: (line) => {
    process.stdout.write(`${line}\n`);
  },
});
process.once('SIGTERM', () => void host?.stop().then(() => process.exit(0)));
