import path from 'node:path';
import { parseArgs } from 'node:util';
import { createApp } from '../app.ts';
import { allDrivers } from '../drivers.ts';
import { directoriesFor, makeDirectories, processEnvironment } from '../directories.ts';
import { systemKeyring } from '../services/secrets/keyring.ts';
import { VERSION } from '../version.ts';
import { startBrowserHost } from './browser-host.ts';
import { OPENING_OPTIONS, openingOf } from './opening.ts';

const log = {
  warn: (message: string): void => {
    process.stderr.write(`vireo: ${message}\n`);
  },
};

/** The browser host's process: `node dist/main/host.js [--no-open] [--port N] [--connect URI] [--show-domain-console NAME …]`. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'no-open': { type: 'boolean' }, port: { type: 'string' }, ...OPENING_OPTIONS } });
  const directories = directoriesFor(processEnvironment());
  await makeDirectories(directories);
  const host = await startBrowserHost({
    directories,
    root: path.join(import.meta.dirname, '..', 'renderer'),
    createApp: () => createApp({ dataDir: directories.data, drivers: allDrivers(), host: 'browser', version: VERSION, log, keyring: systemKeyring() }),
    noOpen: values['no-open'] === true,
    port: Number(values.port ?? 0),
    opening: openingOf(values),
    log,
    say: (line) => {
      process.stdout.write(`${line}\n`);
    },
  });
  if (host === undefined) {
    process.stdout.write('Vireo is running already: its window was brought to the front.\n');
    return;
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void host.stop());
  }
  await host.ended;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`vireo: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
