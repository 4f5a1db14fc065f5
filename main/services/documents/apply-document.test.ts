import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { parseConnectUri } from '../../../drivers/core/connect-uri.ts';
import { DomainXMLFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { testDriver } from '../../../drivers/test/driver.ts';
import type { ApplyResult } from '../../contract/documents.ts';
import { applyDocument, type ApplyRequest } from './apply-document.ts';

const MACHINE = `<domain type='test'>
  <name>web</name>
  <memory unit='MiB'>64</memory>
  <vcpu current='1'>2</vcpu>
  <os><type>hvm</type></os>
  <devices>
    <disk type='file' device='disk'><source file='/a'/><target dev='vda' bus='virtio'/></disk>
    <disk type='file' device='disk'><source file='/b'/><target dev='vdb' bus='virtio'/></disk>
    <interface type='user'><mac address='52:54:00:00:00:01'/></interface>
    <graphics type='vnc' port='-1' autoport='yes' passwd='secret12'/>
  </devices>
</domain>`;

let connection: Connection;
let machine: DomainRef;
beforeEach(async () => {
  connection = await testDriver.open(parseConnectUri('test:///default'), {});
  machine = await requireMethod(connection, 'domain', 'defineXML')(MACHINE);
});
afterEach(() => connection.close());

const stored = (flags = 0): Promise<string> => requireMethod(connection, 'domain', 'getXMLDesc')(machine, DomainXMLFlags.INACTIVE | flags);
const define = async (xml: string): Promise<void> => {
  await requireMethod(connection, 'domain', 'defineXML')(xml);
};
const apply = (baseXml: string, newXml: string, more: Partial<ApplyRequest> = {}): Promise<ApplyResult> => applyDocument({ connection, machine, baseXml, newXml, mode: 'next-start', ...more });
/** The connection with some of its domain methods replaced. */
const withDomain = (methods: Readonly<Record<string, unknown>>): Connection => ({ ...connection, facets: { ...connection.facets, domain: { ...connection.facets.domain, ...methods } } }) as Connection;

describe('applying a document', () => {
  it('stores it, and keeps the password that it does not show', async () => {
    const base = await stored();
    expect(base).not.toContain('secret12');
    expect(await apply(base, base.replace("<vcpu placement='static' current='1'>2</vcpu>", '<vcpu>2</vcpu>'))).toEqual({ kind: 'applied', merged: false, dropped: [], live: [], restart: [] });
    const now = await stored(DomainXMLFlags.SECURE);
    expect(now).toContain("passwd='secret12'");
    expect(now).toContain("<vcpu placement='static'>2</vcpu>");
  });

  it('takes a new password, and one is gone with its display', async () => {
    const base = await stored();
    await apply(base, base.replace("<graphics type='vnc'", "<graphics type='vnc' passwd='other123'"));
    expect(await stored(DomainXMLFlags.SECURE)).toContain("passwd='other123'");
    const next = await stored();
    await apply(next, next.replace(/<graphics[^]*<\/graphics>/, ''));
    expect(await stored(DomainXMLFlags.SECURE)).not.toContain('passwd');
  });

  it('joins what was changed on the host meanwhile in other elements', async () => {
    const base = await stored();
    await define((await stored(DomainXMLFlags.SECURE)).replace('<os>', '<title>theirs</title><os>').replace("file='/b'", "file='/theirs'"));
    expect(await apply(base, base.replace("file='/a'", "file='/mine'"))).toMatchObject({ kind: 'applied', merged: true });
    const now = await stored(DomainXMLFlags.SECURE);
    for (const part of ['<title>theirs</title>', "file='/mine'", "file='/theirs'", "passwd='secret12'"]) expect(now).toContain(part);
  });

  it('does nothing where both touch the same element, and gives the new document', async () => {
    const base = await stored();
    await define(base.replace("file='/a'", "file='/theirs'"));
    const before = await stored();
    const result = await apply(base, base.replace("file='/a'", "file='/mine'"));
    expect(result).toEqual({ kind: 'conflict', theirs: before, parts: [{ path: 'devices/disk/source', line: base.slice(0, base.indexOf("file='/a'")).split('\n').length }] });
    expect(await stored()).toBe(before);
    expect(await apply(before, base.replace("file='/a'", "file='/mine'"))).toMatchObject({ kind: 'applied' });
    expect(await stored()).toContain("file='/mine'");
  });

  it('does not mind layout, comments and the order of attributes in what it started from', async () => {
    const base = await stored();
    const odd = base.replaceAll(/\n\s*/g, ' \n').replace("port='-1' autoport='yes'", 'autoport="yes" <!-- --> port="-1"').replace(' <!-- -->', '').replace('<os>', '<!-- mine --><os>');
    expect(await apply(odd, base.replace("file='/a'", "file='/mine'"))).toMatchObject({ kind: 'applied', merged: false });
  });

  it('says what the host has not kept', async () => {
    const base = await stored();
    const wanted = base.replace('<os>', "<wobble depth='3'/>\n  <os>").replace("<target dev='vda'", "<target odd='1' dev='vda'");
    const result = await apply(base, wanted, { validate: false });
    const line = (part: string): number => wanted.slice(0, wanted.indexOf(part)).split('\n').length;
    expect(result).toMatchObject({
      kind: 'applied',
      dropped: [
        { path: 'wobble', line: line('<wobble'), xml: "<wobble depth='3'/>" },
        { path: 'devices/disk/target@odd', line: line('<target odd'), xml: 'odd="1"' },
      ],
    });
  });

  it('asks the host to validate, tells its verdict, and does without where there is none', async () => {
    const base = await stored();
    const wanted = base.replace("file='/a'", "file='/mine'");
    const flags: number[] = [];
    const refusing = withDomain({ defineXMLFlags: (_: string, given: number) => { flags.push(given); return Promise.reject(new VirError({ code: 'xml-invalid-schema', domain: 'xml', message: 'XML document failed to validate against schema: no' })); } });
    expect(await apply(base, wanted, { connection: refusing })).toMatchObject({ kind: 'invalid', error: { code: 'xml-invalid-schema' } });
    expect(flags).toEqual([1]);
    expect(await stored()).toBe(base);
    expect(await apply(base, wanted, { connection: refusing, validate: false })).toMatchObject({ kind: 'applied' });
    const older = withDomain({ defineXMLFlags: () => Promise.reject(new VirError({ code: 'invalid-arg', domain: 'none', message: 'invalid argument: unsupported flags (0x1) in function testDomainDefineXMLFlags' })) });
    expect(await apply(wanted, base, { connection: older })).toMatchObject({ kind: 'applied' });
  });

  it('refuses the document of another machine, and puts a lost UUID back', async () => {
    const base = await stored();
    await expect(apply(base, base.replace(machine.uuid, '11111111-2222-3333-4444-555555555555').replace('web', 'web2'))).rejects.toMatchObject({ code: 'invalid-arg' });
    await expect(apply(base, `<network/>`)).rejects.toMatchObject({ code: 'invalid-arg' });
    await expect(apply(base, `<domain`)).rejects.toMatchObject({ code: 'xml-detail' });
    expect(await apply(base, base.replace(/<uuid>.*<\/uuid>/, '').replace("file='/a'", "file='/c'"))).toMatchObject({ kind: 'applied' });
    expect(await stored()).toContain(`<uuid>${machine.uuid}</uuid>`);
  });
});

describe('changing what runs', () => {
  beforeEach(async () => {
    await requireMethod(connection, 'domain', 'create')(machine);
  });

  it('does what can be done, stores all of it, and says what has to wait', async () => {
    const base = await stored();
    const wanted = base.replace("<vcpu placement='static' current='1'>2</vcpu>", "<vcpu placement='static'>2</vcpu>").replace('</devices>', "<watchdog model='i6300esb' action='reset'/></devices>").replace('<os>', '<title>hello</title>\n<os>');
    const calls: unknown[] = [];
    const watched = withDomain({ setVcpusFlags: (_: unknown, count: number, flags: number) => { calls.push(['vcpus', count, flags]); return Promise.resolve(); }, setMetadata: (_: unknown, ...given: unknown[]) => { calls.push(given); return Promise.resolve(); }, attachDeviceFlags: undefined });
    expect(await apply(base, wanted, { connection: watched, mode: 'both' })).toMatchObject({
      kind: 'applied',
      live: [{ kind: 'vcpus', outcome: 'done' }, { kind: 'metadata', path: 'title', outcome: 'done' }],
      restart: [{ path: 'devices/watchdog' }],
    });
    expect(calls).toEqual([['vcpus', 2, 1], [1, 'hello', undefined, undefined, 1]]);
    expect(await stored()).toContain('<watchdog');
  });

  it('changes a device as it runs, with its secrets and all that the stored one has not', async () => {
    const live = await requireMethod(connection, 'domain', 'getXMLDesc')(machine, 0);
    const calls: unknown[] = [];
    const record = (kind: string) => (_: unknown, xml: string, flags: number) => { calls.push([kind, xml, flags]); return kind === 'detach' ? Promise.reject(new VirError({ code: 'operation-failed', domain: 'test', message: 'no' })) : Promise.resolve(); };
    const watched = withDomain({ updateDeviceFlags: record('update'), attachDeviceFlags: record('attach'), detachDeviceFlags: record('detach') });
    const wanted = live.replace("file='/a'", "file='/mine'").replace(/<interface[^]*<\/interface>/, "<interface type='user'><mac address='52:54:00:00:00:02'/></interface>").replace("autoport='yes'", "autoport='yes' keymap='de'");
    const result = await apply(live, wanted, { connection: watched, mode: 'live' });
    expect(result).toMatchObject({ kind: 'applied', live: [{ kind: 'update' }, { kind: 'detach', outcome: 'failed', error: { message: 'no' } }, { kind: 'update' }, { kind: 'attach', outcome: 'done' }] });
    expect(calls).toEqual([
      ['update', expect.stringMatching(/file=["']\/mine["'][^]*<target dev='vda'/) as string, 1],
      ['detach', expect.stringContaining('52:54:00:00:00:01') as string, 1],
      ['update', expect.stringMatching(/^<graphics [^>]*passwd="secret12"[^>]*keymap="de"/) as string, 1],
      ['attach', expect.stringContaining('52:54:00:00:00:02') as string, 1],
    ]);
  });

  it('refuses a change for now alone that needs a restart, and does nothing', async () => {
    const live = await requireMethod(connection, 'domain', 'getXMLDesc')(machine, 0);
    expect(await apply(live, live.replace("current='1'>2<", "current='1'>4<"), { mode: 'live' })).toMatchObject({ kind: 'needs-restart', parts: [{ path: 'vcpu' }] });
  });
});
