/** What a machine's copied texts may do here: nothing, be offered, or go into the clipboard by themselves. */
export type ClipboardSharing = 'off' | 'ask' | 'share';

/** Where it is remembered. */
export const CLIPBOARD_KEY = 'console.clipboard';
/** All of them, the usual one first. */
export const CLIPBOARD_SHARINGS: readonly ClipboardSharing[] = ['ask', 'share', 'off'];

/** Whether something remembered is one of them. */
export const isClipboardSharing = (value: unknown): value is ClipboardSharing => CLIPBOARD_SHARINGS.some((one) => one === value);
