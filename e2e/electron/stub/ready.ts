let ready = false;
let resolveReady = (): void => undefined;
const becomesReady = new Promise<void>((resolve) => {
  resolveReady = resolve;
});

/** Whether `app` is ready. */
export function isAppReady(): boolean {
  return ready;
}

/** Resolves when `app` is ready. */
export function whenAppReady(): Promise<void> {
  return becomesReady;
}

/** Makes `app` ready. */
export function makeReady(): void {
  ready = true;
  resolveReady();
}
