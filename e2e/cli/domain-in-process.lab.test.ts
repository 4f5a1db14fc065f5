import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkLab } from '../lab/index.ts';
import { type Both, prepareBoth } from './both.ts';
import { DOMAIN_INVOCATIONS, joined, maskMoment } from './domain-invocations.ts';
import { DOMAIN_DOCUMENTS, OWN_WAYS } from './domain-documents.ts';

const check = checkLab(['libvirtd']);

describe.skipIf(check.skip)(check.title('commands about machines as virsh, on test:///default in their own processes'), () => {
  let both: Both;

  beforeAll(async () => {
    both = await prepareBoth();
    for (const [name, text] of Object.entries(DOMAIN_DOCUMENTS)) writeFileSync(join(both.dir, name), text);
    vi.stubEnv('VISUAL', 'true');
  });

  afterAll(() => {
    vi.unstubAllEnvs();
    both.dispose();
  });

  const entries = Object.entries(DOMAIN_INVOCATIONS);
  const asked = entries.flatMap(([name, { ask = [] }]) => (OWN_WAYS.includes(name) ? [] : ask));
  const lines = [...joined(asked), ...entries.flatMap(([, { change = [] }]) => change)].map((line) => [line.replaceAll('%m', 'test')] as const);

  it.each(lines)('%s', async (line) => {
    const { virsh, vireo } = await both.compare(['-c', 'test:///default', line], maskMoment);
    expect(vireo).toEqual(virsh);
  });

  it('explains every command in the same words', async () => {
    const names = Object.keys(DOMAIN_INVOCATIONS);
    const line = names.map((name) => `help ${name}`).join('; ');
    const { virsh, vireo } = await both.compare([line]);
    expect(virsh.stdout).toContain('attach-device - attach device from an XML file');
    expect(vireo).toEqual(virsh);
  });

  it('gives data to programs', async () => {
    const commands = ['vcpucount test', 'vcpuinfo test', 'memtune test', 'domcontrol test', 'schedinfo test', 'snapshot-list test', 'domblkinfo test --all', 'domifaddr test', 'desc test'];
    for (const command of commands) {
      const { stdout } = await both.vireo(['--json', '-c', 'test:///default', command]);
      expect(() => JSON.parse(stdout) as unknown, command).not.toThrow();
    }
  });
});
