import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GROUPS } from '../../main/cli/groups.ts';
import { checkLab, type Lab, startLab } from '../lab/index.ts';
import { type Both, type Mask, maskChosen, prepareBoth } from './both.ts';
import { hostDocuments, INVENTED_LINES, QEMU_LINES } from './host-invocations.ts';

const check = checkLab(['privateLibvirtd']);
/** Groups whose commands virsh explains in the same words. */
const SAME_HELP = ['host', 'interface', 'filter', 'network', 'nodedev', 'secret', 'pool', 'volume'];

/** Free memory and space, and the time that CPUs have spent. */
const maskHost: Mask = (text) =>
  maskChosen(text)
    .replace(/^(\s*(?:\d+|Total): +)\d+ KiB$/gm, '$1#')
    .replace(/^(\d+KiB: )\d+$/gm, '$1#')
    .replace(/^((?:user|system|idle|iowait|intr): +)\d+$/gm, '$1#')
    .replace(/^((?:total|free|buffers|cached) *: +)\d+ KiB$/gm, '$1#')
    .replace(/^((?:Allocation|Available|Capacity): +)[\d.]+( GiB)?$/gm, '$1#')
    .replace(/(<(?:allocation|available) unit='bytes'>)\d+/g, '$1#')
    .replace(/(<(?:atime|mtime|ctime)>)[\d.]+/g, '$1#')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\+0000/g, 'TIME');

describe.skipIf(check.skip)(check.title('vireo as virsh, on everything but machines'), () => {
  let both: Both;
  let lab: Lab<'privateLibvirtd'>;

  beforeAll(async () => {
    both = await prepareBoth();
    const folder = join(both.dir, 'pool');
    mkdirSync(folder);
    for (const [name, text] of Object.entries(hostDocuments(folder))) writeFileSync(join(both.dir, name), text);
    lab = await startLab({ need: ['privateLibvirtd'] });
  });

  afterAll(async () => {
    await lab.dispose();
    both.dispose();
  });

  it.each(INVENTED_LINES)('%s (test)', async (line) => {
    const { virsh, vireo } = await both.compare(['-c', 'test:///default', line], maskHost);
    expect(vireo).toEqual(virsh);
  });

  it.each(QEMU_LINES)('%s (qemu)', async (line) => {
    const { virsh, vireo } = await both.compare(['-c', lab.privateLibvirtd.uri, line], maskHost);
    expect(vireo).toEqual(virsh);
  });

  it('explains its commands as virsh does', async () => {
    const groups = GROUPS.filter(({ keyword }) => SAME_HELP.includes(keyword));
    const commands = groups.flatMap((group) => group.commands.map(({ name }) => name));
    expect(commands.length).toBeGreaterThan(115);
    const virshs = ['connect', 'cd', 'echo', 'exit', 'pwd', 'quit', 'self-test', 'complete'];
    const line = [...SAME_HELP, ...commands, ...virshs].map((name) => `help ${name}`).join('; ');
    const { virsh, vireo } = await both.compare(['-c', 'test:///default', line]);
    expect(vireo).toEqual(virsh);
  });

  it('prints data for programs', async () => {
    const lines = ['net-info default', 'net-list --all', 'net-start nosuch', 'iface-list', 'nodedev-list', 'pool-info default-pool', 'pool-list', 'vol-list default-pool', 'freecell --all', 'maxvcpus', 'nodecpumap'];
    for (const line of lines) {
      const said = await both.vireo(['--json', '-c', 'test:///default', line]);
      if (said.status === 0) expect(() => JSON.parse(said.stdout) as unknown).not.toThrow();
      else expect(said.stdout).toBe('');
    }
  });
});
