/** An I/O thread of the running machine, with its polling parameters. */
export interface IOThreadState {
  readonly id: number;
  pollMaxNs: bigint;
  pollGrow: number;
  pollShrink: number;
}

/** What the guest inside a machine remembers: frozen file systems, its clock, its I/O threads. */
export class GuestState {
  /** Frozen or not, by mount point: the guest has these two. */
  readonly frozen = new Map<string, boolean>([
    ['/', false],
    ['/boot', false],
  ]);
  /** The guest's clock stands still at a time in 1989 until somebody sets it, as in libvirt. */
  seconds = 627319920n;
  nseconds = 0;
  readonly iothreads: IOThreadState[] = [];

  addIOThread(id: number): void {
    this.iothreads.push({ id, pollMaxNs: 32768n, pollGrow: 0, pollShrink: 0 });
  }

  removeIOThread(id: number): void {
    const index = this.iothreads.findIndex((thread) => thread.id === id);
    if (index >= 0) this.iothreads.splice(index, 1);
  }
}
