import type { FrameTransport } from '../../main/contract/wire/transport.ts';

/** How often a full WebSocket buffer is looked at again, in milliseconds: browsers tell nobody when it drains. */
const DRAIN_POLL_MS = 4;

/** Carries frames over an open WebSocket whose `binaryType` is `arraybuffer`. */
export function webSocketTransport(socket: WebSocket): FrameTransport {
  let closed = false;
  return {
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame as Uint8Array<ArrayBuffer>);
    },
    bufferedBytes: () => (closed ? 0 : socket.bufferedAmount),
    whenDrained: (callback) => {
      setTimeout(callback, DRAIN_POLL_MS);
    },
    start: (onFrame, onClose) => {
      socket.onmessage = (event: MessageEvent<unknown>) => {
        if (event.data instanceof ArrayBuffer) onFrame(new Uint8Array(event.data));
      };
      socket.onclose = () => {
        closed = true;
        onClose();
      };
    },
    close: () => {
      socket.close();
    },
  };
}

/** Carries frames over a MessagePort; `null` as a message says that the other side closes. */
export function messagePortTransport(port: MessagePort): FrameTransport {
  let end = (): void => undefined;
  return {
    send: (frame) => {
      port.postMessage(frame);
    },
    bufferedBytes: () => 0,
    whenDrained: (callback) => {
      setTimeout(callback, 0);
    },
    start: (onFrame, onClose) => {
      end = onClose;
      port.onmessage = (event: MessageEvent<unknown>) => {
        if (event.data instanceof Uint8Array) onFrame(event.data);
        else if (event.data === null) onClose();
      };
      port.start();
    },
    close: () => {
      port.postMessage(null);
      port.close();
      end();
    },
  };
}
