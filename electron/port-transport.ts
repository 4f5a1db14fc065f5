import type { MessagePortMain } from 'electron';
import type { FrameTransport } from '../main/contract/wire/transport.ts';

/** Carries frames over a MessagePort; `null` as a message says that the other side closes. */
export function portTransport(port: MessagePortMain): FrameTransport {
  let end = (): void => undefined;
  return {
    send: (frame) => {
      port.postMessage(frame);
    },
    // A port does not tell what waits in it: the credit of the streams bounds it.
    bufferedBytes: () => 0,
    whenDrained: (callback) => {
      setImmediate(callback);
    },
    start: (onFrame, onClose) => {
      let closed = false;
      end = () => {
        if (closed) return;
        closed = true;
        onClose();
      };
      port.on('message', ({ data }: { readonly data: unknown }) => {
        if (data instanceof Uint8Array) onFrame(data);
        else if (data === null) end();
      });
      port.on('close', end);
      port.start();
    },
    close: () => {
      port.postMessage(null);
      port.close();
      end();
    },
  };
}
