import type { Disposable } from '../../../api/connection.ts';
import type { ByteChannel } from '../../../transport/byte-channel.ts';
import { joinChannels } from '../../../transport/join-channels.ts';
import type { EmbedState } from '../embed-state.ts';
import { qemuError } from '../qemu-error.ts';

/** Ends of moves that this process leads, by their token: what a source sends is passed on to them. */
const ends = new Map<string, (name: string) => Promise<ByteChannel>>();

/** The sockets in a folder of the destination, for whoever knows the token. */
export function offerTunnel(state: EmbedState, token: string, folder: string): Disposable {
  ends.set(token, (name) => state.surroundings.connect({ kind: 'unix', path: `${folder}/${name}` }));
  return { dispose: () => { ends.delete(token); } };
}

/** Makes a socket on the source's host that leads, through this process, to the one of that name at the destination. */
export async function openTunnel(state: EmbedState, token: string, folder: string, name: string): Promise<{ readonly path: string } & Disposable> {
  const end = ends.get(token);
  if (end === undefined) throw qemuError('operation-unsupported', 'the destination is managed by another process: name an address of it instead (--migrateuri tcp://HOST)');
  const path = `${folder}/out-${name}`;
  const { files, listen } = state.surroundings;
  await files.remove([path]);
  const listening = await listen(path, (channel) => {
    end(name).then((far) => { joinChannels(channel, far); }, () => { channel.dispose(); }); // QEMU tells that nobody was there
  });
  return {
    path,
    dispose: () => {
      listening.dispose();
      files.remove([path]).catch(() => undefined); // its folder goes with the machine
    },
  };
}
