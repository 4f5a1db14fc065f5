import type { ConnectMethods } from '../../api/facets/connect.ts';
import { methodsOf } from './method-table.ts';

/** What the host's emulators can, and CPUs compared; see `capabilities/capability-methods.ts`. */
export const connectCapabilities = methodsOf<ConnectMethods>()({
  getCapabilities: ({ state }, options) => state.emulators.capabilities.getCapabilities(options),
  getDomainCapabilities: ({ state }, ...args) => state.emulators.capabilities.getDomainCapabilities(...args),
  compareCPU: ({ state }, ...args) => state.emulators.capabilities.compareCPU(...args),
  baselineCPU: ({ state }, ...args) => state.emulators.capabilities.baselineCPU(...args),
  getCPUModelNames: ({ state }, ...args) => state.emulators.capabilities.getCPUModelNames(...args),
  compareHypervisorCPU: ({ state }, ...args) => state.emulators.capabilities.compareHypervisorCPU(...args),
  baselineHypervisorCPU: ({ state }, ...args) => state.emulators.capabilities.baselineHypervisorCPU(...args),
});
