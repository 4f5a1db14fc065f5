import type { HandlersOf } from '../../contract/contract.ts';
import { catalogueEntries } from './catalogue.ts';
import { loginDefaults } from './login-defaults.ts';
import type { NewMachineService } from './new-machine-service.ts';

/** Main's side of `newMachines`. */
export function newMachinesHandlers(service: NewMachineService): HandlersOf<'newMachines'> {
  return {
    systems: () => service.systems(),
    recognise: (what) => ('path' in what ? service.recognise(what.connectionId, what.path) : service.recogniseTree(what.url)),
    login: () => loginDefaults(),
    preview: (wanted) => service.preview(wanted),
    catalogue: () => catalogueEntries(),
    download: ({ connectionId, pool, image }) => service.download(connectionId, pool, image),
  };
}
