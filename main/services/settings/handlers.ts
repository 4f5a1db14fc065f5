import type { HandlersOf } from '../../contract/contract.ts';
import type { AppInfo } from '../../contract/settings.ts';
import type { SettingsService } from './settings-service.ts';

/** Main's side of `settings`. */
export function settingsHandlers(settings: SettingsService, info: () => AppInfo): HandlersOf<'settings'> {
  return {
    info: () => info(),
    watch: (_input, emit) => {
      emit(settings.value);
      return settings.onDidChange(emit);
    },
    update: (patch) => settings.update(patch),
  };
}
