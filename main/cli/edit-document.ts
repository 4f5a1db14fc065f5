import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isatty } from 'node:tty';
import { VirError } from '../../drivers/core/vir-error.ts';
import { attempt } from './attempt.ts';
import { fault } from './shell/values.ts';
import type { Shell } from './shell/shell.ts';

/** A document that a person edits. */
export interface Editing {
  /** Reads the document from the host; again before it is written, for somebody else may have changed it. */
  readonly read: () => Promise<string>;
  /** Sends the edited document. */
  readonly write: (xml: string) => Promise<void>;
  /** Sends it without the check that the host would make, if that can be left out. */
  readonly writeUnchecked?: (xml: string) => Promise<void>;
  readonly unchanged: string;
  readonly edited: () => string;
}

/**
 * Opens a document in the person's editor and sends what it became; asks what to do when the host refuses.
 *
 * @libvirt virsh *-edit
 */
export async function editDocument(shell: Shell, editing: Editing): Promise<boolean> {
  let before = await editing.read();
  const dir = mkdtempSync(join(process.env['TMPDIR'] ?? tmpdir(), 'vireo-'));
  const file = join(dir, 'document.xml');
  try {
    writeFileSync(file, before, { mode: 0o600 });
    let write = editing.write;
    for (let choice: Choice = 'y'; ; ) {
      if (choice === 'y') await runEditor(file);
      const after = readFileSync(file, 'utf8');
      if (choice === 'y' && after === before) {
        shell.printExtra(editing.unchanged);
        return true;
      }
      const now = await editing.read();
      const problem = now === before ? await attempt(() => write(after)) : fault('The XML configuration was changed by another user.');
      before = now;
      if (!VirError.is(problem)) break;
      const canRelax = editing.writeUnchecked !== undefined && write !== editing.writeUnchecked;
      const words = problem.message.startsWith('The XML configuration was') ? problem.message : 'Failed.';
      choice = await ask(shell, words, problem, canRelax);
      if (choice === 'n') return false;
      if (choice === 'i' && editing.writeUnchecked !== undefined) write = editing.writeUnchecked;
    }
    shell.printExtra(editing.edited());
    return true;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

type Choice = 'y' | 'n' | 'f' | 'i';

/** What a text becomes in the person's editor. */
export async function editText(text: string): Promise<string> {
  const dir = mkdtempSync(join(process.env['TMPDIR'] ?? tmpdir(), 'vireo-'));
  const file = join(dir, 'text');
  try {
    writeFileSync(file, text, { mode: 0o600 });
    await runEditor(file);
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** The editor's words are split at spaces: there is no shell in between. */
async function runEditor(file: string): Promise<void> {
  const named = process.env['VISUAL'] ?? process.env['EDITOR'] ?? 'vi';
  const [program = 'vi', ...args] = named.trim().split(/\s+/);
  const child = spawn(program, [...args, file], { stdio: 'inherit' });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => {
      reject(fault(`Cannot start the editor '${named}': ${error.message}`));
    });
    child.once('close', resolve);
  });
  if (status !== 0) throw fault(`The editor '${named}' ended with exit status ${status ?? 'none'}`);
}

/** What to do now; without a terminal nobody can be asked, and the change is given up. */
async function ask(shell: Shell, words: string, problem: VirError, canRelax: boolean): Promise<Choice> {
  if (!isatty(0)) {
    if (words !== problem.message) shell.error(words);
    throw problem;
  }
  shell.report(problem);
  for (;;) {
    shell.print(`\r${words} Try again? ${canRelax ? '[y,n,i,f,?]' : '[y,n,f,?]'}: `);
    const key = await readKey();
    if (key === 'y' || key === 'n' || key === 'f' || (key === 'i' && canRelax)) {
      shell.print('\r\n');
      return key;
    }
    if (key !== '?') continue;
    shell.print('\r\ny - yes, start editor again\r\nn - no, throw away my changes\r\n');
    if (canRelax) shell.print('i - turn off validation and try to redefine again\r\n');
    shell.print('f - force, try to redefine again\r\n? - print this help\r\n');
  }
}

function readKey(): Promise<string> {
  return new Promise((resolve) => {
    process.stdin.setRawMode(true);
    process.stdin.resume().once('data', (bytes: Buffer) => {
      process.stdin.pause();
      process.stdin.setRawMode(false);
      const key = bytes.toString('latin1').slice(0, 1).toLowerCase();
      resolve(key === '\x03' || key === '\x04' ? 'n' : key);
    });
  });
}
