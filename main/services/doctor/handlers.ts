import { redactUri } from '../../../drivers/core/connect-uri.ts';
import type { DriverRegistry } from '../../../drivers/core/registry.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { HandlersOf } from '../../contract/contract.ts';
import type { ConnectionsService } from '../connections/connections-service.ts';
import type { Prompts } from '../connections/prompts.ts';
import { diagnose } from './diagnose.ts';
import type { WhoAmI } from './fault.ts';

/** Main's side of `doctor`. */
export function doctorHandlers(connections: ConnectionsService, drivers: DriverRegistry, prompts: Prompts, who: WhoAmI): HandlersOf<'doctor'> {
  return {
    diagnose: ({ id }) => {
      const saved = connections.saved(id);
      const error = connections.info(id)?.error;
      return diagnose({
        uri: saved.uri,
        who,
        // A connection that was lost failed at no step of opening: how it stands now is seen by opening it.
        error: error?.step === undefined ? undefined : VirError.fromInfo(error),
        // Only what is known already is answered.
        prompt: prompts.handlerFor(id, redactUri(saved.uri), () => false),
        open: (options) => drivers.open(saved.uri, { ...options, readOnly: saved.readOnly }),
      });
    },
  };
}
