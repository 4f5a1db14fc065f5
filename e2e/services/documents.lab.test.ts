import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VireoHandlers } from '../../main/contract/contract.ts';
import type { ApplyMode, ApplyResult } from '../../main/contract/documents.ts';
import type { CallContext } from '../../main/contract/define.ts';
import type { MachineKey } from '../../main/contract/ids.ts';
import { checkLab, defineLabDomain, labDisksDir, startLab, uniqueName, type Lab, type LabDomain } from '../lab/index.ts';
import { LabApp } from './lab-app.ts';

const check = checkLab(['libvirtd', 'guest']);

describe.skipIf(check.skip)(check.title('documents of machines on a real libvirtd'), () => {
  let lab: Lab<'libvirtd' | 'guest'>;
  let app: LabApp;
  let context: CallContext;
  let handlers: VireoHandlers;
  let domain: LabDomain;
  let key: MachineKey;
  beforeAll(async () => {
    lab = await startLab({ need: ['libvirtd', 'guest'] });
    app = await LabApp.start();
    ({ context } = app);
    ({ handlers } = app.app);
    await app.open(lab.libvirtd.uri);
    domain = await defineLabDomain(lab.libvirtd, lab.guest, { name: uniqueName('doc'), memoryMiB: 128, graphics: { type: 'vnc', password: 'secret12' } });
    key = await app.keyOf(domain.name);
  });
  afterAll(async () => {
    await domain.dispose();
    await app.dispose();
    await lab.dispose();
    expect(app.warnings).toEqual([]);
  });

  const dumpxml = (...options: readonly string[]): Promise<string> => lab.libvirtd.virsh(['dumpxml', domain.name, ...options]);
  const stored = async (): Promise<string> => (await handlers.documents.read(key, context)).stored ?? '';
  const apply = (base: string, wanted: string, mode: ApplyMode, validate = true): Promise<ApplyResult> => Promise.resolve(handlers.documents.apply({ machine: key, mode, base, wanted, validate }, context));

  it('stores an edited document with the password it does not show, joined with what virsh did meanwhile', async () => {
    const base = await stored();
    expect(base).not.toContain('secret12');
    await lab.libvirtd.virsh(['desc', domain.name, '--title', '--config', 'from virsh']);
    expect(await apply(base, base.replace(/<vcpu.*<\/vcpu>/, '<vcpu current="1">2</vcpu>'), 'next-start')).toEqual({ kind: 'applied', merged: true, dropped: [], live: [], restart: [] });
    const now = await dumpxml('--security-info');
    for (const part of ['<title>from virsh</title>', "<vcpu placement='static' current='1'>2</vcpu>", "passwd='secret12'"]) expect(now).toContain(part);
  });

  it('does nothing where virsh changed the same', async () => {
    const base = await stored();
    await lab.libvirtd.virsh(['desc', domain.name, '--title', '--config', 'theirs']);
    expect(await apply(base, base.replace('from virsh', 'mine'), 'next-start')).toMatchObject({ kind: 'conflict', theirs: expect.stringContaining('<title>theirs') as string, parts: [{ path: 'title' }] });
    expect(await dumpxml()).toContain('<title>theirs</title>');
  });

  it('has the schema judge it, and tells what libvirt leaves out', async () => {
    const base = await stored();
    const wanted = base.replace('<os>', '<wobble/>\n  <os>');
    expect(await apply(base, wanted, 'next-start')).toMatchObject({ kind: 'invalid', error: { code: 'xml-invalid-schema' } });
    expect(await apply(base, wanted, 'next-start', false)).toMatchObject({ kind: 'applied', dropped: [{ path: 'wobble', xml: '<wobble/>' }] });
  });

  it('changes what runs and what is stored in one go, as far as QEMU can', async () => {
    // Paused: a guest that looks for something to start from may close the tray while the host changes what is in it.
    await lab.libvirtd.virsh(['destroy', domain.name], { check: false });
    await lab.libvirtd.virsh(['start', '--paused', domain.name]);
    const [image, medium] = ['raw', 'iso'].map((ending) => join(labDisksDir(), `${domain.name}.${ending}`));
    for (const file of [image, medium]) writeFileSync(file ?? '', new Uint8Array(1024 * 1024), { mode: 0o666 });
    const base = await stored();
    const disk = `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${String(image)}'/><target dev='vdb' bus='virtio'/></disk>`;
    const wanted = base
      .replace('<title>theirs</title>', '<title>both</title>')
      .replace('</devices>', `${disk}</devices>`)
      .replace(/(<disk type='file' device='cdrom'>[^]*?)(<target)/, `$1<source file='${String(medium)}'/>$2`)
      .replace("autoport='yes'", "autoport='yes' passwd='newer123'")
      .replace(/<vcpu.*<\/vcpu>/, '<vcpu>3</vcpu>');
    const result = await apply(base, wanted, 'both');
    expect(result).toMatchObject({ kind: 'applied', dropped: [], restart: [{ path: 'vcpu' }] });
    const live = result.kind === 'applied' ? result.live.map(({ kind, path, outcome, error }) => [kind, path, outcome, error?.message]) : [];
    expect(live.sort()).toEqual([
      ['attach', 'devices/disk', 'done', undefined],
      ['metadata', 'title', 'done', undefined],
      ['update', 'devices/disk', 'done', undefined],
      ['update', 'devices/graphics', 'done', undefined],
    ]);
    for (const xml of [await dumpxml('--security-info'), await dumpxml('--inactive', '--security-info')]) {
      for (const part of ['<title>both</title>', "dev='vdb'", String(image), String(medium), "passwd='newer123'"]) expect(xml).toContain(part);
    }
    expect(await dumpxml('--inactive')).toContain("<vcpu placement='static'>3</vcpu>");
    expect(await dumpxml()).not.toContain('>3</vcpu>');
  });
});
