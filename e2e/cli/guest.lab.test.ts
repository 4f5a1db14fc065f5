import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labDomainXml } from '../lab/domain-xml.ts';
import { checkLab, defineLabDomain, type Lab, type LabDomain, labDisksDir, run, startLab, uniqueName } from '../lab/index.ts';
import { type Both, maskChosen, maskMoving, prepareBoth, type Said } from './both.ts';
import { runOnTerminal } from './on-terminal.ts';

const check = checkLab(['libvirtd', 'guest']);

describe.skipIf(check.skip)(check.title('vireo as virsh, with a running guest'), () => {
  let both: Both;
  let lab: Lab<'libvirtd' | 'guest'>;
  let machine: LabDomain;
  let uri: string;

  beforeAll(async () => {
    both = await prepareBoth();
    lab = await startLab({ need: ['libvirtd', 'guest'] });
    uri = lab.libvirtd.uri;
    machine = await defineLabDomain(lab.libvirtd, lab.guest, { name: uniqueName('cli-guest') });
    const serial = await machine.boot();
    await serial.dispose();
  });

  afterAll(async () => {
    await machine.dispose();
    await lab.dispose();
    both.dispose();
  });

  const same = async (...args: string[]): Promise<Said> => {
    const { virsh, vireo } = await both.compare(['-c', uri, ...args], maskMoving);
    expect(vireo).toEqual(virsh);
    return vireo;
  };

  it.each([
    ['dominfo'], ['domstate'], ['domstate', '--reason'], ['domid'], ['domuuid'], ['dumpxml'], ['dumpxml', '--inactive'], ['dumpxml', '--security-info'],
    ['dumpxml', '--migratable'], ['domblklist', '--details'], ['domiflist'], ['vncdisplay'], ['domstats'], ['domstats', '--block', '--backing'],
    ['domstats', '--vcpu', '--balloon', '--raw'], ['start'], ['console'], ['screenshot', '--screen', '9'], ['undefine', '--remove-all-storage'],
  ])('%s %s', async (command, ...options) => {
    const said = await same(command, machine.name, ...options);
    expect(said.stdout + said.stderr).not.toBe('');
  });

  it('finds the machine by its id', async () => {
    const id = (await both.virsh(['-c', uri, 'domid', machine.name])).stdout.trim();
    expect((await same('domname', id)).stdout).toContain(machine.name);
    expect((await same('domstate', id)).stdout).toContain('running');
  });

  it('saves the same picture', async () => {
    const picture = async (program: 'virsh' | 'vireo'): Promise<Buffer> => {
      const said = await both[program](['-c', uri, 'screenshot', machine.name, '--file', program]);
      expect(said).toEqual({ status: 0, stdout: `Screenshot saved to ${program}, with type of image/png\n`, stderr: '' });
      return readFileSync(join(both.dir, program));
    };
    const [theirs, ours] = [await picture('virsh'), await picture('vireo')];
    expect(ours.subarray(1, 4).toString()).toBe('PNG');
    expect(ours.equals(theirs)).toBe(true);
  });

  it('suspends, resumes, resets as virsh does', async () => {
    const line = `suspend ${machine.name}; domstate ${machine.name} --reason; suspend ${machine.name}; resume ${machine.name}; domstate ${machine.name} --reason; autostart ${machine.name}; autostart --disable ${machine.name}`;
    await same(line);
  });

  it('joins the terminal to the serial console, and lets go at the escape character', async () => {
    const ours = await runOnTerminal([process.execPath, both.vireoPath, '-c', uri, 'console', machine.name, '--force'], [
      { after: 'Escape character', type: '\r' },
      { after: '#', type: 'echo $((6*7))-nonce\r' },
      { after: '42-nonce', type: '\x1d' },
    ]);
    expect(ours.text).toContain(`Connected to domain '${machine.name}'\r\nEscape character is ^] (Ctrl + ])\r\n`);
    expect(ours.text).toContain('42-nonce');
    expect(ours.status).toBe(0);
  });

  it('defines, starts, shuts down and undefines as virsh does', async () => {
    const name = uniqueName('cli-trip');
    const disk = join(labDisksDir(), `${name}.qcow2`);
    await run(['qemu-img', 'create', '-q', '-f', 'qcow2', disk, '16M']);
    writeFileSync(join(both.dir, 'trip.xml'), labDomainXml({ name, network: 'none' }, lab.guest, disk));
    const steps = [
      ['define', 'trip.xml'], ['domstate', name, '--reason'], ['dumpxml', name], ['start', name, '--paused'], ['start', name], ['domstate', name, '--reason'],
      ['resume', name], ['shutdown', name], ['reboot', name], ['destroy', name], ['destroy', name], ['domstate', name, '--reason'],
      ['undefine', name], ['undefine', name], ['create', 'trip.xml', '--paused'], ['create', 'trip.xml'], ['destroy', name, '--graceful'], ['domstate', name],
    ];
    const trip = async (program: 'virsh' | 'vireo'): Promise<readonly Said[]> => {
      const said: Said[] = [];
      for (const step of steps) {
        const { status, stdout, stderr } = await both[program](['-c', uri, ...step]);
        said.push({ status, stdout: maskChosen(stdout), stderr: maskChosen(stderr) });
      }
      return said;
    };
    const theirs = await trip('virsh');
    expect(theirs.map(({ status }) => status)).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 1]);
    expect(await trip('vireo')).toEqual(theirs);
    expect(existsSync(disk)).toBe(true);
  });

  it('waits for an event as virsh does', async () => {
    const wait = async (program: 'virsh' | 'vireo'): Promise<Said> => {
      const waiting = both[program](['-c', uri, 'event', machine.name, '--event', 'lifecycle', '--loop', '--timeout', '8']);
      await new Promise((resolve) => setTimeout(resolve, 3000));
      await lab.libvirtd.virsh(['suspend', machine.name]);
      await lab.libvirtd.virsh(['resume', machine.name]);
      return waiting;
    };
    const theirs = await wait('virsh');
    const ours = await wait('vireo');
    expect(theirs.stdout).toContain('Suspended');
    expect(ours).toEqual(theirs);
  });

  it('shuts the guest down by ACPI', async () => {
    const said = await both.vireo(['-c', uri, 'shutdown', machine.name, '--mode', 'acpi']);
    expect(said).toEqual({ status: 0, stdout: `Domain '${machine.name}' is being shutdown\n\n`, stderr: '' });
    await machine.waitForState('shut off', 60_000);
    await same('domstate', machine.name, '--reason');
  });
});
