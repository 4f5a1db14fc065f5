import type { WebSocket } from 'ws';
import type { FrameTransport } from '../contract/wire/transport.ts';

/** Carries frames over a WebSocket of the `ws` library. */
export function wsTransport(socket: WebSocket): FrameTransport {
  let drain: (() => void)[] = [];
  const onWritten = (): void => {
    const waiting = drain;
    drain = [];
    for (const callback of waiting) callback();
  };
  return {
    send: (frame) => {
      if (socket.readyState === socket.OPEN) socket.send(frame, onWritten);
    },
    bufferedBytes: () => (socket.readyState === socket.OPEN ? socket.bufferedAmount : 0),
    whenDrained: (callback) => {
      drain.push(callback);
    },
    start: (onFrame, onClose) => {
      socket.on('message', (data, isBinary) => {
        if (isBinary && Buffer.isBuffer(data)) onFrame(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
        else socket.close(4400);
      });
      socket.on('close', () => {
        onWritten();
        onClose();
      });
    },
    close: () => {
      socket.close();
    },
  };
}
