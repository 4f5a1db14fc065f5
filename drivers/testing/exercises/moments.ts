import type { Exercises } from '../target.ts';

/** One exercise for each method of snapshots. */
export const domainSnapshotExercises: Exercises<'domainSnapshot'> = {
  createXML: async (call, t) => call(await t.running(), t.samples.snapshot(t.name())),
  getXMLDesc: async (call, t) => call(await t.snapshot()),
  num: async (call, t) => call((await t.snapshot()).dom),
  listNames: async (call, t) => call((await t.snapshot()).dom),
  numChildren: async (call, t) => call(await t.snapshot()),
  listChildrenNames: async (call, t) => call(await t.snapshot()),
  async listAllChildren(call, t) {
    const first = await t.snapshot();
    const second = await t.snapshot(first.dom);
    const children = await call(first);
    if (children.length !== 1 || children[0]?.name !== second.name) throw new Error('the second snapshot is no child of the first');
  },
  async lookupByName(call, t) {
    const { name, dom } = await t.snapshot();
    await call(dom, name);
  },
  async getParent(call, t) {
    const first = await t.snapshot();
    await call(await t.snapshot(first.dom));
  },
  current: async (call, t) => call((await t.snapshot()).dom),
  isCurrent: async (call, t) => call(await t.snapshot()),
  hasMetadata: async (call, t) => call(await t.snapshot()),
  delete: async (call, t) => call(await t.snapshot()),
};

/** One exercise for each method of checkpoints. */
export const domainCheckpointExercises: Exercises<'domainCheckpoint'> = {
  createXML: async (call, t) => call(await t.running(), t.samples.checkpoint(t.name())),
  getXMLDesc: async (call, t) => call(await t.checkpoint()),
  listAllChildren: async (call, t) => call(await t.checkpoint()),
  async lookupByName(call, t) {
    const { name, dom } = await t.checkpoint();
    await call(dom, name);
  },
  async getParent(call, t) {
    const first = await t.checkpoint();
    await call(await t.checkpoint(first.dom));
  },
  delete: async (call, t) => call(await t.checkpoint()),
};

/** One exercise for each method that QEMU alone has. */
export const domainQemuExercises: Exercises<'domainQemu'> = {
  monitorCommand: async (call, t) => call(await t.running(), '{"execute":"query-status"}'),
  monitorCommandWithFiles: async (call, t) => call(await t.running(), '{"execute":"query-status"}', []),
  attach: (call) => call(1),
  agentCommand: async (call, t) => call(await t.running(), '{"execute":"guest-ping"}', 1),
};

/** One exercise for each method that LXC alone has. */
export const domainLxcExercises: Exercises<'domainLxc'> = {
  openNamespace: async (call, t) => call(await t.running()),
};
