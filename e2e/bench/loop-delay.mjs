// Loaded before the host's own code (`node --import`): measures how late its event loop is, from the end of the loading of modules
// until SIGUSR2, and writes that to the file that VIREO_LOOP_DELAY names.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 1;
const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
setImmediate(() => histogram.enable());
process.once('SIGUSR2', () => {
  histogram.disable();
  // What is measured is the time between two turns: an idle loop shows the resolution.
  const late = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  writeFileSync(process.env.VIREO_LOOP_DELAY, JSON.stringify({ p50: late(histogram.percentile(50)), p99: late(histogram.percentile(99)), max: late(histogram.max) }));
});
