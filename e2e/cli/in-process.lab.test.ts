import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkLab } from '../lab/index.ts';
import { type Both, maskChosen, prepareBoth } from './both.ts';
import { DOCUMENTS, EXPLAINED, questions, readOnlyQuestions } from './invocations.ts';

const check = checkLab(['libvirtd']);

/** Lines that change the invented host, which both begin anew each time. */
const LINES: readonly string[] = [
  'suspend test; domstate test --reason; resume test; domstate test --reason',
  'shutdown test; domstate test --reason; start test; domid test; destroy test; destroy test',
  'reboot test; domstate test; reset test',
  'destroy test; start test --paused; start test --force-boot; list',
  'destroy test; start test --autodestroy; start test --pass-fds foo',
  'start test; start 1',
  'undefine test; list --all; domstate test; destroy test; list --all',
  'destroy test; undefine test; list --all',
  'autostart test; list --autostart; autostart test --disable; list --autostart',
  'define ok.xml; list --all; start ok; list; shutdown ok; domstate --reason ok; undefine ok; list --all',
  'define ok.xml; dumpxml ok; dominfo ok; domblklist ok; undefine ok --storage vda,vdb',
  'define ok.xml; undefine ok --remove-all-storage',
  'define ok.xml; start ok --console',
  'define --file ok.xml --validate',
  'create ok.xml; dominfo ok; create ok.xml; destroy ok; list --all',
  'create ok.xml --paused; domstate --reason ok',
  'destroy test; console test; screenshot test --file none',
  'screenshot test --file /nonexistent/picture',
  'screenshot test --file picture',
  '# a comment\nlist',
];

describe.skipIf(check.skip)(check.title('vireo as virsh, on test:///default in their own processes'), () => {
  let both: Both;

  beforeAll(async () => {
    both = await prepareBoth();
    for (const [name, text] of Object.entries(DOCUMENTS)) writeFileSync(join(both.dir, name), text);
  });

  afterAll(() => {
    both.dispose();
  });

  const lines = LINES.map((line) => [line]);
  const help = EXPLAINED.flatMap((name) => (name === 'events' || name === 'nosuch' ? [['help', name]] : [['help', name], [name, '--help']]));

  it.each([...questions('test'), ...readOnlyQuestions('test'), ...lines, ...help].map((args) => [args.join(' '), args] as const))('%s', async (_line, args) => {
    const { virsh, vireo } = await both.compare(['-c', 'test:///default', ...args], maskChosen);
    expect(vireo).toEqual(virsh);
  });

  it('prints data for programs', async () => {
    const said = await both.vireo(['--json', '-c', 'test:///default', 'list', '--all']);
    expect(JSON.parse(said.stdout)).toEqual([{ id: '1', name: 'test', state: 'running' }]);
    for (const args of [['dominfo', 'test'], ['domstats'], ['nodeinfo'], ['version'], ['dumpxml', 'test'], ['net-list'], ['pool-list'], ['suspend', 'test']]) {
      const { stdout, status } = await both.vireo(['--json', '-c', 'test:///default', ...args]);
      expect(status).toBe(0);
      expect(() => JSON.parse(stdout) as unknown).not.toThrow();
    }
    const support = JSON.parse((await both.vireo(['support', '--json'])).stdout) as Record<string, readonly string[]>;
    expect(support['test']).toContain('domain.suspend');
    expect(support['remote']).toContain('connect.open');
  });
});
