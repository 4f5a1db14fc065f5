import type { ReactNode } from 'react';
import type { ConsoleInfo } from '../../../main/contract/consoles.ts';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import type { FullScreen } from './use-full-screen.ts';

/** What the pane gives to each console in it. */
export interface ConsoleFrame {
  readonly row: MachineRow;
  readonly info: ConsoleInfo;
  /** What people call it. */
  readonly name: string;
  /** This console is the one in front, and so is its page. */
  readonly active: boolean;
  /** There is something to connect to: the machine runs and its host answers. */
  readonly live: boolean;
  readonly chooser: ReactNode;
  readonly fullScreen: FullScreen;
}
