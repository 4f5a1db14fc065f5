/** Waits until something holds; fails when it does not within the time. */
export async function until(what: () => boolean, timeoutMs = 5000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!what()) {
    if (Date.now() > end) throw new Error(`never became true: ${what.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
