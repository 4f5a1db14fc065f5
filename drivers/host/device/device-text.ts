import path from 'node:path';
import type { HostTree } from '../host-tree.ts';
import { UDEV } from './device-query.ts';

/** A piece of a device's document. */
export type Piece = readonly [name: string, attributes: Readonly<Record<string, string | number | undefined>>, content?: string | readonly (Piece | undefined)[] | undefined];

/** Writes a piece, indented. Empty texts and what is undefined are left out. */
export function pieceText([name, attributes, content]: Piece, indent = ''): string {
  const words = Object.entries(attributes).map(([key, value]) => (value === undefined ? '' : ` ${key}='${escapeText(String(value))}'`)).join('');
  if (content === undefined || content.length === 0) return `${indent}<${name}${words}/>\n`;
  if (typeof content === 'string') return `${indent}<${name}${words}>${escapeText(content)}</${name}>\n`;
  const inner = content.map((each) => (each === undefined ? '' : pieceText(each, `${indent}  `))).join('');
  return `${indent}<${name}${words}>\n${inner}${indent}</${name}>\n`;
}

/** What a host tells may hold anything; XML does not. */
function escapeText(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll("'", '&apos;').replaceAll('"', '&quot;');
}

/** An element with a text, if there is one. */
export function optional(name: string, text: string | undefined): Piece | undefined {
  return text === undefined || text === '' ? undefined : [name, {}, text];
}

/** The real folder of a device that a link in /sys names. */
export function deviceFolder(tree: HostTree, link: string): string | undefined {
  const target = tree.link(link);
  return target === undefined ? undefined : path.posix.resolve(path.posix.dirname(link), target);
}

/** A name of a device out of whatever the system calls it. */
export function nameOf(kind: string, ...words: readonly (string | undefined)[]): string {
  return [kind, ...words.filter((each) => each !== undefined && each !== '')].join('_').replaceAll(/[^A-Za-z0-9]/g, '_');
}

/** What udev knows of a device. */
export function udevProperties(tree: HostTree, key: string): ReadonlyMap<string, string> {
  const lines = (tree.text(`${UDEV}/${key}`) ?? '').split('\n').filter((line) => line.startsWith('E:'));
  return new Map(lines.map((line) => [line.slice(2, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const));
}

/** `0x8086` as a number. */
export function hexNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^(0x)?[\da-f]{1,8}$/i.test(text) ? Number.parseInt(text, 16) : undefined;
}

export function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}
