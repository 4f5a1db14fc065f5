// `npm run lab -- COMMAND`: runs e2e/lab/cli.ts, which vite compiles in memory.
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const cli = fileURLToPath(new URL('../e2e/lab/cli.ts', import.meta.url));
const { module } = await runnerImport(cli, { configFile: false, logLevel: 'error' });
process.exitCode = await module.labCommand(process.argv.slice(2));
