import { afterEach, describe, expect, it } from 'vitest';
import { KeptShells } from './kept-shell.ts';
import { thisComputer } from './local-process.ts';
import type { CommandHost } from './process-channel.ts';

/** This computer, which says what was started on it. */
function countedHost(change: (argv: readonly string[]) => readonly string[] = (argv) => argv): CommandHost & { readonly started: (readonly string[])[] } {
  const started: (readonly string[])[] = [];
  return {
    description: 'a host', started,
    spawn(argv) {
      started.push(argv);
      return thisComputer.spawn(change(argv));
    },
  };
}

let shells: KeptShells;
const keptOn = (host: CommandHost): KeptShells => (shells = new KeptShells(host));

describe('scripts in a kept shell', () => {
  afterEach(() => { shells.dispose(); });

  it('are answered in turn by one shell, with output, errors and code of their own', async () => {
    const host = countedHost();
    const { run } = keptOn(host);
    const answers = await Promise.all([
      run({ text: 'printf "%s|" "$@"; exit 3', args: ['a b', "it's", '', '$(x)', '-L'] }),
      run({ text: 'echo no >&2', args: [] }),
      run({ text: 'cat', args: [], input: Buffer.from([0, 10, 37, 92, 39, 255, 65]) }),
      run({ text: 'cat', args: [] }),
      run({ text: 'case x in x) umask 077; cd /;; esac; echo "$#"', args: ['1', '2'] }),
      run({ text: 'if fi', args: [] }),
      run({ text: 'umask; pwd', args: [] }),
    ]);
    expect(answers[0]).toMatchObject({ code: 3, bytes: Buffer.from("a b|it's||$(x)|-L|"), stderr: '' });
    expect(answers[1]).toMatchObject({ code: 0, bytes: Buffer.alloc(0) });
    expect(answers[1]?.stderr.trim()).toBe('no');
    expect(answers[2]?.bytes).toEqual(Buffer.from([0, 10, 37, 92, 39, 255, 65]));
    expect(answers[3]).toMatchObject({ code: 0, bytes: Buffer.alloc(0) });
    expect(answers[4]?.bytes.toString()).toBe('2\n');
    expect(answers[5]?.code).not.toBe(0);
    expect(answers[6]?.bytes.toString()).not.toContain('0077');
    expect(host.started).toHaveLength(1);
  });

  it('give what is long whole', async () => {
    const { run } = keptOn(countedHost());
    const [long, after] = await Promise.all([run({ text: 'head -c 3000000 /dev/zero | tr "\\0" "\\n"', args: [] }), run({ text: 'echo after', args: [] })]);
    expect(long.bytes).toHaveLength(3_000_000);
    expect(after.bytes.toString()).toBe('after\n');
  });

  it('run by themselves when they fit no line', async () => {
    const host = countedHost();
    const { run } = keptOn(host);
    expect((await run({ text: 'printf %s "$1"', args: ['two\nlines'] })).bytes.toString()).toBe('two\nlines');
    expect((await run({ text: 'wc -c', args: [], input: Buffer.alloc(200_000) })).bytes.toString().trim()).toBe('200000');
    expect(host.started.every((argv) => argv.length > 3)).toBe(true);
  });

  it('run by themselves where the host keeps no shell', async () => {
    const host = countedHost((argv) => (argv.length === 3 ? ['true'] : argv));
    const { run } = keptOn(host);
    expect((await run({ text: 'echo 1', args: [] })).bytes.toString()).toBe('1\n');
    expect((await run({ text: 'echo 2', args: [] })).bytes.toString()).toBe('2\n');
    expect(host.started).toHaveLength(3);
  });

  it('do not wait for one that hangs', async () => {
    const { run } = keptOn(countedHost());
    await run({ text: ':', args: [] });
    const hanging = run({ text: 'sleep 3', args: [] }, { deadlineMs: 900 });
    const failed = expect(hanging).rejects.toMatchObject({ code: 'operation-timeout' });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await run({ text: 'echo on', args: [] })).bytes.toString()).toBe('on\n');
    await failed;
    expect((await run({ text: 'echo still', args: [] })).bytes.toString()).toBe('still\n');
  });

  it('fail when their shell ends, and the next one begins another', async () => {
    const { run } = keptOn(countedHost());
    await run({ text: ':', args: [] });
    const pid = (await run({ text: 'echo $$', args: [] })).bytes.toString().trim();
    const failing = expect(run({ text: 'kill -9 "$1"; sleep 1', args: [pid] })).rejects.toMatchObject({ code: 'system-error' });
    await failing;
    expect((await run({ text: 'echo $$', args: [] })).bytes.toString().trim()).not.toBe(pid);
  });
});
