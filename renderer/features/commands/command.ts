import type { MachineRow } from '../../../main/contract/inventory.ts';
import type { Translator } from '../../i18n/translator.ts';
import type { AppState } from '../../state/app-state.ts';

/** What a command works with. */
export interface CommandContext {
  readonly app: AppState;
  readonly tr: Translator;
  /** The machine whose page is in front. */
  readonly machine: MachineRow | undefined;
}

/** An action that the palette offers and that may have keys. A feature exports its own from its `commands.ts`. */
export interface Command {
  readonly id: string;
  readonly title: (context: CommandContext) => string;
  /** As `ctrl+shift+k`; Ctrl is Cmd on a Mac. */
  readonly keys?: string;
  /** Why it cannot be done now. */
  readonly disabledReason?: (context: CommandContext) => string | undefined;
  readonly run: (context: CommandContext) => void;
}
