import { setTimeout } from 'node:timers/promises';
import { VirError } from '../../core/vir-error.ts';
import type { Exercises } from '../target.ts';

/** What is inside a machine, at its screen and at its keyboard. */
export const domainGuestExercises = {
  getOSType: async (call, t) => call(await t.stopped()),
  getHostname: async (call, t) => call(await t.running()),
  getInfo: async (call, t) => call(await t.running()),
  getState: async (call, t) => call(await t.running()),
  getControlInfo: async (call, t) => call(await t.running()),
  getMessages: async (call, t) => call(await t.stopped()),
  getSecurityLabel: async (call, t) => call(await t.running()),
  getSecurityLabelList: async (call, t) => call(await t.running()),
  getLaunchSecurityInfo: async (call, t) => call(await t.running()),
  setLaunchSecurityState: async (call, t) => call(await t.running(), []),
  async screenshot(call, t) {
    const { stream } = await call(await t.running(), 0);
    while ((await stream.recv()) !== undefined);
    await stream.finish();
  },
  async openConsole(call, t) {
    await (await call(await t.running(), undefined)).abort();
  },
  async openChannel(call, t) {
    await (await call(await t.running(), undefined)).abort();
  },
  async openGraphics(call, t) {
    await (await call(await t.running(), 0)).abort();
  },
  async openGraphicsFD(call, t) {
    await (await call(await t.running(), 0)).abort();
  },
  sendKey: async (call, t) => call(await t.running(), 0, 50, [28]),
  injectNMI: async (call, t) => call(await t.running()),
  async sendProcessSignal(call, t) {
    const dom = await t.running();
    // A container's first process is known only a moment after the container runs.
    for (let triesLeft = 50; ; triesLeft--) {
      try {
        await call(dom, 1n, 0);
        return;
      } catch (error) {
        if (triesLeft === 0 || !VirError.is(error, 'operation-invalid')) throw error;
        await setTimeout(100);
      }
    }
  },
  getTime: async (call, t) => call(await t.running()),
  setTime: async (call, t) => call(await t.running(), 1_600_000_000n, 0),
  setUserPassword: async (call, t) => call(await t.running(), 'nobody', 'secret'),
  fsFreeze: async (call, t) => call(await t.running(), []),
  fsThaw: async (call, t) => call(await t.running(), []),
  fsTrim: async (call, t) => call(await t.running(), undefined, 0n),
  getFSInfo: async (call, t) => call(await t.running()),
  interfaceAddresses: async (call, t) => call(await t.running(), 1),
  getGuestInfo: async (call, t) => call(await t.running(), 0),
  agentSetResponseTimeout: async (call, t) => call(await t.running(), -1),
  authorizedSSHKeysGet: async (call, t) => call(await t.running(), 'nobody'),
  authorizedSSHKeysSet: async (call, t) => call(await t.running(), 'nobody', []),
  getMetadata: async (call, t) => {
    const dom = await t.stopped();
    await t.method('domain', 'setMetadata')(dom, 1, 'a title', undefined, undefined, 2);
    const title = await call(dom, 1, undefined, 2);
    if (title !== 'a title') throw new Error(`the title is ${title}`);
  },
  setMetadata: async (call, t) => call(await t.stopped(), 2, '<app/>', 'vireo', 'https://vireo.invalid/conformance', 2),
  fdAssociate: async (call, t) => call(await t.stopped(), 'disk', []),
} satisfies Partial<Exercises<'domain'>>;
