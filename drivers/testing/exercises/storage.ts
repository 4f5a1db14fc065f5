import { StorageVolWipeAlgorithm } from '../../core/constants.ts';
import type { Exercises } from '../target.ts';

/** One exercise for each method of storage pools. */
export const storagePoolExercises: Exercises<'storagePool'> = {
  lookupByName: async (call, t) => call((await t.pool(false)).name),
  lookupByUUID: async (call, t) => call((await t.pool(false)).uuid),
  lookupByVolume: async (call, t) => call(await t.volume()),
  async lookupByTargetPath(call, t) {
    await t.pool();
    await call(await t.scratch());
  },
  async createXML(call, t) {
    const pool = await call(t.samples.pool(t.name(), await t.scratch()));
    await t.method('storagePool', 'destroy')(pool);
  },
  async defineXML(call, t) {
    const pool = await call(t.samples.pool(t.name(), await t.scratch()));
    await t.method('storagePool', 'undefine')(pool);
  },
  build: async (call, t) => call(await t.pool(false)),
  undefine: async (call, t) => call(await t.pool(false)),
  create: async (call, t) => call(await t.pool(false)),
  destroy: async (call, t) => call(await t.pool()),
  delete: async (call, t) => call(await t.pool(false)),
  refresh: async (call, t) => call(await t.pool()),
  getInfo: async (call, t) => call(await t.pool()),
  getXMLDesc: async (call, t) => call(await t.pool(false)),
  getAutostart: async (call, t) => call(await t.pool(false)),
  setAutostart: async (call, t) => call(await t.pool(false), true),
  numOfVolumes: async (call, t) => call(await t.pool()),
  listVolumes: async (call, t) => call(await t.pool()),
  listAllVolumes: async (call, t) => call(await t.pool()),
  isActive: async (call, t) => call(await t.pool(false)),
  isPersistent: async (call, t) => call(await t.pool(false)),
};

/** One exercise for each method of storage volumes. */
export const storageVolExercises: Exercises<'storageVol'> = {
  async lookupByName(call, t) {
    const pool = await t.pool();
    await call(pool, (await t.volume(pool)).name);
  },
  lookupByKey: async (call, t) => call((await t.volume()).key),
  async lookupByPath(call, t) {
    await call(await t.method('storageVol', 'getPath')(await t.volume()));
  },
  createXML: async (call, t) => call(await t.pool(), t.samples.volume(t.name())),
  async createXMLFrom(call, t) {
    const pool = await t.pool();
    await call(pool, t.samples.volume(t.name()), await t.volume(pool));
  },
  async download(call, t) {
    const stream = await call(await t.volume(), 0n, 0n);
    while ((await stream.recv()) !== undefined);
    await stream.finish();
  },
  async upload(call, t) {
    const stream = await call(await t.volume(), 0n, 4n);
    await stream.send(Uint8Array.of(1, 2, 3, 4));
    await stream.finish();
  },
  delete: async (call, t) => call(await t.volume()),
  wipe: async (call, t) => call(await t.volume()),
  wipePattern: async (call, t) => call(await t.volume(), StorageVolWipeAlgorithm.ZERO),
  getInfo: async (call, t) => call(await t.volume()),
  getInfoFlags: async (call, t) => call(await t.volume()),
  getXMLDesc: async (call, t) => call(await t.volume()),
  getPath: async (call, t) => call(await t.volume()),
  resize: async (call, t) => call(await t.volume(), 131072n),
};
