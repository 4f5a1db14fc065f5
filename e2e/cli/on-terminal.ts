import { spawn } from 'node:child_process';
import { type Argv, LabError } from '../lab/index.ts';

/** What to type once a text has been seen. */
export interface Turn {
  readonly after: string;
  readonly type: string;
  /** Waits so long before it types: the program is to be in the middle of something. */
  readonly pauseMs?: number;
}

/** A word as a shell reads it. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** What else may be asked of a terminal. */
export interface TerminalOptions {
  readonly timeoutMs?: number;
  /** Called when that turn's text was seen, before its keys are typed. */
  readonly onSeen?: (turn: number) => void;
}

/** Runs a program on a terminal of its own (`script`) and types when it has said what is waited for. */
export function runOnTerminal(argv: Argv, turns: readonly Turn[], { timeoutMs = 60_000, onSeen }: TerminalOptions = {}): Promise<{ readonly status: number; readonly text: string }> {
  // `exec`: a shell that stays between (dash) would die of the Ctrl-C that the program handles.
  const child = spawn('script', ['-q', '-e', '-c', `exec ${argv.map(quote).join(' ')}`, '/dev/null'], { env: { ...process.env, LC_ALL: 'C', TERM: 'vt100' } });
  let text = '';
  let searched = 0;
  const left = [...turns];
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new LabError(`nothing more came while waiting for ${JSON.stringify(left[0]?.after ?? 'the end')}: ${JSON.stringify(text.slice(-500))}`));
    }, timeoutMs);
    child.stdout.on('data', (bytes: Buffer) => {
      text += bytes.toString('utf8');
      for (let turn = left[0]; turn !== undefined; turn = left[0]) {
        const at = text.indexOf(turn.after, searched);
        if (at < 0) return;
        searched = at + turn.after.length;
        left.shift();
        onSeen?.(turns.length - left.length - 1);
        if (turn.pauseMs === undefined) child.stdin.write(turn.type);
        else setTimeout(() => child.stdin.write(turn.type), turn.pauseMs);
      }
    });
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ status: code ?? -1, text });
    });
  });
}
