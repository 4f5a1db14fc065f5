import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Both, prepareBoth } from '../cli/both.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { checkLab, run, startVsphere, type Vsphere } from '../lab/index.ts';
import { openEsx } from './open-esx.ts';

const check = checkLab(['vsphere', 'libvirtd']);

/** What `vireo` says of a simulated host, and what libvirt's own driver says of the same one. The lines change it, too; both see the change. */
const LINES: readonly string[] = [
  'list --all', 'list --inactive', 'list --all --name', 'hostname', 'nodeinfo', 'capabilities', 'freecell', 'version --daemon',
  'dominfo ha-host_VM0', 'dumpxml ha-host_VM0', 'domid ha-host_VM1', 'domname 13', 'domuuid ha-host_VM0', 'domstate ha-host_VM1', 'dominfo nosuch',
  'net-list --all', 'net-info vSwitch0', 'net-dumpxml vSwitch0', 'net-uuid vSwitch0',
  'suspend ha-host_VM1', 'domstate ha-host_VM1', 'suspend ha-host_VM1', 'resume ha-host_VM1', 'destroy ha-host_VM1', 'domstate ha-host_VM1', 'destroy ha-host_VM1', 'start ha-host_VM1',
];

describe.skipIf(check.skip)(check.title("vireo and virsh's own ESX driver"), () => {
  let both: Both;
  let mine: Vsphere;
  let theirs: Vsphere;

  beforeAll(async () => {
    both = await prepareBoth();
    // Each changes a host of its own; they are made alike.
    [mine, theirs] = await Promise.all([startVsphere({ kind: 'esx' }), startVsphere({ kind: 'esx' })]);
  }, 600_000);

  afterAll(async () => {
    await Promise.all([mine.dispose(), theirs.dispose()]);
    both.dispose();
  });

  const say = async (program: readonly [string, ...string[]], vsphere: Vsphere, line: string) => {
    const uri = `esx://${vsphere.authority}/?no_verify=1&auto_answer=1`;
    const { status, stdout, stderr } = await run([...program, '-q', '-c', uri, ...line.split(' ')], { check: false, env: { LIBVIRT_AUTH_FILE: vsphere.authFile, LC_ALL: 'C.UTF-8', TZ: 'UTC' } });
    return { status, stdout: alike(stdout, vsphere), stderr: alike(stderr, vsphere) };
  };

  /** Without what differs between two hosts that are made alike: times, ports, addresses of cards; and without the warnings of virsh's own log. */
  const alike = (text: string, vsphere: Vsphere): string =>
    text
      .replaceAll(String(vsphere.port), 'PORT')
      .replace(/<creationTime>\d+</g, '<creationTime>TIME<')
      .split('\n')
      .filter((line) => !/^\d{4}-\d\d-\d\d .*: (warning|info) :|not checked|not verified/.test(line))
      .join('\n');

  it.each(LINES)('%s', async (line) => {
    const [ours, virshs] = await Promise.all([say([process.execPath, both.vireoPath], mine, line), say(['virsh'], theirs, line)]);
    expect(ours).toEqual(virshs);
  });

  it('see the same snapshots, whoever made them', async () => {
    const virsh = async (line: string): Promise<string> => (await say(['virsh'], theirs, line)).stdout;
    await virsh('snapshot-create-as ha-host_VM0 first about');
    const connection = await openEsx(theirs);
    try {
      const dom = await requireMethod(connection, 'domain', 'lookupByName')('ha-host_VM0');
      await requireMethod(connection, 'domainSnapshot', 'createXML')(dom, '<domainsnapshot><name>second</name></domainsnapshot>');
      expect((await virsh('snapshot-list ha-host_VM0 --name')).trim().split('\n')).toEqual(await requireMethod(connection, 'domainSnapshot', 'listNames')(dom));
      for (const name of ['first', 'second']) {
        expect(alike(await requireMethod(connection, 'domainSnapshot', 'getXMLDesc')({ name, dom }), theirs).trim()).toBe((await virsh(`snapshot-dumpxml ha-host_VM0 ${name}`)).trim());
      }
    } finally {
      await connection.close();
    }
  });
});
