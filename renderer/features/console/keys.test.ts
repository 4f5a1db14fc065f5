import { describe, expect, it } from 'vitest';
import { GUEST_LAYOUT_NAMES, GUEST_LAYOUTS, type GuestLayout } from './guest-layouts.ts';
import { COMMON_COMBOS, CONSOLE_COMBOS, pressCombo, SYSTEM_COMBOS } from './key-combos.ts';
import { isComboList, parseCombo } from './parse-combo.ts';
import { ReleaseKeys } from './release-keys.ts';
import { handleTerminalKey } from './terminal-keys.ts';
import { isTypable, strokesOf, typeText } from './type-text.ts';

function sent(run: (send: (keysym: number, code: string, down: boolean) => void) => void): string[] {
  const told: string[] = [];
  run((keysym, code, down) => told.push(`${down ? '+' : '-'}${code === '' ? `u${keysym.toString(16)}` : code}`));
  return told;
}

describe('keys to send', () => {
  it('go down in order and up in the other', () => {
    const [first] = COMMON_COMBOS;
    if (first === undefined) throw new Error('no combos');
    expect(sent((send) => { pressCombo(first, send); })).toEqual(['+ControlLeft', '+AltLeft', '+Delete', '-Delete', '-AltLeft', '-ControlLeft']);
  });

  it('have the keysyms of X11', () => {
    const all = [...COMMON_COMBOS, ...CONSOLE_COMBOS, ...SYSTEM_COMBOS];
    const keysyms = Object.fromEntries(all.map(({ keys, press }) => [keys, press.at(-1)?.keysym]));
    expect(keysyms).toMatchObject({ 'ctrl+alt+Delete': 0xffff, 'ctrl+alt+Backspace': 0xff08, 'ctrl+alt+F1': 0xffbe, 'ctrl+alt+F12': 0xffc9, PrintScreen: 0xff61 });
    expect(new Set(all.map(({ keys }) => keys)).size).toBe(all.length);
  });
});

describe('keys that people write', () => {
  it('are read in any writing, and written in one', () => {
    expect(parseCombo(' Ctrl + Alt + L ')).toEqual({ keys: 'ctrl+alt+l', press: [{ keysym: 0xffe3, code: 'ControlLeft' }, { keysym: 0xffe9, code: 'AltLeft' }, { keysym: 0x6c, code: 'KeyL' }] });
    expect(['Win', 'alt sysrq b', 'Shift+F12', 'CTRL+DEL', 'super+ArrowLeft'].map((text) => parseCombo(text)?.keys)).toEqual(['super', 'alt+PrintScreen+b', 'shift+F12', 'ctrl+Delete', 'super+ArrowLeft']);
    for (const text of ['', 'ctrl+', 'hyper+x', 'ctrl+ctrl', 'F25', 'ä']) expect([text, parseCombo(text)?.keys]).toEqual([text, text === 'ctrl+' ? 'ctrl' : undefined]);
    expect(isComboList(['ctrl+alt+l'])).toBe(true);
    expect(isComboList(['nonsense'])).toBe(false);
  });
});

describe('a typed text', () => {
  it('is struck as on a US keyboard', async () => {
    const told: string[] = [];
    await typeText('aB|\n', (_, code, down) => told.push(`${down ? '+' : '-'}${code}`), new AbortController().signal, { pauseMs: 0 });
    expect(told).toEqual(['+KeyA', '-KeyA', '+ShiftLeft', '+KeyB', '-KeyB', '-ShiftLeft', '+ShiftLeft', '+Backslash', '-Backslash', '-ShiftLeft', '+Enter', '-Enter']);
  });

  it('has a stroke for every printable character of ASCII', () => {
    const ascii = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('');
    expect(isTypable(`${ascii}\t\n`)).toBe(true);
    expect(new Set(strokesOf(ascii).map(({ code, shift }) => `${code} ${String(shift)}`)).size).toBe(95);
    for (const { keysym } of strokesOf('5%')) expect([0x35, 0x25]).toContain(keysym);
  });

  it('sends what the keyboard lacks as keysyms, and lines end once', () => {
    expect(isTypable('ä')).toBe(false);
    expect(strokesOf('ä€😀').map(({ keysym }) => keysym)).toEqual([0xe4, 0x0100_20ac, 0x0101_f600]);
    expect(strokesOf('a\r\nb\rc').map(({ code }) => code)).toEqual(['KeyA', 'Enter', 'KeyB', 'Enter', 'KeyC']);
  });

  it.each(GUEST_LAYOUT_NAMES)('is written on a keyboard of the layout %s with the keys that it has', async (layout) => {
    const typed: string[] = [];
    const table: GuestLayout = GUEST_LAYOUTS[layout];
    let [shift, altGr] = [false, false];
    // What a guest with this layout makes of the strokes.
    const guest = (_: number, code: string, down: boolean): void => {
      if (code === 'ShiftLeft') shift = down;
      else if (code === 'AltRight') altGr = down;
      else if (down) {
        const row = table.find(([key, , , third]) => key === code && (!altGr || (third ?? '') !== ''));
        typed.push(row?.[altGr ? 3 : shift ? 2 : 1] ?? '?');
      }
    };
    const ascii = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).filter((sign) => isTypable(sign, layout)).join('');
    expect(ascii.length).toBeGreaterThan(88);
    for (const letter of 'abcxyzABCXYZ0123456789-_/.:@|"') expect(ascii).toContain(letter);
    await typeText(ascii, guest, new AbortController().signal, { pauseMs: 0, layout });
    expect(typed.join('')).toBe(ascii);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    let keys = 0;
    await typeText('aaaa', () => {
      keys += 1;
      if (keys === 4) stop.abort();
    }, stop.signal, { pauseMs: 0 });
    expect(keys).toBe(4);
  });
});

describe('the way out', () => {
  const play = (...steps: readonly string[]): boolean[] => {
    const keys = new ReleaseKeys();
    return steps.map((step) => {
      const code = step.slice(1);
      const key = code.startsWith('Control') ? 'Control' : code === 'AltGraph' ? 'AltGraph' : code.startsWith('Alt') ? 'Alt' : code;
      return keys.take({ type: step.startsWith('+') ? 'keydown' : 'keyup', key, code });
    });
  };

  it('is Ctrl and Alt, let go, in any order', () => {
    expect(play('+ControlLeft', '+AltLeft', '-AltLeft', '-ControlLeft')).toEqual([false, false, false, true]);
    expect(play('+AltRight', '+AltRight', '+ControlRight', '-AltRight', '-ControlRight').at(-1)).toBe(true);
  });

  it('is not Ctrl-Alt-F1, nor one of the two, nor two of one, nor AltGr', () => {
    expect(play('+ControlLeft', '+AltLeft', '+F1', '-F1', '-AltLeft', '-ControlLeft')).not.toContain(true);
    expect(play('+ControlLeft', '+AltLeft', '-ControlLeft', '+Tab', '-Tab', '-AltLeft')).not.toContain(true);
    expect(play('+ControlLeft', '-ControlLeft', '+AltLeft', '-AltLeft')).not.toContain(true);
    expect(play('+ControlLeft', '+ControlRight', '-ControlRight', '-ControlLeft')).not.toContain(true);
    expect(play('+ControlLeft', '+AltGraph', '-AltGraph', '-ControlLeft')).not.toContain(true);
  });

  it('works again after another combination', () => {
    expect(play('+ControlLeft', '+KeyC', '-KeyC', '-ControlLeft', '+ControlLeft', '+AltLeft', '-AltLeft', '-ControlLeft').at(-1)).toBe(true);
  });

  it('tells what is down, and forgets it', () => {
    const keys = new ReleaseKeys();
    keys.take({ type: 'keydown', key: 'Control', code: 'ControlLeft' });
    keys.take({ type: 'keydown', key: 'a', code: 'KeyA' });
    expect(keys.held()).toEqual(['ControlLeft', 'KeyA']);
    keys.reset();
    expect(keys.held()).toEqual([]);
  });
});

describe("a terminal's keys", () => {
  const press = (event: Partial<KeyboardEvent>): { readonly forTerminal: boolean; readonly did: string[]; readonly prevented: boolean } => {
    const did: string[] = [];
    let prevented = false;
    const whole = { type: 'keydown', key: '', code: '', ctrlKey: false, shiftKey: false, altKey: false, metaKey: false, preventDefault: () => { prevented = true; }, stopPropagation: () => undefined, ...event } as KeyboardEvent;
    const forTerminal = handleTerminalKey(whole, { copy: () => did.push('copy'), paste: () => did.push('paste'), find: () => did.push('find') });
    return { forTerminal, did, prevented };
  };

  it('copy, paste and find with Ctrl and Shift', () => {
    expect(press({ code: 'KeyC', key: 'C', ctrlKey: true, shiftKey: true })).toEqual({ forTerminal: false, did: ['copy'], prevented: true });
    expect(press({ code: 'KeyV', key: 'V', ctrlKey: true, shiftKey: true }).did).toEqual(['paste']);
    expect(press({ code: 'KeyF', key: 'F', ctrlKey: true, shiftKey: true }).did).toEqual(['find']);
  });

  it('leave Ctrl-C, Ctrl-W and F5 to the machine, and take them from the browser', () => {
    for (const event of [{ code: 'KeyC', key: 'c', ctrlKey: true }, { code: 'KeyW', key: 'w', ctrlKey: true }, { code: 'Digit1', key: '1', ctrlKey: true }, { code: 'F5', key: 'F5' }]) {
      expect(press(event)).toEqual({ forTerminal: true, did: [], prevented: true });
    }
  });

  it('do not touch letters, nor what AltGr writes', () => {
    expect(press({ code: 'KeyA', key: 'a' })).toEqual({ forTerminal: true, did: [], prevented: false });
    expect(press({ code: 'KeyQ', key: '@', ctrlKey: true, altKey: true })).toEqual({ forTerminal: true, did: [], prevented: false });
  });
});
