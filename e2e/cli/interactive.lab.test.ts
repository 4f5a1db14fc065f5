import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkLab, type Lab, run, startLab } from '../lab/index.ts';
import { type Both, prepareBoth } from './both.ts';
import { runOnTerminal, type TerminalOptions, type Turn } from './on-terminal.ts';

const check = checkLab(['privateLibvirtd']);
const PROMPT = 'vireo # ';
const CTRL_C = '\x03';
const CTRL_D = '\x04';
const UP = '\x1b[A';

describe.skipIf(check.skip)(check.title('vireo as a shell, on a terminal'), () => {
  let both: Both;
  let lab: Lab<'privateLibvirtd'>;
  let cache: string;

  beforeAll(async () => {
    both = await prepareBoth();
    lab = await startLab({ need: ['privateLibvirtd'] });
    cache = join(both.dir, 'cache');
    mkdirSync(cache);
    vi.stubEnv('XDG_CACHE_HOME', cache);
  });

  afterEach(() => {
    lab.privateLibvirtd.thaw();
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await lab.dispose();
    both.dispose();
  });

  const type = (uri: string, turns: readonly Turn[], options: TerminalOptions = {}): ReturnType<typeof runOnTerminal> =>
    runOnTerminal([process.execPath, both.vireoPath, '-c', uri], turns, options);

  it('runs lines, completes commands, options and names', async () => {
    const { text, status } = await type('test:///default', [
      { after: PROMPT, type: 'domstate te' },
      { after: 'domstate te', type: '\t' },
      { after: 'st ', type: '\r' },
      { after: 'running', type: '' },
      { after: PROMPT, type: 'domsta' },
      { after: 'domsta', type: '\t' },
      { after: 't', type: '\t' },
      { after: 'domstats', type: CTRL_C },
      { after: PROMPT, type: 'list; nosuch\r' },
      { after: "unknown command: 'nosuch'", type: '' },
      { after: PROMPT, type: 'net-info --net' },
      { after: 'net-info --net', type: '\t' },
      { after: 'work ', type: 'd' },
      { after: 'd', type: '\t' },
      { after: 'efault ', type: '; echo "a  b" \'c d\'\r' },
      { after: 'a  b c d', type: '' },
      { after: PROMPT, type: CTRL_D },
    ]);
    expect(text).toContain('Welcome to vireo');
    expect(text).toMatch(/Bridge: +virbr0/);
    expect(status).toBe(0);
  });

  it('remembers lines from one time to the next', async () => {
    await type('test:///default', [
      { after: PROMPT, type: 'hostname\r' },
      { after: PROMPT, type: 'quit\r' },
    ]);
    expect(readFileSync(join(cache, 'vireo', 'history'), 'utf8')).toMatch(/hostname\nquit\n$/);
    const { text } = await type('test:///default', [
      { after: PROMPT, type: `${UP}${UP}\r` },
      { after: '\r\n\r\n', type: '' },
      { after: PROMPT, type: 'exit\r' },
    ]);
    expect(text).toContain(PROMPT);
    expect(text.split('hostname').length).toBeGreaterThan(1);
  });

  it('gives up a command that hangs, and goes on', async () => {
    const { text, status } = await type(lab.privateLibvirtd.uri, [
      { after: PROMPT, type: 'hostname\r' },
      { after: PROMPT, type: 'event --event lifecycle --timeout 90\r' },
      { after: '90\r', type: CTRL_C, pauseMs: 1500 },
      { after: 'event loop interrupted', type: '' },
      { after: PROMPT, type: 'connect test:///default\r' },
      { after: PROMPT, type: 'uri\r' },
      { after: 'test:///default', type: '' },
      { after: PROMPT, type: 'connect --readonly\r' },
      { after: 'vireo > ', type: 'destroy test\r' },
      { after: 'read only access prevents virDomainDestroy', type: '' },
      { after: 'vireo > ', type: 'quit\r' },
    ]);
    expect(text).toContain('events received: 0');
    expect(status).toBe(0);
  });

  it('lets go of a daemon that says nothing', async () => {
    const typed = type(lab.privateLibvirtd.uri, [
      { after: PROMPT, type: 'hostname\r' },
      { after: PROMPT, type: 'cd /\r' },
      { after: PROMPT, type: 'pwd\r' },
      { after: '/\r\n', type: '' },
      // The daemon stops here.
      { after: PROMPT, type: 'net-list --all; echo too-late\r' },
      { after: 'too-late\r', type: CTRL_C, pauseMs: 1500 },
      { after: 'interrupted', type: '' },
      { after: PROMPT, type: 'echo still here\r' },
      { after: 'still here\r\n', type: '' },
      { after: PROMPT, type: CTRL_D },
    ], { onSeen: (turn) => { if (turn === 3) lab.privateLibvirtd.freeze(); } });
    const { text, status } = await typed;
    expect(text).toContain('the host may still be carrying it out');
    expect(status).toBe(0);
  });

  it('reads lines from a pipe as virsh does', async () => {
    const say = async (program: readonly [string, ...string[]]): Promise<string> => {
      const said = await run(['sh', '-c', `printf 'uri\\nlist --name; echo "a b"\\n\\npwd\\nquit\\n' | ${program.join(' ')} -c test:///default`]);
      return said.stdout.replaceAll('virsh', 'vireo');
    };
    expect(await say([process.execPath, both.vireoPath])).toBe(await say(['virsh']));
  });
});
