import { spawnSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Connection, OpenOptions, Prompt } from '../api/connection.ts';
import type { DomainEvent } from '../api/events.ts';
import { parseConnectUri } from '../core/connect-uri.ts';
import { requireExtra } from '../core/require-extra.ts';
import { requireMethod } from '../core/require-method.ts';
import { filesOf } from '../transport/exec/files-far.ts';
import { thisComputer } from '../transport/exec/local-process.ts';
import { parseLeases } from './dhcp-leases.ts';
import { parseProcStat } from './domain-stats.ts';
import { openOn, vmwareDriver } from './driver.ts';
import { machinePlaces, parseProductVersion, PRODUCTS } from './products.ts';
import { simulatedHost, useSimulatedHost, type SimulatedHost } from './testing/simulated-host.ts';
import { splitWords } from './vmrun-words.ts';
import { parseVmsd } from './vmsd.ts';

const ends: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function aHost(): Promise<SimulatedHost> {
  const host = await simulatedHost();
  ends.push(host.dispose);
  return host;
}

async function connect(host: SimulatedHost, scheme = 'vmwarews', options: OpenOptions = {}): Promise<Connection> {
  const connection = await openOn({ surroundings: host.surroundings(), dial: undefined, onLost: () => undefined }, parseConnectUri(`${scheme}:///session`), options);
  ends.push(connection.close);
  return connection;
}

const call = {
  lookup: (connection: Connection, name: string) => requireMethod(connection, 'domain', 'lookupByName')(name),
  state: async (connection: Connection, name: string) => (await requireMethod(connection, 'domain', 'getState')(await call.lookup(connection, name))).state,
};

describe('the machines of a host', () => {
  it('come from folders, the library, and whatever runs', async () => {
    const host = await aHost();
    const elsewhere = path.join(host.home, 'elsewhere', 'far.vmx');
    await host.addMachine('near');
    await filesOf(thisComputer).write(elsewhere, Buffer.from('config.version = "8"\nvirtualHW.version = "8"\n'));
    await writeFile(path.join(host.home, '.vmware', 'inventory.vmls'), `vmlist1.config = "${elsewhere}"\nvmlist2.config = "folder1"\nbad line\nvmlist3.config = "/gone.vmx"\n`);
    await host.addMachine('broken', 'scsi0.present = "perhaps"\n');
    const connection = await connect(host);
    const refs = await requireMethod(connection, 'connect', 'listAllDomains')(0);
    expect(refs.map(({ name }) => name).sort()).toEqual(['far', 'near']);
    expect(await requireMethod(connection, 'domain', 'getXMLDesc')(await call.lookup(connection, 'near'))).toContain("<memory unit='KiB'>1048576</memory>");
  });

  it('tell what happens to them, whoever does it', async () => {
    const host = await aHost();
    const vmx = await host.addMachine('m');
    const connection = await connect(host);
    const events: string[] = [];
    const id = await requireMethod(connection, 'connect', 'domainEventRegisterAny')('lifecycle', undefined, (event: DomainEvent) => {
      if (event.kind === 'lifecycle') events.push(`${event.dom.name} ${event.event}`);
    });
    const dom = await call.lookup(connection, 'm');
    await requireMethod(connection, 'domain', 'create')(dom);
    await requireMethod(connection, 'domain', 'suspend')(dom);
    await requireMethod(connection, 'domain', 'resume')(dom);
    await requireMethod(connection, 'domain', 'destroy')(dom);
    await rm(vmx);
    await expect.poll(() => events, { timeout: 10_000 }).toEqual(['m 2', 'm 3', 'm 4', 'm 5', 'm 1']);
    await requireMethod(connection, 'connect', 'domainEventDeregisterAny')(id);
  });

  it('keep in their files what libvirt has no words for', async () => {
    const host = await aHost();
    const vmx = await host.addMachine('m', 'tools.syncTime = "TRUE"\nscsi0.present = "TRUE"\nscsi0.virtualDev = "lsilogic"\nscsi0:0.present = "TRUE"\nscsi0:0.fileName = "m.vmdk"\n');
    const connection = await connect(host);
    const before = await readFile(vmx, 'utf8');
    const xml = await requireMethod(connection, 'domain', 'getXMLDesc')(await call.lookup(connection, 'm'));
    await requireMethod(connection, 'domain', 'defineXML')(xml);
    expect(await readFile(vmx, 'utf8')).toContain(before);
    await requireMethod(connection, 'domain', 'defineXML')(xml.replace(/1048576/g, '2097152').replace('</devices>', "<graphics type='vnc' port='5905'/></devices>"));
    const after = await readFile(vmx, 'utf8');
    expect(after).toContain('guestOS = "debian12-64"\nmemsize = "2048"\ntools.syncTime = "TRUE"\n');
    expect(after).toContain('RemoteDisplay.vnc.enabled = "true"\nRemoteDisplay.vnc.port = "5905"\n');
  });

  it('have CDs put in and taken out, disks and cards added and removed', async () => {
    const host = await aHost();
    const vmx = await host.addMachine('m', 'ide1:0.present = "TRUE"\nide1:0.deviceType = "cdrom-image"\nide1:0.fileName = "emptyBackingString"\nide1:0.allowGuestConnectionControl = "FALSE"\n');
    const connection = await connect(host);
    const dom = await call.lookup(connection, 'm');
    const { attachDevice, detachDevice, updateDeviceFlags } = connection.facets.domain ?? {};
    await updateDeviceFlags?.(dom, "<disk type='file' device='cdrom'><source file='/iso/debian.iso'/><target dev='hdc' bus='ide'/><readonly/></disk>", 2);
    expect(await readFile(vmx, 'utf8')).toContain('ide1:0.fileName = "/iso/debian.iso"\nide1:0.allowGuestConnectionControl = "FALSE"\n');
    await attachDevice?.(dom, `<disk type='file'><source file='${path.join(path.dirname(vmx), 'more.vmdk')}'/><target dev='sda' bus='scsi'/></disk>`);
    expect(await readFile(vmx, 'utf8')).toMatch(/scsi0.present = "true"[^]*scsi0:0.fileName = "more.vmdk"/);
    await expect(attachDevice?.(dom, "<disk type='file'><source file='/x.vmdk'/><target dev='sda' bus='scsi'/></disk>")).rejects.toMatchObject({ code: 'operation-invalid' });
    await detachDevice?.(dom, "<disk type='file'><source file='/x.vmdk'/><target dev='sda' bus='scsi'/></disk>");
    expect(await readFile(vmx, 'utf8')).not.toContain('more.vmdk');
    await expect(detachDevice?.(dom, "<interface type='user'><mac address='00:0c:29:00:00:01'/></interface>")).rejects.toMatchObject({ code: 'device-missing' });
    await expect(attachDevice?.(dom, "<hostdev mode='subsystem' type='usb'><source><address bus='1' device='1'/></source></hostdev>")).rejects.toMatchObject({ code: 'config-unsupported' });
  });

  it('are not changed while they run', async () => {
    const host = await aHost();
    await host.addMachine('m');
    const connection = await connect(host);
    const dom = await call.lookup(connection, 'm');
    await requireMethod(connection, 'domain', 'create')(dom);
    await expect(requireMethod(connection, 'domain', 'setMaxMemory')(dom, 2097152n)).rejects.toMatchObject({ code: 'operation-invalid' });
    await expect(requireMethod(connection, 'domain', 'undefine')(dom)).rejects.toMatchObject({ code: 'operation-invalid' });
    await expect(requireMethod(connection, 'domain', 'create')(dom)).rejects.toMatchObject({ message: 'Requested operation is not valid: Domain is already running' });
  });

  it('are put to sleep and woken, or their sleep is forgotten, and nothing outside their folder with it', async () => {
    const host = await aHost();
    const vmx = await host.addMachine('m');
    const connection = await connect(host);
    const dom = await call.lookup(connection, 'm');
    const { create, managedSave, hasManagedSaveImage, managedSaveRemove } = connection.facets.domain ?? {};
    await create?.(dom);
    await managedSave?.(dom);
    expect(await hasManagedSaveImage?.(dom)).toBe(true);
    await managedSaveRemove?.(dom);
    await expect(readFile(vmx.replace('.vmx', '.vmss'))).rejects.toThrow('ENOENT');
    const precious = path.join(host.home, 'precious');
    await writeFile(precious, 'x');
    await writeFile(vmx, (await readFile(vmx, 'utf8')).replace(/checkpoint.vmState = ".*"/, 'checkpoint.vmState = "../../precious"'));
    const again = await connect(host);
    await again.facets.domain?.managedSaveRemove?.(dom);
    expect(await readFile(precious, 'utf8')).toBe('x');
  });

  it('have snapshots in a tree', async () => {
    const host = await aHost();
    await host.addMachine('m');
    const connection = await connect(host);
    const dom = await call.lookup(connection, 'm');
    const { createXML, getXMLDesc, listNames, getParent, delete: remove } = connection.facets.domainSnapshot ?? {};
    const first = await createXML?.(dom, '<domainsnapshot><name>first</name><description>a &quot;b&quot;</description></domainsnapshot>');
    await requireMethod(connection, 'domain', 'create')(dom);
    const second = await createXML?.(dom, '<domainsnapshot><name>second</name></domainsnapshot>');
    if (first === undefined || second === undefined) throw new Error('no snapshots');
    expect(await getXMLDesc?.(first)).toMatch(/<description>a &quot;b&quot;<\/description>\n {2}<state>shutoff<\/state>\n {2}<creationTime>\d{10}</);
    expect(await getXMLDesc?.(second)).toContain('<state>running</state>\n  <parent>\n    <name>first</name>');
    expect((await getParent?.(second))?.name).toBe('first');
    await requireMethod(connection, 'domain', 'revertToSnapshot')(first);
    expect(await call.state(connection, 'm')).toBe('shutoff');
    await requireMethod(connection, 'domain', 'revertToSnapshot')(second);
    expect(await call.state(connection, 'm')).toBe('running');
    await remove?.(first, 1);
    expect(await listNames?.(dom)).toEqual([]);
  });
});

describe('vmrun', () => {
  it('says what went wrong, in words with a meaning', async () => {
    const host = await aHost();
    await host.addMachine('m');
    await host.breakCommands({ start: 'Insufficient permissions in the host operating system', snapshot: '\u001b[31mred' });
    const connection = await connect(host);
    const dom = await call.lookup(connection, 'm');
    await expect(requireMethod(connection, 'domain', 'create')(dom)).rejects.toMatchObject({
      code: 'auth-failed', message: 'authentication failed: vmrun start: Insufficient permissions in the host operating system',
    });
    await expect(requireMethod(connection, 'domainSnapshot', 'createXML')(dom, '<domainsnapshot/>')).rejects.not.toThrow('\u001b');
  });

  it('makes clones, which are machines at once', async () => {
    const host = await aHost();
    await host.addMachine('m');
    const connection = await connect(host);
    const dom = await call.lookup(connection, 'm');
    const target = path.join(host.home, 'clones', 'copy of m.vmx');
    await requireMethod(connection, 'domainQemu', 'monitorCommand')(dom, `clone "${target}" full -cloneName=copy`, 1);
    expect((await call.lookup(connection, 'copy')).uuid).not.toBe(dom.uuid);
    await expect(requireMethod(connection, 'domainQemu', 'monitorCommand')(dom, `clone /x/y.vmx linked`, 1)).rejects.toThrow('snapshot');
    await expect(requireMethod(connection, 'domainQemu', 'monitorCommand')(dom, 'deleteVM', 1)).rejects.toMatchObject({ code: 'argument-unsupported' });
  });

  it('makes clones as every driver does, full and linked', async () => {
    const host = await aHost();
    await host.addMachine('m');
    const connection = await connect(host);
    const dom = await call.lookup(connection, 'm');
    const clone = requireExtra(connection, 'copies', 'clone');
    const made = await clone(dom, { name: 'a/b: copy' });
    expect(made).toMatchObject({ name: 'a/b: copy', id: -1 });
    expect(made.uuid).not.toBe(dom.uuid);
    expect(await readFile(path.join(host.machines, 'a_b_ copy', 'a_b_ copy.vmx'), 'utf8')).toContain('displayName = "a/b: copy"');
    await expect(clone(dom, { name: 'm' })).rejects.toMatchObject({ code: 'operation-failed' });
    await expect(clone(dom, { name: 'two', linked: true })).rejects.toThrow('snapshot');
    await requireMethod(connection, 'domainSnapshot', 'createXML')(dom, '<domainsnapshot><name>base</name></domainsnapshot>');
    expect((await clone(dom, { name: 'two', linked: true })).name).toBe('two');
    await expect(clone(dom, { name: 'three', template: true })).rejects.toMatchObject({ code: 'argument-unsupported' });
    await expect(clone(dom, { name: 'three', place: 'x' })).rejects.toMatchObject({ code: 'invalid-arg' });
  });

  it('runs programs in guests with a login that is asked for once', async () => {
    const host = await aHost();
    await host.addMachine('m');
    const questions: Prompt[] = [];
    const connection = await connect(host, 'vmwarews', {
      prompt: (prompt) => {
        questions.push(prompt);
        return Promise.resolve({ kind: 'text', text: prompt.kind === 'password' ? 'secret' : 'root', store: false });
      },
    });
    const dom = await call.lookup(connection, 'm');
    await requireMethod(connection, 'domain', 'create')(dom);
    const run = requireMethod(connection, 'domainQemu', 'monitorCommand');
    await run(dom, 'runProgramInGuest /bin/true', 1);
    await expect(run(dom, 'runProgramInGuest /bin/false fail', 1)).rejects.toThrow('non-zero exit code: 3');
    expect(questions.map(({ kind }) => kind)).toEqual(['username', 'password']);
  });

  it('of Player cannot pause, and says so', async () => {
    const host = await aHost();
    await host.addMachine('m');
    const connection = await connect(host, 'vmwareplayer');
    await expect(requireMethod(connection, 'domain', 'suspend')(await call.lookup(connection, 'm'))).rejects.toMatchObject({ code: 'operation-unsupported' });
  });

  it('is a program, found in the search path', async () => {
    const host = await aHost();
    await host.addMachine('m');
    ends.push(() => { restore(); return undefined; });
    const restore = useSimulatedHost(host);
    const connection = await vmwareDriver.open(parseConnectUri('vmwarefusion:///session'), {});
    ends.push(connection.close);
    expect(await requireMethod(connection, 'connect', 'getVersion')()).toBe(13005002n);
    await requireMethod(connection, 'domain', 'create')(await call.lookup(connection, 'm'));
    expect(await call.state(connection, 'm')).toBe('running');
    expect(spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).stdout).toContain('sleep 900');
    await requireMethod(connection, 'domain', 'destroy')(await call.lookup(connection, 'm'));
  });

  it('must be there', async () => {
    const host = await aHost();
    const surroundings = { ...host.surroundings(), searchPath: [] };
    await expect(openOn({ surroundings, dial: undefined, onLost: () => undefined }, parseConnectUri('vmwarews:///session'), {})).rejects.toThrow('vmrun utility is missing');
    await expect(vmwareDriver.open(parseConnectUri('vmwarews:///system'), {})).rejects.toMatchObject({ code: 'internal-error', step: 'open' });
  });
});

describe('what is read', () => {
  it('are versions as libvirt counts them', () => {
    expect(parseProductVersion(PRODUCTS.ws, 'VMware Workstation 7.1.4 build-385536')).toBe(7001004n);
    expect(parseProductVersion(PRODUCTS.player, 'VMware Workstation 7.1.4')).toBeUndefined();
    expect(parseProductVersion(PRODUCTS.fusion, '\nVMware Fusion Information:\nVMware Fusion 12 Release')).toBe(12000000n);
  });

  it('are places of three systems', () => {
    expect(machinePlaces('win32', 'C:\\Users\\u', 'C:\\Users\\u\\AppData\\Roaming').lists[0]).toBe('C:\\Users\\u\\AppData\\Roaming\\VMware\\inventory.vmls');
    expect(machinePlaces('darwin', '/Users/u', undefined).lists[0]).toBe('/Users/u/Library/Application Support/VMware Fusion/vmInventory');
  });

  it('are leases, the last one of an address', () => {
    const text = 'lease 192.168.133.128 {\n\tstarts 1 2024/05/01;\n\thardware ethernet 00:0C:29:aa:bb:cc;\n}\nlease 192.168.133.129 {\n\thardware ethernet 00:0c:29:aa:bb:cc;\n}\n';
    expect([...parseLeases(text)]).toEqual([['00:0c:29:aa:bb:cc', '192.168.133.129']]);
  });

  it('are counters of processes with names that mislead', () => {
    const fields = Array.from({ length: 50 }, (_, index) => String(index + 3)).join(' ');
    expect(parseProcStat(`12 (a) b (c) R ${fields.slice(2)}`)).toEqual({ cpuTimeNs: 290_000_000n, rssKiB: 96n });
    expect(parseProcStat('12')).toBeUndefined();
  });

  it('are snapshots with gaps, and parents in circles', () => {
    const { snapshots } = parseVmsd('snapshot0.uid = "1"\nsnapshot0.parent = "2"\nsnapshot5.uid = "2"\nsnapshot5.parent = "1"\nsnapshot5.createTimeHigh = "398417"\nsnapshot5.createTimeLow = "-1"\n', (name) => name);
    expect(snapshots.map(({ index, creationTimeSec }) => [index, creationTimeSec])).toEqual([[0, 0n], [5, 1711192280n]]);
  });

  it('are words in quotes', () => {
    expect(splitWords(String.raw`a "b c"'d'e\ f  "g\"h" ''`)).toEqual(['a', 'b cde f', 'g"h', '']);
  });
});
