import type { ClientStream } from '../../main/contract/define.ts';

/** The other end of a made-up stream. */
export interface FakePeer {
  /** Gives the page a piece. */
  readonly push: (data: Uint8Array) => void;
  /** Ends it: regularly, or with an error. */
  readonly end: (error?: Error) => void;
  /** What the page sends comes here; a promise makes it wait. */
  onData: (data: Uint8Array) => void | Promise<void>;
  onClose: () => void;
  /** Pieces that the page has asked for so far; asking for the next one gives back the credit of the one before. */
  readonly asked: () => number;
  /** Resolves when the page has taken everything that was pushed. */
  readonly whenTaken: () => Promise<void>;
}

/** A stream of the contract without anything behind it: the page's end and the other one. */
export function fakeStream<Hello>(hello: Hello): { readonly stream: ClientStream<Hello>; readonly peer: FakePeer } {
  const queue: Uint8Array[] = [];
  let over: { readonly error: Error | undefined } | undefined;
  let asked = 0;
  let wakeReader: (() => void) | undefined;
  let wakeTaken: (() => void)[] = [];
  const wake = (): void => {
    wakeReader?.();
    wakeReader = undefined;
  };
  const peer: FakePeer = {
    push: (data) => {
      queue.push(data);
      wake();
    },
    end: (error) => {
      over ??= { error };
      wake();
    },
    onData: () => undefined,
    onClose: () => undefined,
    asked: () => asked,
    whenTaken: () => (queue.length === 0 ? Promise.resolve() : new Promise((resolve) => { wakeTaken.push(resolve); })),
  };
  const stream: ClientStream<Hello> = {
    hello,
    recv: async () => {
      asked += 1;
      for (;;) {
        const piece = queue.shift();
        if (piece !== undefined) {
          if (queue.length === 0) {
            for (const taken of wakeTaken) taken();
            wakeTaken = [];
          }
          return piece;
        }
        if (over?.error !== undefined) throw over.error;
        if (over !== undefined) return undefined;
        await new Promise<void>((resolve) => {
          wakeReader = resolve;
        });
      }
    },
    send: async (data) => {
      await peer.onData(data);
    },
    close: () => {
      over ??= { error: undefined };
      wake();
      peer.onClose();
    },
  };
  return { stream, peer };
}
