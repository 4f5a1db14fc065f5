import { join } from 'node:path';
import { DomainCoreDumpFormat, DomainLifecycle, DomainLifecycleAction } from '../../core/constants.ts';
import type { DomainRef } from '../../api/refs.ts';
import type { Exercises, Target } from '../target.ts';

/** Whether the machine is in this state now; an exercise that changes states asks. */
async function expectState(t: Target, dom: DomainRef, state: string): Promise<void> {
  const found = await t.method('domain', 'getState')(dom);
  if (found.state !== state) throw new Error(`the machine is ${found.state}, not ${state}`);
}

async function saved(t: Target): Promise<string> {
  const file = join(await t.scratch(), 'saved');
  await t.method('domain', 'save')(await t.running(), file);
  return file;
}

const file = (field: string, value: string) => ({ field, type: 'string', value }) as const;

/** Life cycle, definitions, saving. */
export const domainStateExercises = {
  async createXML(call, t) {
    const dom = await call(t.samples.domain(t.name()));
    await expectState(t, dom, 'running');
    await t.method('domain', 'destroy')(dom);
  },
  async createXMLWithFiles(call, t) {
    const dom = await call(t.samples.domain(t.name()), []);
    await t.method('domain', 'destroy')(dom);
  },
  lookupByID: async (call, t) => call((await t.running()).id),
  lookupByUUID: async (call, t) => call((await t.stopped()).uuid),
  lookupByName: async (call, t) => call((await t.stopped()).name),
  async suspend(call, t) {
    const dom = await t.running();
    await call(dom);
    await expectState(t, dom, 'paused');
  },
  async resume(call, t) {
    const dom = await t.running();
    await t.method('domain', 'suspend')(dom);
    await call(dom);
    await expectState(t, dom, 'running');
  },
  pmSuspendForDuration: async (call, t) => call(await t.running(), 0, 0n),
  pmWakeup: async (call, t) => call(await t.running()),
  shutdown: async (call, t) => call(await t.running()),
  shutdownFlags: async (call, t) => call(await t.running(), 0),
  reboot: async (call, t) => call(await t.running(), 0),
  reset: async (call, t) => call(await t.running()),
  async destroy(call, t) {
    const dom = await t.running();
    await call(dom);
    await expectState(t, dom, 'shutoff');
  },
  destroyFlags: async (call, t) => call(await t.running(), 0),
  async create(call, t) {
    const dom = await t.stopped();
    await call(dom);
    await expectState(t, dom, 'running');
  },
  createWithFlags: async (call, t) => call(await t.stopped(), 0),
  createWithFiles: async (call, t) => call(await t.stopped(), []),
  async defineXML(call, t) {
    const dom = await call(t.samples.domain(t.name()));
    await expectState(t, dom, 'shutoff');
    await t.method('domain', 'undefine')(dom);
  },
  async defineXMLFlags(call, t) {
    const dom = await call(t.samples.domain(t.name()), 0);
    await t.method('domain', 'undefine')(dom);
  },
  undefine: async (call, t) => call(await t.stopped()),
  undefineFlags: async (call, t) => call(await t.stopped(), 0),
  rename: async (call, t) => call(await t.stopped(), t.name()),
  isActive: async (call, t) => call(await t.stopped()),
  isPersistent: async (call, t) => call(await t.stopped()),
  isUpdated: async (call, t) => call(await t.stopped()),
  getXMLDesc: async (call, t) => call(await t.stopped()),
  getAutostart: async (call, t) => call(await t.stopped()),
  setAutostart: async (call, t) => call(await t.stopped(), true),
  save: async (call, t) => call(await t.running(), join(await t.scratch(), 'saved')),
  saveFlags: async (call, t) => call(await t.running(), join(await t.scratch(), 'saved'), undefined),
  saveParams: async (call, t) => call(await t.running(), [file('file', join(await t.scratch(), 'saved'))]),
  restore: async (call, t) => call(await saved(t)),
  restoreFlags: async (call, t) => call(await saved(t), undefined),
  restoreParams: async (call, t) => call([file('file', await saved(t))]),
  saveImageGetXMLDesc: async (call, t) => call(await saved(t)),
  async saveImageDefineXML(call, t) {
    const image = await saved(t);
    await call(image, await t.method('domain', 'saveImageGetXMLDesc')(image, 1));
  },
  coreDump: async (call, t) => call(await t.running(), join(await t.scratch(), 'core')),
  coreDumpWithFormat: async (call, t) => call(await t.running(), join(await t.scratch(), 'core'), DomainCoreDumpFormat.RAW),
  async managedSave(call, t) {
    const dom = await t.running();
    await call(dom);
    await t.method('domain', 'managedSaveRemove')(dom);
  },
  hasManagedSaveImage: async (call, t) => call(await t.stopped()),
  managedSaveRemove: async (call, t) => call(await t.stopped()),
  managedSaveGetXMLDesc: async (call, t) => call(await t.stopped()),
  managedSaveDefineXML: async (call, t) => call(await t.stopped(), undefined),
  setLifecycleAction: async (call, t) => call(await t.stopped(), DomainLifecycle.POWEROFF, DomainLifecycleAction.RESTART),
  listAllSnapshots: async (call, t) => call(await t.stopped()),
  hasCurrentSnapshot: async (call, t) => call(await t.stopped()),
  async revertToSnapshot(call, t) {
    await call(await t.snapshot());
  },
  listAllCheckpoints: async (call, t) => call(await t.stopped()),
  backupBegin: async (call, t) => call(await t.running(), '<domainbackup/>', undefined),
  backupGetXMLDesc: async (call, t) => call(await t.running()),
} satisfies Partial<Exercises<'domain'>>;
