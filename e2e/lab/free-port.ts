import { createServer } from 'node:net';
import { LabError } from './run.ts';

/** A TCP port on loopback that nobody has right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new LabError('no port was given'));
        else resolve(address.port);
      });
    });
  });
}
