import type { Exercises } from '../target.ts';

const ignore = (): void => undefined;

/** One exercise for each method of the connection. */
export const connectExercises: Exercises<'connect'> = {
  close: (call) => call(),
  setIdentity: (call) => call([{ field: 'user-name', type: 'string', value: 'conformance' }]),
  supportsFeature: (call) => call(9),
  getType: (call) => call(),
  getVersion: (call) => call(),
  getLibVersion: (call) => call(),
  getHostname: (call) => call(),
  getSysinfo: (call) => call(),
  getMaxVcpus: (call) => call(undefined),
  getCapabilities: (call) => call(),
  listDomains: (call) => call(),
  numOfDomains: (call) => call(),
  listAllDomains: (call) => call(0),
  domainXMLFromNative: (call, t) => call(...t.samples.native),
  domainXMLToNative: (call, t) => call('qemu-argv', t.samples.domain('native')),
  listDefinedDomains: (call) => call(),
  numOfDefinedDomains: (call) => call(),
  async domainEventRegister(call, t) {
    const id = await call(ignore);
    await t.method('connect', 'domainEventDeregister')(id);
  },
  async domainEventDeregister(call, t) {
    await call(await t.method('connect', 'domainEventRegister')(ignore));
  },
  isEncrypted: (call) => call(),
  isSecure: (call) => call(),
  compareCPU: (call, t) => call(t.samples.cpu),
  baselineCPU: (call, t) => call([t.samples.cpu]),
  async domainEventRegisterAny(call, t) {
    const id = await call('lifecycle', undefined, ignore);
    await t.method('connect', 'domainEventDeregisterAny')(id);
  },
  async domainEventDeregisterAny(call, t) {
    await call(await t.method('connect', 'domainEventRegisterAny')('reboot', undefined, ignore));
  },
  domainQemuMonitorEventRegister: (call) => call(undefined, undefined, ignore),
  async domainQemuMonitorEventDeregister(call, t) {
    await call(await t.method('connect', 'domainQemuMonitorEventRegister')(undefined, undefined, ignore));
  },
  setKeepAlive: (call) => call(5, 5),
  isAlive: (call) => call(),
  getCPUModelNames: (call, t) => call(t.samples.arch),
  getDomainCapabilities: (call, t) => call(t.samples.emulator, t.samples.arch, undefined, t.samples.virtType),
  getAllDomainStats: (call) => call([], 0),
  async registerCloseCallback(call) {
    await call(ignore);
  },
  async unregisterCloseCallback(call, t) {
    await t.method('connect', 'registerCloseCallback')(ignore);
    await call();
  },
  compareHypervisorCPU: (call, t) => call(t.samples.emulator, t.samples.arch, undefined, t.samples.virtType, t.samples.cpu),
  baselineHypervisorCPU: (call, t) => call(t.samples.emulator, t.samples.arch, undefined, t.samples.virtType, [t.samples.cpu]),
  numOfNetworks: (call) => call(),
  listNetworks: (call) => call(),
  numOfDefinedNetworks: (call) => call(),
  listDefinedNetworks: (call) => call(),
  listAllNetworks: (call) => call(),
  networkEventRegisterAny: (call) => call('lifecycle', undefined, ignore),
  async networkEventDeregisterAny(call, t) {
    await call(await t.method('connect', 'networkEventRegisterAny')('lifecycle', undefined, ignore));
  },
  numOfInterfaces: (call) => call(),
  listInterfaces: (call) => call(),
  numOfDefinedInterfaces: (call) => call(),
  listDefinedInterfaces: (call) => call(),
  listAllInterfaces: (call) => call(),
  listAllNodeDevices: (call) => call(),
  nodeDeviceEventRegisterAny: (call) => call('lifecycle', undefined, ignore),
  async nodeDeviceEventDeregisterAny(call, t) {
    await call(await t.method('connect', 'nodeDeviceEventRegisterAny')('lifecycle', undefined, ignore));
  },
  numOfStoragePools: (call) => call(),
  listStoragePools: (call) => call(),
  numOfDefinedStoragePools: (call) => call(),
  listDefinedStoragePools: (call) => call(),
  listAllStoragePools: (call) => call(),
  findStoragePoolSources: (call) => call('logical', undefined),
  storagePoolEventRegisterAny: (call) => call('lifecycle', undefined, ignore),
  async storagePoolEventDeregisterAny(call, t) {
    await call(await t.method('connect', 'storagePoolEventRegisterAny')('refresh', undefined, ignore));
  },
  getStoragePoolCapabilities: (call) => call(),
  numOfSecrets: (call) => call(),
  listSecrets: (call) => call(),
  listAllSecrets: (call) => call(),
  secretEventRegisterAny: (call) => call('lifecycle', undefined, ignore),
  async secretEventDeregisterAny(call, t) {
    await call(await t.method('connect', 'secretEventRegisterAny')('lifecycle', undefined, ignore));
  },
  numOfNWFilters: (call) => call(),
  listNWFilters: (call) => call(),
  listAllNWFilters: (call) => call(),
  listAllNWFilterBindings: (call) => call(),
};
