import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkLab, defineLabDomain, type Lab, type LabDomain, labDisksDir, startLab, uniqueName, waitFor } from '../lab/index.ts';
import { type Both, prepareBoth, type Said } from './both.ts';
import { DOMAIN_DOCUMENTS } from './domain-documents.ts';
import { DOMAIN_INVOCATIONS, GUEST_INVOCATIONS, joined, maskMoment } from './domain-invocations.ts';

const check = checkLab(['libvirtd', 'guest']);

/** Figures of a job, which are never the same. */
const maskFigures = (text: string): string => maskMoment(text)
  // QEMU tells the bandwidth only of what took it long enough to measure.
  .replace(/^Memory bandwidth:.*\n/gm, '')
  .replace(/^([A-Z][\w /]+:) .*$/gm, '$1 #');

describe.skipIf(check.skip)(check.title('commands about machines as virsh, with a running guest'), () => {
  let both: Both;
  let lab: Lab<'libvirtd' | 'guest'>;
  let machine: LabDomain;
  let uri: string;
  const name = uniqueName('cli-domain');

  beforeAll(async () => {
    both = await prepareBoth();
    for (const [file, text] of Object.entries(DOMAIN_DOCUMENTS)) writeFileSync(join(both.dir, file), text);
    lab = await startLab({ need: ['libvirtd', 'guest'] });
    uri = lab.libvirtd.uri;
    machine = await defineLabDomain(lab.libvirtd, lab.guest, { name });
    const serial = await machine.boot();
    await serial.dispose();
    vi.stubEnv('VISUAL', 'true');
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await machine.dispose();
    await lab.dispose();
    both.dispose();
  });

  const same = async (line: string, mask = maskMoment): Promise<Said> => {
    const { virsh, vireo } = await both.compare(['-c', uri, line.replaceAll('%m', name)], mask);
    expect(vireo).toEqual(virsh);
    return virsh;
  };

  it.each(joined(Object.values(DOMAIN_INVOCATIONS).flatMap(({ ask = [] }) => ask)))('%s', async (line) => {
    await same(line);
  });

  it.each(GUEST_INVOCATIONS)('%s', async (line) => {
    await same(line);
  });

  /** What both do, one after the other, each from the same beginning. */
  const inTurn = async (steps: readonly string[], mask = maskMoment): Promise<readonly Said[]> => {
    const turn = async (program: 'virsh' | 'vireo'): Promise<readonly Said[]> => {
      const said: Said[] = [];
      for (const step of steps) {
        const { status, stdout, stderr } = await both[program](['-c', uri, step.replaceAll('%m', name).replaceAll('%p', program)]);
        said.push({ status, stdout: mask(stdout).replaceAll(`-${program}.qcow2`, '-P.qcow2'), stderr: mask(stderr.replace(/\r.*?: \[ *\d+ %\](?=\r)/g, '')) });
      }
      return said;
    };
    const theirs = await turn('virsh');
    expect(await turn('vireo')).toEqual(theirs);
    return theirs;
  };

  it('measures how fast memory gets dirty, one measure after the other', async () => {
    const args = ['-c', uri, 'domdirtyrate-calc', name, '--seconds', '1'];
    const measured = (): Promise<true> => waitFor('the measure', async () => ((await both.virsh(['-c', uri, 'domstats', name, '--dirtyrate'])).stdout.includes('dirtyrate.calc_status=2') ? true : undefined), 30_000, 100);
    const theirs = await both.virsh(args);
    await measured();
    expect(await both.vireo(args)).toEqual(theirs);
    expect(theirs.status).toBe(0);
    await measured();
  });

  it('saves and restores with progress', async () => {
    const said = await inTurn(['save %m saved.img --verbose', 'save-image-dumpxml saved.img --xpath /domain/name', 'save-image-edit saved.img', 'domstate %m --reason', 'restore saved.img', 'domstate %m --reason']);
    expect(said.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('keeps a saved state with the machine', async () => {
    const steps = ['managedsave %m --verbose', 'start %m', 'domjobinfo %m --completed', 'managedsave %m', 'list --all --managed-save --name', 'managedsave-dumpxml %m --xpath /domain/name', 'managedsave-edit %m', 'start %m', 'managedsave %m --paused', 'managedsave-remove %m', 'start %m', 'domstate %m'];
    const theirs = await inTurn(steps, maskFigures);
    expect(theirs.map(({ status }) => status)).toEqual(steps.map(() => 0));
    expect(theirs[2]?.stdout).toContain('Memory total: #');
  });

  it('dumps its memory', async () => {
    const said = await inTurn(['dump %m core.img --memory-only --live', 'domstate %m', 'dump %m core.img --verbose', 'domstate %m']);
    expect(said[0]?.stdout).toContain('dumped to core.img');
  });

  it('takes an external snapshot, commits and pivots', async () => {
    const file = join(labDisksDir(), `${name}-%p.qcow2`);
    const steps = [
      `snapshot-create-as %m --disk-only --no-metadata --diskspec vda,file=${file}`,
      'blockjob %m vda',
      'blockcommit %m vda --active --wait --verbose --pivot',
      'domblklist %m',
      'blockjob %m vda --info',
    ];
    const theirs = await inTurn(steps);
    expect(theirs[2]?.stdout).toContain('Successfully pivoted');
  });
});
