import type { ITheme } from '@xterm/xterm';
import { themeColor } from '../../kit/theme-colors.ts';

const ANSI = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

/** The terminal's colours, from the tokens of `console.css`. */
export function terminalTheme(): ITheme {
  const theme: Record<string, string> = {
    background: themeColor('--guest-surround'),
    foreground: themeColor('--terminal-text'),
    cursor: themeColor('--terminal-text'),
    cursorAccent: themeColor('--guest-surround'),
    selectionBackground: themeColor('--terminal-selection'),
  };
  for (const name of ANSI) {
    theme[name] = themeColor(`--terminal-${name}`);
    theme[`bright${name.charAt(0).toUpperCase()}${name.slice(1)}`] = themeColor(`--terminal-bright-${name}`);
  }
  return theme;
}
