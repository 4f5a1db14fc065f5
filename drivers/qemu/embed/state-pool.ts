import type { CloseReason, Disposable, OpenOptions } from '../../api/connection.ts';
import type { ConnectUri } from '../../api/driver.ts';
import { Emitter } from '../../core/emitter.ts';
import type { Surroundings } from '../../transport/exec/surroundings.ts';
import { EmbedLayout } from './embed-layout.ts';
import { EmbedState } from './embed-state.ts';
import { Emulators } from './emulators.ts';
import { qemuError } from './qemu-error.ts';

/** A share of what this process knows of a root. */
export interface StateShare {
  readonly state: EmbedState;
  /** How the host is reached, for people; undefined: it is this one. */
  readonly route: string | undefined;
  /** The way to the host has ended. */
  readonly onLost: (listener: (reason: CloseReason) => void) => Disposable;
  readonly release: () => void;
}

interface Entry {
  readonly opening: Promise<{ readonly state: EmbedState; readonly route: string | undefined; readonly lost: Emitter<CloseReason> }>;
  shares: number;
}

/** By host and root: all connections of this process to one root share what is known, and one monitor a machine. */
const entries = new Map<string, Entry>();

/** Opens a root, or takes part in what is open. */
export async function acquireState(uri: ConnectUri, root: string | undefined, options: OpenOptions, here: () => Surroundings): Promise<StateShare> {
  const key = JSON.stringify([uri.transport ?? '', uri.user ?? '', uri.host, uri.port ?? 0, root ?? '', uri.transport === undefined ? [process.env['XDG_DATA_HOME'], process.env['XDG_RUNTIME_DIR'], process.env['HOME']] : uri.params]);
  const entry = entries.get(key) ?? { opening: openRoot(uri, root, options, here), shares: 0 };
  entries.set(key, entry);
  entry.shares += 1;
  let released = false;
  const release = (): void => {
    if (released) return;
    released = true;
    entry.shares -= 1;
    if (entry.shares > 0) return;
    if (entries.get(key) === entry) entries.delete(key);
    void entry.opening.then(({ state }) => { state.dispose(); }, () => undefined); // whoever opened it was told
  };
  try {
    const { state, route, lost } = await entry.opening;
    lost.event(() => {
      if (entries.get(key) === entry) entries.delete(key);
    });
    return { state, route, onLost: lost.event, release };
  } catch (error) {
    release();
    throw error;
  }
}

async function openRoot(uri: ConnectUri, root: string | undefined, options: OpenOptions, here: () => Surroundings): ReturnType<() => Entry['opening']> {
  const lost = new Emitter<CloseReason>();
  const { surroundings, route } = await surroundingsFor(uri, options, here, lost);
  try {
    const layout = EmbedLayout.of(root, { home: surroundings.home, dataHome: surroundings.dataHome, runtimeDir: surroundings.runtimeDirectory, uid: surroundings.uid ?? 0 });
    const emulators = new Emulators(surroundings, layout);
    await emulators.assertInstalled();
    return { state: await EmbedState.open(surroundings, layout, emulators), route, lost };
  } catch (error) {
    surroundings.dispose();
    throw error;
  }
}

async function surroundingsFor(uri: ConnectUri, options: OpenOptions, here: () => Surroundings, lost: Emitter<CloseReason>): Promise<{ readonly surroundings: Surroundings; readonly route: string | undefined }> {
  if (uri.transport === undefined) return { surroundings: here(), route: undefined };
  if (uri.host === '') throw qemuError('invalid-arg', `'${uri.text}' names no host`);
  // ssh2 takes longer to load than a short command takes in all.
  const { openSshSurroundings } = await import('../../transport/ssh/ssh-surroundings.ts');
  const { surroundings, description, onDidClose } = await openSshSurroundings(uri, options);
  onDidClose((reason) => { lost.fire(reason); });
  return { surroundings, route: description };
}
