import type { DriverRegistry } from '../../../drivers/core/registry.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { HandlersOf } from '../../contract/contract.ts';
import type { ConnectionsService } from '../connections/connections-service.ts';
import { diagnose } from './diagnose.ts';
import type { WhoAmI } from './fault.ts';

/** Main's side of `doctor`. */
export function doctorHandlers(connections: ConnectionsService, drivers: DriverRegistry, who: WhoAmI): HandlersOf<'doctor'> {
  return {
    diagnose: ({ id }) => {
      const saved = connections.saved(id);
      const error = connections.info(id)?.error;
      return diagnose({
        uri: saved.uri,
        who,
        error: error === undefined ? undefined : VirError.fromInfo(error),
        open: (options) => drivers.open(saved.uri, { ...options, readOnly: saved.readOnly }),
      });
    },
  };
}
