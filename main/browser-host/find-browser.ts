import { access, constants } from 'node:fs/promises';
import path from 'node:path';

/** A browser that can open a page as a window of its own. */
export interface AppBrowser {
  readonly path: string;
}

const LINUX_NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'brave-browser',
  'brave',
];
const MAC_APPS = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'];
const WINDOWS_PROGRAMS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
  'BraveSoftware\\Brave-Browser\\Application\\brave.exe',
];

/** What the search looks at. */
export interface BrowserSearch {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
}

/** Finds Chromium, Chrome, Edge or Brave; `VIREO_BROWSER` names another, or none with `none`. */
export async function findAppBrowser({ platform, env }: BrowserSearch): Promise<AppBrowser | undefined> {
  if (env['VIREO_BROWSER'] === 'none') return undefined;
  for (const candidate of candidates(platform, env)) {
    if (await isExecutable(candidate)) return { path: candidate };
  }
  return undefined;
}

function candidates(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): readonly string[] {
  const chosen = env['VIREO_BROWSER'];
  if (chosen !== undefined && chosen !== '') return [chosen];
  if (platform === 'darwin') {
    return ['/Applications', path.join(env['HOME'] ?? '', 'Applications')].flatMap((dir) =>
      MAC_APPS.map((app) => path.join(dir, `${app}.app`, 'Contents', 'MacOS', app)),
    );
  }
  if (platform === 'win32') {
    return [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']]
      .filter((dir) => dir !== undefined)
      .flatMap((dir) => WINDOWS_PROGRAMS.map((program) => path.win32.join(dir, program)));
  }
  const dirs = (env['PATH'] ?? '').split(':').filter((dir) => dir.startsWith('/'));
  return LINUX_NAMES.flatMap((name) => dirs.map((dir) => path.join(dir, name)));
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
