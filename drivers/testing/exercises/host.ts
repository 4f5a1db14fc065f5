import { VirError } from '../../core/vir-error.ts';
import type { Exercises } from '../target.ts';

/** One exercise for each method of the host computer. */
export const nodeExercises: Exercises<'node'> = {
  getInfo: (call) => call(),
  getSecurityModel: (call) => call(),
  getCPUStats: (call) => call(-1),
  getMemoryStats: (call) => call(-1),
  getCellsFreeMemory: (call) => call(0, 1),
  getFreeMemory: (call) => call(),
  // A target that no host has: a host that obeyed would go to sleep.
  suspendForDuration: (call) => call(99, 60n),
  getMemoryParameters: (call) => call(),
  setMemoryParameters: (call) => call([]),
  getCPUMap: (call) => call(),
  getFreePages: (call) => call([4], 0, 1),
  allocPages: (call) => call([2048], [0n], 0, 1),
  getSEVInfo: (call) => call(),
  numOfDevices: (call) => call(undefined),
  listDevices: (call) => call(undefined),
};

/** One exercise for each method of host devices. What would take a real device away names one that is not there. */
export const nodeDeviceExercises: Exercises<'nodeDevice'> = {
  dettach: (call) => call({ name: 'pci_ffff_ff_1f_7' }),
  detachFlags: (call) => call({ name: 'pci_ffff_ff_1f_7' }, undefined),
  reAttach: (call) => call({ name: 'pci_ffff_ff_1f_7' }),
  reset: (call) => call({ name: 'pci_ffff_ff_1f_7' }),
  lookupByName: async (call, t) => call((await t.device()).name),
  lookupSCSIHostByWWN: (call) => call('2000000012341234', '1000000012341234'),
  getXMLDesc: async (call, t) => call(await t.device()),
  getParent: async (call, t) => call(await t.device('scsi_host')),
  numOfCaps: async (call, t) => call(await t.device()),
  listCaps: async (call, t) => call(await t.device()),
  createXML: (call, t) => call(t.samples.nodeDevice),
  // Where none can be made, one that is not there: no real device is destroyed.
  destroy: async (call, t) => call(await t.method('nodeDevice', 'createXML')(t.samples.nodeDevice).catch(() => ({ name: 'no-such-device' }))),
  defineXML: (call, t) => call(t.samples.nodeDevice),
  undefine: (call) => call({ name: 'mdev_none' }),
  create: (call) => call({ name: 'mdev_none' }),
  setAutostart: (call) => call({ name: 'mdev_none' }, false),
  getAutostart: async (call, t) => call(await t.device()),
  isPersistent: async (call, t) => call(await t.device()),
  isActive: async (call, t) => call(await t.device()),
};

function ignoreNoSupport(error: unknown): void {
  if (!VirError.is(error, 'no-support')) throw error;
}

/** One exercise for each method of host interfaces. */
export const interfaceExercises: Exercises<'interface'> = {
  lookupByName: async (call, t) => call((await t.iface()).name),
  lookupByMACString: async (call, t) => call((await t.iface()).mac),
  getXMLDesc: async (call, t) => call(await t.iface()),
  defineXML: (call, t) => call(t.samples.iface(t.name())),
  undefine: async (call, t) => call(await t.iface()),
  create: async (call, t) => call(await t.iface()),
  destroy: async (call, t) => call(await t.iface(true)),
  isActive: async (call, t) => call(await t.iface()),
  changeBegin: (call) => call(),
  async changeCommit(call, t) {
    await t.method('interface', 'changeBegin')().catch(ignoreNoSupport);
    await call();
  },
  async changeRollback(call, t) {
    await t.method('interface', 'changeBegin')().catch(ignoreNoSupport);
    await call();
  },
};
