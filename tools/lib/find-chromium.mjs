// A Chromium-like browser for the tests of the window.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const MAC = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];

/** Its path, or undefined. CHROMIUM names another. */
export function findAppBrowser(env = process.env) {
  const dirs = (env.PATH ?? '').split(path.delimiter);
  const candidates = env.CHROMIUM ? [env.CHROMIUM] : [...NAMES.flatMap((name) => dirs.map((dir) => path.join(dir, name))), ...MAC];
  return candidates.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
