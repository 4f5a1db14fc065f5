import { DomainModificationImpact as Impact } from '../../core/constants.ts';
import { VirError } from '../../core/vir-error.ts';
import type { Exercises } from '../target.ts';

const CONFIG = Impact.CONFIG;

/** Devices, disks and block jobs. */
export const domainDeviceExercises = {
  attachDevice: async (call, t) => call(await t.running(), t.samples.device),
  attachDeviceFlags: async (call, t) => call(await t.stopped(), t.samples.device, CONFIG),
  async detachDevice(call, t) {
    const attach = t.method('domain', 'attachDevice');
    const running = await t.running();
    // Some hosts change devices only of machines that do not run.
    const taken = await attach(running, t.samples.device).then(() => true, (error: unknown) => {
      if (VirError.is(error, 'operation-invalid')) return false;
      throw error;
    });
    const dom = taken ? running : await t.stopped();
    if (!taken) await attach(dom, t.samples.device);
    await call(dom, t.samples.device);
  },
  async detachDeviceFlags(call, t) {
    const dom = await t.stopped();
    await t.method('domain', 'attachDeviceFlags')(dom, t.samples.device, CONFIG);
    await call(dom, t.samples.device, CONFIG);
  },
  async updateDeviceFlags(call, t) {
    const dom = await t.stopped();
    await t.method('domain', 'attachDeviceFlags')(dom, t.samples.device, CONFIG);
    await call(dom, t.samples.device, CONFIG);
  },
  detachDeviceAlias: async (call, t) => call(await t.running(), 'net0', Impact.LIVE),
  blockResize: async (call, t) => call(await t.running(), t.samples.disk, 1048576n, 1),
  blockStats: async (call, t) => call(await t.running(), t.samples.disk),
  blockStatsFlags: async (call, t) => call(await t.running(), t.samples.disk),
  blockPeek: async (call, t) => call(await t.running(), t.samples.disk, 0n, 16),
  getBlockInfo: async (call, t) => call(await t.running(), t.samples.disk),
  getDiskErrors: async (call, t) => call(await t.running()),
  async interfaceStats(call, t) {
    const dom = await t.running();
    const device = /<target dev='([^']*)'\/>\s*(?:<model[^>]*>\s*)?(?:<alias[^>]*>\s*)?(?:<address[^>]*>\s*)?<\/interface>/.exec(
      await t.method('domain', 'getXMLDesc')(dom),
    )?.[1];
    await call(dom, device ?? t.samples.net);
  },
  blockJobAbort: async (call, t) => call(await t.running(), t.samples.disk),
  getBlockJobInfo: async (call, t) => call(await t.running(), t.samples.disk),
  blockJobSetSpeed: async (call, t) => call(await t.running(), t.samples.disk, 1n),
  blockPull: async (call, t) => call(await t.running(), t.samples.disk, 0n),
  blockRebase: async (call, t) => call(await t.running(), t.samples.disk, undefined, 0n),
  blockCopy: async (call, t) => call(await t.running(), t.samples.disk, `<disk type='file'><source file='/var/lib/conformance/copy'/></disk>`, []),
  blockCommit: async (call, t) => call(await t.running(), t.samples.disk, undefined, undefined, 0n),
  setBlockThreshold: async (call, t) => call(await t.running(), t.samples.disk, 1048576n),
} satisfies Partial<Exercises<'domain'>>;
