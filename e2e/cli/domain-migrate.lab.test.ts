import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labDomainXml } from '../lab/domain-xml.ts';
import { checkLab, GUEST_READY, type Lab, labDisksDir, type PrivateLibvirtd, run, SerialConsole, startLab, startPrivateLibvirtd, uniqueName } from '../lab/index.ts';
import { type Both, prepareBoth, type Said } from './both.ts';

const check = checkLab(['privateLibvirtd', 'guest']);
/** Both hosts are this computer, which libvirt cannot know: the disk is one file. */
const LIVE = ['--live', '--unsafe', '--persistent', '--undefinesource', '--verbose', '--migrateuri', 'tcp://127.0.0.1'];

describe.skipIf(check.skip)(check.title('vireo migrate as virsh migrate, between two daemons'), () => {
  let both: Both;
  let lab: Lab<'privateLibvirtd' | 'guest'>;
  let other: PrivateLibvirtd;
  const name = uniqueName('cli-migrate');
  const disk = join(labDisksDir(), `${name}.qcow2`);

  beforeAll(async () => {
    both = await prepareBoth();
    lab = await startLab({ need: ['privateLibvirtd', 'guest'] });
    other = await startPrivateLibvirtd({ displayPorts: [6150, 6199] });
    await run(['qemu-img', 'create', '-q', '-f', 'qcow2', disk, '64M']);
    chmodSync(disk, 0o666);
    const xml = labDomainXml({ name, network: 'user', graphics: { type: 'none' } }, lab.guest, disk)
      // Both hosts would write down on the same file who owned it.
      .replace('</domain>', "  <seclabel type='none' model='dac'/>\n</domain>");
    writeFileSync(join(both.dir, 'machine.xml'), xml);
    for (const line of ['define machine.xml', `start ${name} --paused`]) expect((await both.vireo(['-c', lab.privateLibvirtd.uri, line])).status).toBe(0);
    const serial = new SerialConsole(lab.privateLibvirtd.uri, name);
    await both.vireo(['-c', lab.privateLibvirtd.uri, `resume ${name}`]);
    await serial.expect(GUEST_READY, 90_000);
    await serial.dispose();
  });

  afterAll(async () => {
    for (const { uri } of [lab.privateLibvirtd, other]) await both.virsh(['-c', uri, `destroy ${name}; undefine ${name}`]);
    await other.dispose();
    await lab.dispose();
    both.dispose();
    rmSync(disk, { force: true });
  });

  const shown = ({ status, stdout, stderr }: Said): Said => ({ status, stdout, stderr: stderr.replace(/\rMigration: \[ *\d+ %\](?=\r)/g, '') });

  it('moves a running machine there and back', async () => {
    const [here, there] = [lab.privateLibvirtd.uri, other.uri];
    const trip = async (program: 'virsh' | 'vireo'): Promise<readonly Said[]> => {
      const move = async (from: string, to: string): Promise<Said> => shown(await both[program](['-c', from, 'migrate', name, to, ...LIVE]));
      const said = [await move(here, there)];
      said.push(await both[program](['-c', there, `domstate ${name} --reason; dominfo ${name} --help`]));
      said.push(await move(there, here));
      said.push(await both[program](['-c', here, `domstate ${name} --reason; domjobinfo nosuch`]));
      return said;
    };
    const theirs = await trip('virsh');
    expect(theirs.map(({ status }) => status)).toEqual([0, 0, 0, 1]);
    expect(theirs[0]?.stderr).toContain('Migration: [100 %]');
    expect(theirs[1]?.stdout).toContain('running (migrated)');
    expect(await trip('vireo')).toEqual(theirs);
  });

  it('lets the host itself move it, and says what is wrong', async () => {
    const [here, there] = [lab.privateLibvirtd.uri, other.uri];
    const wrong = async (line: string): Promise<void> => {
      const { virsh, vireo } = await both.compare(['-c', here, line]);
      expect(vireo).toEqual(virsh);
    };
    // An unknown scheme is not compared: virsh asks the daemon of this computer about it, and says whether that one runs.
    await wrong(`migrate nosuch ${there}; migrate ${name} ${there} --live --copy-storage-synchronous-writes; migrate ${name} ${there} --live --bandwidth x`);
    const direct = [...LIVE, '--p2p'];
    expect(shown(await both.vireo(['-c', here, 'migrate', name, there, ...direct])).status).toBe(0);
    expect((await both.virsh(['-c', there, 'domstate', name])).stdout).toContain('running');
    expect(shown(await both.vireo(['-c', there, 'migrate', name, here, ...direct])).status).toBe(0);
  });
});
