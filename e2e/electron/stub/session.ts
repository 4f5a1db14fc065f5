import { strict } from './strict.ts';

type RequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
type CheckHandler = Parameters<Electron.Session['setPermissionCheckHandler']>[0];

/** Who decides about permissions; without a handler Electron grants everything. */
export const permissionHandlers: { request: RequestHandler; check: CheckHandler } = { request: null, check: null };

/** The one session that is emulated. */
export const defaultSession = strict('session.defaultSession', {
  setPermissionRequestHandler: (handler: RequestHandler) => {
    permissionHandlers.request = handler;
  },
  setPermissionCheckHandler: (handler: CheckHandler) => {
    permissionHandlers.check = handler;
  },
});
