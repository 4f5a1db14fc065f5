import type { HandlersOf } from '../../contract/contract.ts';
import type { ApplianceService } from './appliance-service.ts';

/** Main's side of `appliances`. */
export function appliancesHandlers(appliances: ApplianceService): HandlersOf<'appliances'> {
  return {
    inspect: ({ file }) => appliances.inspect(file),
    import: (wanted) => appliances.import(wanted),
    export: ({ machine, ...request }) => appliances.export(machine, request),
    suggestFile: (key) => appliances.suggestFile(key),
  };
}
