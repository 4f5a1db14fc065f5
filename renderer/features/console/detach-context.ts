import { createContext, useContext } from 'react';

/** Opens the consoles in a window of their own, beginning with this one. */
export type Detach = (consoleId: string) => void;

const context = createContext<Detach | undefined>(undefined);

/** Says how the consoles below leave; without it they are in a window of their own already. */
export const DetachProvider = context.Provider;
export const useDetach = (): Detach | undefined => useContext(context);
