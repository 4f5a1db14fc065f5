import type { StoreApi } from 'zustand/vanilla';
import type { VireoClient } from '../../../main/contract/contract.ts';
import type { MachineKey } from '../../../main/contract/ids.ts';
import type { LinkState } from './console-link.ts';
import type { Typist } from './typist.ts';
import type { Grabber } from './use-grab.ts';

/** A display's session, whatever it speaks. */
export interface DisplaySession extends Grabber {
  readonly link: { readonly store: StoreApi<LinkState>; retry(force: boolean): void };
  readonly typist: Typist;
  dispose(): void;
}

/** What every display's session is made of. */
export interface DisplaySessionOptions {
  readonly client: Pick<VireoClient, 'consoles'>;
  readonly machine: MachineKey;
  readonly id: string;
  /** Where the picture goes. */
  readonly target: HTMLElement;
  /** Told when the picture is lost, with how it looked last. */
  readonly onLastPicture: (picture: Blob) => void;
}
