const times = new Map<string, number>();

/** When a machine's consoles last went from one window to another: until the host has seen it, a line in use is in use by us. */
export const handOvers = {
  note: (id: string): void => {
    times.set(id, Date.now());
  },
  /** In milliseconds since 1970; `-Infinity`: never. By `machineId`. */
  of: (id: string): number => times.get(id) ?? -Infinity,
};
