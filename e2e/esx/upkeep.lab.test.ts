import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { parseXml } from '../../drivers/conf/xml/parse-xml.ts';
import { requireExtra } from '../../drivers/core/require-extra.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { addressFromElsewhere, placeOf } from '../../main/services/consoles/console-list.ts';
import { checkLab, startVsphere, type Vsphere } from '../lab/index.ts';
import { openEsx } from './open-esx.ts';

const check = checkLab(['vsphere']);

describe.skipIf(check.skip)(check.title('the upkeep of an ESX host'), () => {
  let vsphere: Vsphere;
  let connection: Connection;
  let dom: DomainRef;

  beforeAll(async () => {
    vsphere = await startVsphere({ kind: 'esx', machines: 1 });
    connection = await openEsx(vsphere);
    const [first] = await requireMethod(connection, 'connect', 'listAllDomains')(0);
    if (first === undefined) throw new Error('there is no machine');
    dom = first;
  }, 600_000);
  afterEach(async () => {
    await vsphere.order('reset');
  });
  afterAll(async () => {
    await connection.close();
    await vsphere.dispose();
  });

  it('says that disks wait for consolidation, joins them with progress, and has nothing more to say', async () => {
    const messages = (): Promise<readonly string[]> => requireMethod(connection, 'domain', 'getMessages')(dom);
    const isNeeded = requireExtra(connection, 'consolidation', 'isNeeded');
    expect(await messages()).toEqual([]);
    expect(await isNeeded(dom)).toBe(false);
    await vsphere.order('consolidation', { vm: dom.name });
    expect(await isNeeded(dom)).toBe(true);
    expect(await messages()).toEqual([expect.stringContaining('should be consolidated')]);
    await vsphere.order('task-delay', { task: 'consolidateDisks', ms: 300 });
    const seen: number[] = [];
    await requireExtra(connection, 'consolidation', 'consolidate')(dom, { onProgress: (done) => seen.push(done) });
    expect(seen.some((percent) => percent > 0 && percent < 100)).toBe(true);
    expect(await messages()).toEqual([]);
  });

  it('stops consolidating when told, and says why a host refuses', async () => {
    await vsphere.order('consolidation', { vm: dom.name });
    const consolidate = requireExtra(connection, 'consolidation', 'consolidate');
    await vsphere.order('task-fault', { task: 'consolidateDisks', fault: 'FileLocked' });
    await expect(consolidate(dom)).rejects.toMatchObject({ message: expect.stringContaining('Could not consolidate the disks') as string });
    await vsphere.order('task-delay', { task: 'consolidateDisks', ms: 20_000 });
    const abort = new AbortController();
    await expect(consolidate(dom, { signal: abort.signal, onProgress: () => { abort.abort(); } })).rejects.toMatchObject({ code: 'operation-aborted' });
    expect(await requireExtra(connection, 'consolidation', 'isNeeded')(dom)).toBe(true);
  });

  it('keeps the VNC of hosts before 6.5 in the definition, where the console list finds its address', async () => {
    const define = requireMethod(connection, 'domain', 'defineXML');
    const ds = (await requireMethod(connection, 'connect', 'listAllStoragePools')(0))[0]?.name ?? '';
    const old = await define(`<domain type='vmware'><name>old</name><memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type arch='i686'>hvm</type></os><devices>
      <disk type='file' device='disk'><source file='[${ds}] old/old.vmdk'/><target dev='sda' bus='scsi'/><address type='drive' controller='0' bus='0' target='0' unit='0'/></disk>
      <graphics type='vnc' port='5907'><listen type='address' address='10.0.0.5'/></graphics></devices></domain>`);
    const { root } = parseXml(await requireMethod(connection, 'domain', 'getXMLDesc')(old));
    const graphics = root.child('devices')?.child('graphics');
    if (graphics === undefined) throw new Error('there is no display');
    const place = placeOf(graphics);
    expect(place).toEqual({ kind: 'tcp', address: '10.0.0.5', port: 5907, everywhere: false });
    expect(place.kind === 'nowhere' ? undefined : addressFromElsewhere(place, 'esx.example')).toBe('10.0.0.5');
  });

  it('changes and takes away the VNC of a machine that is there, and nothing is left of it', async () => {
    const define = requireMethod(connection, 'domain', 'defineXML');
    const dump = (): Promise<string> => requireMethod(connection, 'domain', 'getXMLDesc')(dom, 1); // VIR_DOMAIN_XML_SECURE
    const displayOf = async (): Promise<string | undefined> => /<graphics[\s\S]*?<\/graphics>/.exec(await dump())?.[0].replace(/\n\s*/g, '');
    const plain = await dump();
    const defineWith = (display: string): Promise<DomainRef> => define(plain.replace('</devices>', `${display}</devices>`));
    expect(await displayOf()).toBeUndefined();
    await defineWith("<graphics type='vnc' port='5910' keymap='de' passwd='secret'><listen type='address' address='10.0.0.6'/></graphics>");
    expect(await displayOf()).toBe("<graphics type='vnc' port='5910' autoport='no' listen='10.0.0.6' keymap='de' passwd='secret'><listen type='address' address='10.0.0.6'/></graphics>");
    await defineWith("<graphics type='vnc' port='5911'/>");
    expect(await displayOf()).toBe("<graphics type='vnc' port='5911' autoport='no'><listen type='address'/></graphics>");
    const before = await vsphere.calls();
    await define(await dump());
    expect((await vsphere.calls())['ReconfigVM_Task']).toBe(before['ReconfigVM_Task']);
    await define(plain);
    expect(await displayOf()).toBeUndefined();
    await defineWith("<graphics type='vnc' autoport='yes'/>");
    expect(await displayOf()).toBe("<graphics type='vnc' port='-1' autoport='yes'><listen type='address'/></graphics>");
    await expect(defineWith("<graphics type='spice'/>")).rejects.toMatchObject({ message: expect.stringContaining("Unsupported graphics type 'spice'") as string });
    await define(plain);
    expect(await dump()).toBe(plain);
  });

  it('tells of hardware and sensors in one call', async () => {
    await vsphere.order('sensor', { name: 'System Board 1 Ambient Temp --- Normal', state: 'green', reading: 2150, modifier: -2, units: 'Degrees C', type: 'temperature' });
    await vsphere.order('sensor', { name: 'Fan 1 --- Failed', state: 'Red', reading: 0, modifier: 0, units: 'RPM', type: 'fan' });
    await vsphere.order('sensor', { name: 'Redundancy', state: 'yellow', reading: 1, modifier: 0, units: 'unspecified', type: 'power' });
    await vsphere.order('sensor', { name: 'DIMM 3', state: 'unknown', type: 'Memory' });
    const before = await vsphere.calls();
    const [host, ...others] = await requireExtra(connection, 'health', 'readAll')();
    expect((await vsphere.calls())['RetrievePropertiesEx']).toBe((before['RetrievePropertiesEx'] ?? 0) + 1);
    expect(others).toEqual([]);
    expect(host).toMatchObject({ vendor: expect.any(String) as string, model: expect.any(String) as string });
    expect(host?.readings).toEqual(expect.arrayContaining([
      { name: 'System Board 1 Ambient Temp', kind: 'temperature', value: 21.5, unit: '°C', state: 'ok' },
      { name: 'Fan 1', kind: 'fan', value: 0, unit: 'RPM', state: 'critical' },
      { name: 'Redundancy', kind: 'power', value: undefined, unit: '', state: 'warning' },
      { name: 'DIMM 3', kind: 'memory', value: undefined, unit: '', state: 'unknown' },
      { name: 'CPU socket #0', kind: 'processor', value: undefined, unit: '', state: 'ok' },
    ]));
    expect(host?.readings.filter(({ kind }) => kind === 'software components')).toEqual([]);
  });

  it('has kept statistics, in the finest steps that reach back far enough', async () => {
    expect(await requireExtra(connection, 'history', 'listSpans')()).toEqual([
      { stepS: 20, keptS: 3600 },
      { stepS: 300, keptS: 86_400 },
      { stepS: 1800, keptS: 604_800 },
      { stepS: 7200, keptS: 2_592_000 },
    ]);
    const read = requireExtra(connection, 'history', 'readDomain');
    const toMs = Date.now();
    const hour = await read(dom, { fromMs: toMs - 3_600_000, toMs });
    expect(hour.stepS).toBe(20);
    expect(hour.timesMs).toHaveLength(180);
    expect(hour.timesMs).toEqual([...hour.timesMs].sort((one, other) => one - other));
    for (const values of Object.values(hour.series)) expect(values).toHaveLength(180);
    expect(Object.keys(hour.series).sort()).toEqual(['cpu', 'diskRead', 'diskWritten', 'memory', 'received', 'sent']);
    expect(hour.series.cpu?.every((value) => value !== undefined && value >= 0 && value <= 200)).toBe(true);
    expect((await read(dom, { fromMs: toMs - 86_400_000, toMs })).stepS).toBe(300);
    expect((await read(dom, { fromMs: toMs - 3_600_000, toMs, stepS: 1800 })).timesMs).toHaveLength(2);
    await expect(read(dom, { fromMs: toMs - 3_600_000, toMs, stepS: 7 })).rejects.toMatchObject({ code: 'invalid-arg', message: expect.stringContaining('20, 300, 1800, 7200') as string });
    await expect(read(dom, { fromMs: toMs, toMs })).rejects.toMatchObject({ code: 'invalid-arg' });
  });
});
