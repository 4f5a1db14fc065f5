/** Puts a text into the clipboard; false when the system did not allow it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    // Pages without the focus or the permission may not write: the button does not say "Copied" then.
    if (!(error instanceof DOMException)) throw error;
    return false;
  }
}
