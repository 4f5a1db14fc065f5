import type { FacetName } from '../../api/facets/facets.ts';
import type { Exercises } from '../target.ts';
import { connectExercises } from './connect.ts';
import { domainDeviceExercises } from './domain-devices.ts';
import { domainGuestExercises } from './domain-guest.ts';
import { domainJobExercises } from './domain-jobs.ts';
import { domainStateExercises } from './domain-state.ts';
import { domainTuningExercises } from './domain-tuning.ts';
import { interfaceExercises, nodeDeviceExercises, nodeExercises } from './host.ts';
import { domainCheckpointExercises, domainLxcExercises, domainQemuExercises, domainSnapshotExercises } from './moments.ts';
import { networkExercises, networkPortExercises, nwFilterBindingExercises, nwFilterExercises, secretExercises } from './network.ts';
import { storagePoolExercises, storageVolExercises } from './storage.ts';

/** Every exercise there is; leaving a method out does not compile. */
export const EXERCISES: { readonly [F in FacetName]: Exercises<F> } = {
  connect: connectExercises,
  node: nodeExercises,
  domain: {
    ...domainStateExercises,
    ...domainTuningExercises,
    ...domainGuestExercises,
    ...domainDeviceExercises,
    ...domainJobExercises,
  },
  domainSnapshot: domainSnapshotExercises,
  domainCheckpoint: domainCheckpointExercises,
  domainQemu: domainQemuExercises,
  domainLxc: domainLxcExercises,
  network: networkExercises,
  networkPort: networkPortExercises,
  nodeDevice: nodeDeviceExercises,
  interface: interfaceExercises,
  storagePool: storagePoolExercises,
  storageVol: storageVolExercises,
  secret: secretExercises,
  nwFilter: nwFilterExercises,
  nwFilterBinding: nwFilterBindingExercises,
};
