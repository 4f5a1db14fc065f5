import { writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { checkLab } from '../lab/index.ts';
import { bareMachine } from './embed-victim.ts';
import { call, makeEmbedRoot, startGuestHost, type EmbedRoot, type GuestHost } from './embed-host.ts';

const check = checkLab(['bareQemu', 'guest']);
const LIVE = 1;

describe.skipIf(check.skip)(check.title('QEMU without a daemon: machines put away and brought back'), () => {
  let host: GuestHost;
  let root: EmbedRoot;
  let connection: Connection;
  let dom: DomainRef;

  beforeAll(async () => {
    host = await startGuestHost({ memoryMiB: 192 }, (xml) => xml.replace('<vcpu>1</vcpu>', "<vcpu current='1'>3</vcpu>"));
    ({ root, connection, dom } = host);
  });
  afterAll(async () => {
    await host.dispose();
  });

  const seconds = async (): Promise<bigint> => (await call(connection, 'domain', 'getTime')(dom)).seconds;

  it('after devices were plugged in and taken out', async () => {
    const make = (name: string): string => {
      const image = `${root.folder}/${name}.qcow2`;
      execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', image, '16M']);
      return `<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${image}'/><target dev='${name}' bus='virtio'/></disk>`;
    };
    const [first, second] = [make('vdb'), make('vdc')];
    await call(connection, 'domain', 'attachDeviceFlags')(dom, first, LIVE);
    await call(connection, 'domain', 'attachDeviceFlags')(dom, second, LIVE);
    await call(connection, 'domain', 'detachDeviceFlags')(dom, first, LIVE);
    const net = /<interface type='user'>[\s\S]*?<\/interface>/.exec(await call(connection, 'domain', 'getXMLDesc')(dom, 0))?.[0] ?? '';
    await call(connection, 'domain', 'detachDeviceFlags')(dom, net, LIVE);
    await call(connection, 'domain', 'managedSave')(dom);
    await call(connection, 'domain', 'create')(dom);
    const xml = await call(connection, 'domain', 'getXMLDesc')(dom, 0);
    expect(xml).toContain("dev='vdc'");
    expect(xml).not.toContain("dev='vdb'");
    expect(xml).not.toContain('<interface');
    expect(await seconds()).toBeGreaterThan(0n);
  });

  it('after memory was plugged in', async () => {
    const xml = bareMachine('bare').replace('</os>', '</os><features><acpi/></features>').replace('<os>', "<maxMemory slots='4' unit='MiB'>1024</maxMemory><vcpu>1</vcpu><os>").replace('<devices>', "<cpu><numa><cell id='0' cpus='0' memory='16' unit='MiB'/></numa></cpu><devices>");
    const bare = await call(connection, 'domain', 'defineXML')(xml);
    await call(connection, 'domain', 'create')(bare);
    await call(connection, 'domain', 'attachDeviceFlags')(bare, "<memory model='dimm'><target><size unit='MiB'>128</size><node>0</node></target></memory>", LIVE);
    expect(await call(connection, 'domain', 'getXMLDesc')(bare, 0)).toContain(`<memory unit='KiB'>${144 * 1024}</memory>`);
    await call(connection, 'domain', 'managedSave')(bare);
    await call(connection, 'domain', 'create')(bare);
    expect(await call(connection, 'domain', 'getXMLDesc')(bare, 0)).toContain("<memory model='dimm'");
    await call(connection, 'domain', 'destroy')(bare);
    await call(connection, 'domain', 'undefine')(bare);
  });

  it('after CPUs were plugged in', async () => {
    // None is taken out again: QEMU 7.2 without KVM crashes or stops answering within a few rounds of that, by itself.
    await call(connection, 'domain', 'setVcpusFlags')(dom, 2, LIVE);
    await call(connection, 'domain', 'managedSave')(dom);
    await call(connection, 'domain', 'create')(dom);
    expect((await call(connection, 'domain', 'getVcpus')(dom)).length).toBe(2);
    expect(await call(connection, 'domain', 'getXMLDesc')(dom, 0)).toMatch(/<vcpu id='1' enabled='yes' hotpluggable='yes'/);
    expect(await seconds()).toBeGreaterThan(0n);
    await call(connection, 'domain', 'setVcpusFlags')(dom, 3, LIVE);
    expect((await call(connection, 'domain', 'getVcpus')(dom)).length).toBe(3);
  });

  it('with another document, and paused', async () => {
    await call(connection, 'domain', 'managedSave')(dom);
    const saved = await call(connection, 'domain', 'managedSaveGetXMLDesc')(dom);
    await call(connection, 'domain', 'managedSaveDefineXML')(dom, saved.replace('</name>', '</name><title>kept</title>').replace(/<memballoon[\s\S]*<\/memballoon>/, (text) => text.replace(/period='\d+'/, "period='9'")), 4);
    expect(await call(connection, 'domain', 'managedSaveGetXMLDesc')(dom)).toContain('<title>kept</title>');
    await expect(call(connection, 'domain', 'managedSaveDefineXML')(dom, saved.replace("<memory unit='KiB'>", "<memory unit='KiB'>1"))).rejects.toThrow(/do not fit/);
    await call(connection, 'domain', 'create')(dom);
    expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('paused');
    expect(await call(connection, 'domain', 'getXMLDesc')(dom, 0)).toContain('<title>kept</title>');
    await call(connection, 'domain', 'resume')(dom);
    expect(await seconds()).toBeGreaterThan(0n);
  });

  it('into a file, and from there in another root', async () => {
    const other = await makeEmbedRoot();
    const there = await other.open();
    try {
      const file = `${root.folder}/web.save`;
      writeFileSync(`${root.folder}/run/${dom.uuid}/save.sock`, ''); // as one leaves it that was killed meanwhile
      await call(connection, 'domain', 'save')(dom, file);
      expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('shutoff');
      const saved = await call(connection, 'domain', 'saveImageGetXMLDesc')(file);
      await call(connection, 'domain', 'saveImageDefineXML')(file, saved.replace('<title>kept', '<title>gone'));
      await call(there, 'domain', 'restore')(file);
      const [moved] = await call(there, 'connect', 'listAllDomains')();
      expect(moved?.uuid).toBe(dom.uuid);
      const xml = await call(there, 'domain', 'getXMLDesc')(dom, 0);
      expect(xml).toContain('<title>gone</title>');
      expect(xml).not.toContain(`${root.folder}/run`);
      expect((await call(there, 'domain', 'getTime')(dom)).seconds).toBeGreaterThan(0n);
      // Nothing is lost when there is no room for it.
      await expect(call(there, 'domain', 'save')(dom, '/dev/full/web.save')).rejects.toThrow();
      expect((await call(there, 'domain', 'getState')(dom)).state).toBe('running');
      await call(there, 'domain', 'save')(dom, file);
      await call(connection, 'domain', 'restoreFlags')(file, undefined, 4);
      expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('paused');
      await call(connection, 'domain', 'resume')(dom);
      expect(await seconds()).toBeGreaterThan(0n);
    } finally {
      await there.close();
      await other.dispose();
    }
  });
});
