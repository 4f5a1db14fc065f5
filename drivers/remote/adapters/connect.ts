import type { ConnectMethods } from '../../api/facets/connect.ts';
import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import { ConnectIsSecure, ConnectRegisterCloseCallback, ConnectUnregisterCloseCallback } from '../protocol/remote.gen.ts';
import { once } from '../rpc/once.ts';
import type { RemoteSession } from '../rpc/remote-session.ts';
import type { CloseReason, Disposable } from '../../api/connection.ts';

/** What the way to the daemon is worth. */
export interface WayFacts {
  /** Nobody can listen in. */
  readonly isSecure: boolean;
  /** Bytes are encrypted on the way. */
  readonly isEncrypted: boolean;
}

/** The reasons of `virConnectCloseReason` by number. */
const CLOSE_KINDS: readonly CloseReason['kind'][] = ['error', 'eof', 'keepalive', 'client'];

/** The part of the connection's methods that is about the connection itself. */
export function connectAdapters(session: RemoteSession, way: WayFacts) {
  let closeListener: Disposable | undefined;
  return {
    close: () => session.close(),
    isEncrypted: () => Promise.resolve(way.isEncrypted),
    // Both ways have to be secure: ours to the daemon, and the daemon's to its hypervisor.
    isSecure: async (options) => (await session.call(ConnectIsSecure, undefined, options)).secure && way.isSecure,
    isAlive: () => Promise.resolve(session.closeReason === undefined),
    setKeepAlive: (intervalS, count) => Promise.resolve(session.setKeepAlive(intervalS * 1000, count)),
    registerCloseCallback: async (listener, options) => {
      if (closeListener !== undefined) throw libvirtError('remote', 'operation-invalid', 'A close callback is already registered');
      const local = once(session.onDidClose, listener);
      closeListener = local;
      try {
        await session.callOnMain(ConnectRegisterCloseCallback, undefined, options);
        await session.events.register({
          family: 'close',
          listener: (reason) => {
            listener({ kind: CLOSE_KINDS[reason] ?? 'error' });
          },
          register: () => Promise.resolve(0),
          deregister: async () => {
            await session.callOnMain(ConnectUnregisterCloseCallback, undefined);
          },
        });
      } catch (error) {
        // Daemons of old cannot tell about their hypervisor; our own connection's end is still told.
        if (VirError.is(error, 'no-support')) return;
        local.dispose();
        closeListener = undefined;
        throw error;
      }
    },
    unregisterCloseCallback: async (options) => {
      if (closeListener === undefined) throw libvirtError('remote', 'operation-invalid', 'A different callback was requested');
      closeListener.dispose();
      closeListener = undefined;
      session.events.drop('close');
      await session.callOnMain(ConnectUnregisterCloseCallback, undefined, options);
    },
  } satisfies Partial<ConnectMethods>;
}
