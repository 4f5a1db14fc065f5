import type { GuestKey, KeyCombo } from './key-combos.ts';

const MODIFIERS: ReadonlyMap<string, GuestKey> = new Map([
  ['ctrl', { keysym: 0xffe3, code: 'ControlLeft' }],
  ['alt', { keysym: 0xffe9, code: 'AltLeft' }],
  ['shift', { keysym: 0xffe1, code: 'ShiftLeft' }],
  ['super', { keysym: 0xffeb, code: 'MetaLeft' }],
  ['altgr', { keysym: 0xfe03, code: 'AltRight' }],
]);
/** Other words for modifiers. */
const SAME: ReadonlyMap<string, string> = new Map([['control', 'ctrl'], ['strg', 'ctrl'], ['win', 'super'], ['windows', 'super'], ['meta', 'super'], ['cmd', 'super'], ['option', 'alt']]);

/** Keys by their names: the name is that of the key's code, too. */
const NAMED: readonly (readonly [name: string, keysym: number])[] = [
  ['Enter', 0xff0d], ['Escape', 0xff1b], ['Tab', 0xff09], ['Backspace', 0xff08], ['Delete', 0xffff], ['Insert', 0xff63], ['Home', 0xff50], ['End', 0xff57],
  ['PageUp', 0xff55], ['PageDown', 0xff56], ['ArrowUp', 0xff52], ['ArrowDown', 0xff54], ['ArrowLeft', 0xff51], ['ArrowRight', 0xff53],
  ['PrintScreen', 0xff61], ['Pause', 0xff13], ['ScrollLock', 0xff14], ['CapsLock', 0xffe5], ['NumLock', 0xff7f], ['ContextMenu', 0xff67], ['Space', 0x20],
];
const NAMES: ReadonlyMap<string, string> = new Map([['esc', 'escape'], ['del', 'delete'], ['ins', 'insert'], ['return', 'enter'], ['up', 'arrowup'], ['down', 'arrowdown'], ['left', 'arrowleft'], ['right', 'arrowright'], ['menu', 'contextmenu'], ['sysrq', 'printscreen'], ['print', 'printscreen'], ['pgup', 'pageup'], ['pgdn', 'pagedown']]);
const SIGNS: ReadonlyMap<string, string> = new Map([['-', 'Minus'], ['=', 'Equal'], ['[', 'BracketLeft'], [']', 'BracketRight'], ['\\', 'Backslash'], [';', 'Semicolon'], ["'", 'Quote'], ['`', 'Backquote'], [',', 'Comma'], ['.', 'Period'], ['/', 'Slash']]);

function keyOf(word: string): { readonly name: string; readonly key: GuestKey } | undefined {
  const lower = word.toLowerCase();
  const named = NAMED.find(([name]) => name.toLowerCase() === (NAMES.get(lower) ?? lower));
  if (named !== undefined) return { name: named[0], key: { keysym: named[1], code: named[0] } };
  const number = /^f([1-9]|1\d|2[0-4])$/.exec(lower)?.[1];
  if (number !== undefined) return { name: `F${number}`, key: { keysym: 0xffbd + Number(number), code: `F${number}` } };
  if (/^[a-z]$/.test(lower)) return { name: lower, key: { keysym: lower.charCodeAt(0), code: `Key${lower.toUpperCase()}` } };
  if (/^\d$/.test(lower)) return { name: lower, key: { keysym: lower.charCodeAt(0), code: `Digit${lower}` } };
  const code = SIGNS.get(lower);
  return code === undefined ? undefined : { name: lower, key: { keysym: lower.charCodeAt(0), code } };
}

/** Keys as people write them: `Ctrl+Alt+L`, `super`, `alt sysrq b`. Undefined: some word is no key. */
export function parseCombo(text: string): KeyCombo | undefined {
  const words = text.trim().split(/[\s+]+/).filter((word) => word !== '');
  if (words.length === 0 || words.length > 6) return undefined;
  const names: string[] = [];
  const press: GuestKey[] = [];
  for (const word of words) {
    const lower = SAME.get(word.toLowerCase()) ?? word.toLowerCase();
    const modifier = MODIFIERS.get(lower);
    const other = modifier === undefined ? keyOf(word) : { name: lower, key: modifier };
    if (other === undefined || names.includes(other.name)) return undefined;
    names.push(other.name);
    press.push(other.key);
  }
  return { keys: names.join('+'), press };
}

/** Whether something remembered is a list of combinations in their writing. */
export const isComboList = (value: unknown): value is readonly string[] => Array.isArray(value) && value.length <= 50 && value.every((each) => typeof each === 'string' && parseCombo(each) !== undefined);
