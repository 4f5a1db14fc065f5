// noVNC has no types of its own: this is what the window uses of it.
declare module '@novnc/novnc' {
  export interface RfbEvents {
    connect: CustomEvent<Record<string, never>>;
    disconnect: CustomEvent<{ readonly clean: boolean }>;
    credentialsrequired: CustomEvent<{ readonly types: readonly string[] }>;
    securityfailure: CustomEvent<{ readonly status: number; readonly reason?: string }>;
    clipboard: CustomEvent<{ readonly text: string }>;
    bell: CustomEvent<Record<string, never>>;
    desktopname: CustomEvent<{ readonly name: string }>;
  }

  /** What noVNC needs of a WebSocket. `data` may be an ArrayBuffer or bytes. */
  export interface RawChannel {
    binaryType: string;
    readonly protocol: string;
    readonly readyState: number | string;
    onopen: (() => void) | null;
    onmessage: ((event: { readonly data: Uint8Array }) => void) | null;
    onclose: ((event: { readonly code: number; readonly reason: string; readonly wasClean: boolean }) => void) | null;
    onerror: ((event: { readonly error: unknown }) => void) | null;
    send(data: Uint8Array | ArrayBuffer): void;
    close(): void;
  }

  // eslint-disable-next-line no-restricted-syntax -- the library exports it so
  export default class RFB {
    constructor(target: HTMLElement, channel: RawChannel, options?: { readonly shared?: boolean });
    viewOnly: boolean;
    focusOnClick: boolean;
    clipViewport: boolean;
    scaleViewport: boolean;
    resizeSession: boolean;
    showDotCursor: boolean;
    background: string;
    qualityLevel: number;
    compressionLevel: number;
    addEventListener<K extends keyof RfbEvents>(type: K, listener: (event: RfbEvents[K]) => void): void;
    disconnect(): void;
    sendKey(keysym: number, code: string | null, down?: boolean): void;
    clipboardPasteFrom(text: string): void;
    focus(options?: FocusOptions): void;
    blur(): void;
    toBlob(callback: (blob: Blob | null) => void, type?: string): void;
  }
}
