import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkLab, run } from '../lab/index.ts';
import { type Both, prepareBoth, type Said } from './both.ts';

const check = checkLab(['libvirtd']);
const GOOD = "<network>\n  <name>n</name>\n  <bridge name='br0'/>\n</network>\n";

describe.skipIf(check.skip)(check.title("vireo as libvirt's small tools"), () => {
  let both: Both;

  beforeAll(async () => {
    both = await prepareBoth();
    writeFileSync(join(both.dir, 'good.xml'), GOOD);
    writeFileSync(join(both.dir, 'invalid.xml'), GOOD.replace('<bridge', '<bridgee'));
    writeFileSync(join(both.dir, 'broken.xml'), '<network><name>x</nam></network>\n');
    writeFileSync(join(both.dir, 'unknown.xml'), '<foo/>\n');
  });

  afterAll(() => {
    both.dispose();
  });

  const theirs = async (program: string, words: readonly string[]): Promise<Said> => {
    const { status, stdout, stderr } = await run([program, ...words], { cwd: both.dir, check: false, env: { LC_ALL: 'C.UTF-8' } });
    const named = (text: string): string => text.replaceAll(/(?:\/usr\/bin\/)?virt-(host|xml)-validate/g, 'vireo $1-validate');
    return { status, stdout: named(stdout), stderr: named(stderr) };
  };

  it.each([[], ['qemu'], ['lxc'], ['-q'], ['--quiet', 'lxc'], ['nosuch']])('host-validate %s %s', async (...words) => {
    expect(await both.vireo(['host-validate', ...words])).toEqual(await theirs('virt-host-validate', words));
  });

  it('tells programs what the host lacks', async () => {
    const lines = JSON.parse((await both.vireo(['--json', 'host-validate', 'lxc'])).stdout) as readonly { readonly hypervisor: string; readonly result: string }[];
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.every(({ hypervisor }) => hypervisor === 'LXC')).toBe(true);
  });

  it.each([[], ['nosuch.xml'], ['good.xml', 'nosuch'], ['unknown.xml'], ['--foo']])('xml-validate %s %s', async (...words) => {
    expect(await both.vireo(['xml-validate', ...words])).toEqual(await theirs('virt-xml-validate', words));
  });

  it('judges documents by their root and by a schema that is named', async () => {
    expect(await both.vireo(['xml-validate', 'good.xml'])).toEqual({ status: 0, stdout: '', stderr: 'good.xml validates\n' });
    const invalid = await both.vireo(['xml-validate', 'invalid.xml']);
    expect(invalid.status).toBe(3);
    expect(invalid.stderr).toMatch(/invalid\.xml:\d+: .*bridgee[\s\S]*fails to validate\n$/);
    expect((await both.vireo(['xml-validate', 'good.xml', 'domain'])).status).toBe(3);
    const broken = await both.vireo(['xml-validate', 'broken.xml']);
    expect(broken.stderr).toContain('broken.xml:1:');
    expect(broken.status).toBe(3);
  });
});
