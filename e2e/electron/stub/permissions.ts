import { permissionHandlers } from './session.ts';

type Permission = Parameters<NonNullable<Parameters<Electron.Session['setPermissionRequestHandler']>[0]>>[1];

/** Electron's names of permissions, and Chromium's. */
const NAMES: readonly (readonly [Permission, string])[] = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['media', 'camera'],
  ['media', 'microphone'],
  ['midi', 'midi'],
  ['idle-detection', 'idle-detection'],
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-sanitized-write', 'clipboard-write'],
];

/** What the application's handlers say to each permission for a page; Electron grants where there is no handler. */
export function decidePermissions(contents: Electron.WebContents, url: string): readonly { readonly name: string; readonly setting: 'granted' | 'denied' }[] {
  return NAMES.map(([permission, name]) => {
    const checked = permissionHandlers.check?.(contents, permission, url, { isMainFrame: true, requestingUrl: url }) ?? true;
    return { name, setting: checked && isGranted(contents, permission, url) ? 'granted' : 'denied' };
  });
}

function isGranted(contents: Electron.WebContents, permission: Permission, url: string): boolean {
  if (permissionHandlers.request === null) return true;
  let granted = false;
  permissionHandlers.request(contents, permission, (yes) => { granted = yes; }, { isMainFrame: true, requestingUrl: url });
  return granted;
}
