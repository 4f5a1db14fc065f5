import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { allDrivers } from '../../main/drivers.ts';
import { exportAppliance } from '../../main/services/appliance/export-appliance.ts';
import { importAppliance, type WorkContext } from '../../main/services/appliance/import-appliance.ts';
import { checkLab, defineLabDomain, GUEST_READY, run, SerialConsole, startLab, uniqueName, waitFor, type Lab, type LabDomain } from '../lab/index.ts';

const NEED = ['privateLibvirtd', 'guest'] as const;
const check = checkLab(NEED);

const quiet: WorkContext = { signal: new AbortController().signal, say: () => undefined, progress: () => undefined };

describe.skipIf(check.skip)(check.title('appliances of a real host'), () => {
  let lab: Lab<(typeof NEED)[number]>;
  let connection: Connection;
  let machine: LabDomain;
  let dir = '';
  let pool = '';
  let ova = '';

  beforeAll(async () => {
    lab = await startLab({ need: NEED });
    connection = await allDrivers().open(lab.privateLibvirtd.uri);
    machine = await defineLabDomain(lab.privateLibvirtd, lab.guest, { name: uniqueName('source'), boot: 'disk', network: 'user' });
    dir = mkdtempSync(path.join(tmpdir(), 'vireo-appliance-'));
    pool = path.join(path.dirname(machine.diskPath), uniqueName('pool'));
    mkdirSync(pool, { mode: 0o777 });
    await requireMethod(connection, 'storagePool', 'createXML')(`<pool type='dir'><name>imports</name><target><path>${pool}</path></target></pool>`, 0);
    ova = path.join(dir, 'machine.ova');
  });
  afterAll(async () => {
    await machine.dispose();
    await connection.close();
    await lab.dispose();
    rmSync(dir, { recursive: true, force: true });
    rmSync(pool, { recursive: true, force: true });
  });

  const lookup = (name: string) => requireMethod(connection, 'domain', 'lookupByName')(name);
  const pools = async (): Promise<string[]> => (await requireMethod(connection, 'connect', 'listAllStoragePools')(0)).map(({ name }) => name);

  it('are what other programs say they are', async () => {
    const phases: string[] = [];
    await exportAppliance(connection, await lookup(machine.name), { file: ova, overwrite: false }, { ...quiet, say: (phase) => phases.push(phase) });
    expect(phases).toEqual(['phase.openDisk', 'phase.exportDisk']);
    await run(['tar', 'xf', ova, '-C', dir]);
    const [ovf = '', manifest = '', vmdk = ''] = (await run(['tar', 'tf', ova])).stdout.trim().split('\n');
    expect([path.extname(ovf), path.extname(manifest), path.extname(vmdk)]).toEqual(['.ovf', '.mf', '.vmdk']);
    for (const line of readFileSync(path.join(dir, manifest), 'utf8').trim().split('\n')) {
      const [, name = '', hex = ''] = /^SHA256\((.*)\)= (.*)$/.exec(line) ?? [];
      expect((await run(['sha256sum', path.join(dir, name)])).stdout).toContain(hex);
    }
    const compared = await run(['qemu-img', 'compare', '-f', 'vmdk', '-F', 'qcow2', path.join(dir, vmdk), machine.diskPath]);
    expect(compared.stdout).toContain('Images are identical');
    expect(readFileSync(path.join(dir, ovf), 'utf8')).toContain(`ovf:size="${statSync(path.join(dir, vmdk)).size}"`);
    // What was made on the host for the export is gone again.
    expect(await pools()).toEqual(['imports']);
    expect(readdirSync(path.dirname(machine.diskPath)).filter((name) => name.startsWith('vireo-export'))).toEqual([]);
    await expect(exportAppliance(connection, await lookup(machine.name), { file: ova, overwrite: false }, quiet)).rejects.toThrow('is there already');
  }, 120_000);

  it('are not made of machines that run', async () => {
    await machine.start();
    const file = path.join(dir, 'running.ova');
    await expect(exportAppliance(connection, await lookup(machine.name), { file, overwrite: false }, quiet)).rejects.toMatchObject({ code: 'operation-invalid' });
    await lab.privateLibvirtd.virsh(['destroy', machine.uuid]);
    expect(existsSync(file)).toBe(false);
  });

  it('come back under another name, and boot', async () => {
    const name = uniqueName('imported');
    let last = 0;
    const { domain, warnings } = await importAppliance(connection, { file: ova, name, pool: 'imports' }, { ...quiet, progress: (done, total) => { last = done / total; } });
    expect(warnings).toEqual([]);
    expect(last).toBe(1);
    const image = path.join(pool, `${name}.img`);
    expect((await run(['qemu-img', 'compare', '-f', 'raw', '-F', 'qcow2', image, machine.diskPath])).stdout).toContain('Images are identical');
    expect(statSync(image).blocks * 512).toBeLessThan(statSync(image).size);
    await lab.privateLibvirtd.virsh(['start', '--paused', domain.uuid]);
    const serial = new SerialConsole(lab.privateLibvirtd.uri, domain.uuid);
    try {
      await lab.privateLibvirtd.virsh(['resume', domain.uuid]);
      await serial.expect(GUEST_READY, 120_000);
    } finally {
      await serial.dispose();
      await lab.privateLibvirtd.virsh(['destroy', domain.uuid], { check: false });
      await lab.privateLibvirtd.virsh(['undefine', domain.uuid]);
      rmSync(image);
    }
  }, 180_000);

  it('keep addresses and the firmware’s variables when they shall', async () => {
    const vars = path.join(path.dirname(machine.diskPath), 'vars.fd');
    const contents = Buffer.alloc(540_672, 7);
    writeFileSync(vars, contents);
    const name = uniqueName('efi');
    const mac = '52:54:00:0a:0b:0c';
    const code = '/usr/share/OVMF/OVMF_CODE_4M.fd';
    const xml = `<domain type='qemu'><name>${name}</name><memory unit='MiB'>64</memory><os><type arch='x86_64' machine='q35'>hvm</type><loader readonly='yes' type='pflash'>${code}</loader><nvram>${vars}</nvram></os><features><acpi/></features>
      <devices><interface type='user'><mac address='${mac}'/></interface></devices></domain>`;
    const source = await requireMethod(connection, 'domain', 'defineXML')(xml);
    const plain = path.join(dir, 'plain.ova');
    await exportAppliance(connection, source, { file: plain, overwrite: false }, quiet);
    expect((await run(['tar', 'xOf', plain, '--wildcards', '*.ovf'])).stdout).not.toMatch(/0a:0b:0c|nvram/);
    const file = path.join(dir, 'whole.ova');
    await exportAppliance(connection, source, { file, overwrite: false, keepMacs: true, keepNvram: true }, quiet);
    const twin = await importAppliance(connection, { file, name: uniqueName('twin'), pool: 'imports' }, quiet);
    expect(twin.warnings).toEqual([`The address ${mac} is another machine's here: the card gets a new one.`]);
    const xmlOf = (domain: typeof source): Promise<string> => requireMethod(connection, 'domain', 'getXMLDesc')(domain, 0);
    expect(await xmlOf(twin.domain)).not.toContain(mac);
    const undefine = (domain: typeof source): Promise<void> => requireMethod(connection, 'domain', 'undefineFlags')(domain, 4);
    await undefine(twin.domain);
    await requireMethod(connection, 'domain', 'undefineFlags')(source, 8);
    const { domain, warnings } = await importAppliance(connection, { file, name, pool: 'imports' }, quiet);
    expect(warnings).toEqual([]);
    expect(await xmlOf(domain)).toContain(`<mac address='${mac}'/>`);
    const [, kept = ''] = /<nvram[^>]*>([^<]+)</.exec(await xmlOf(domain)) ?? [];
    expect(kept).toBe(path.join(pool, `${name}_VARS.fd`));
    expect(readFileSync(kept).equals(contents)).toBe(true);
    await undefine(domain);
    for (const left of readdirSync(pool)) rmSync(path.join(pool, left));
    rmSync(vars);
  }, 60_000);

  it('that are damaged or cancelled leave nothing behind', async () => {
    const nothingLeft = async (): Promise<void> => {
      await requireMethod(connection, 'storagePool', 'refresh')(await requireMethod(connection, 'storagePool', 'lookupByName')('imports'), 0);
      expect(readdirSync(pool)).toEqual([]);
    };
    const flipped = path.join(dir, 'flipped.ova');
    copyFileSync(ova, flipped);
    const bytes = readFileSync(flipped);
    // The last grain's last bytes: everything unpacks, but it is not what the manifest says.
    const at = bytes.length - 1024 - 512 * 6;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(flipped, bytes);
    await expect(importAppliance(connection, { file: flipped, name: 'x', pool: 'imports' }, quiet)).rejects.toMatchObject({ code: 'invalid-arg' });
    await nothingLeft();
    const short = path.join(dir, 'short.ova');
    copyFileSync(ova, short);
    truncateSync(short, Math.floor(bytes.length / 2));
    await expect(importAppliance(connection, { file: short, name: 'x', pool: 'imports' }, quiet)).rejects.toThrow('ends in the middle');
    await nothingLeft();
    const abort = new AbortController();
    const cancelled = importAppliance(connection, { file: ova, name: 'x', pool: 'imports' }, { ...quiet, signal: abort.signal, progress: () => { abort.abort(); } });
    await expect(cancelled).rejects.toMatchObject({ code: 'operation-aborted' });
    await nothingLeft();
    const given = new AbortController();
    const file = path.join(dir, 'given-up.ova');
    await expect(exportAppliance(connection, await lookup(machine.name), { file, overwrite: false }, { ...quiet, signal: given.signal, progress: () => { given.abort(); } })).rejects.toMatchObject({ code: 'operation-aborted' });
    expect(readdirSync(dir).filter((name) => name.includes('given-up'))).toEqual([]);
    await waitFor('the pool of the export to go', async () => ((await pools()).length === 1 ? true : undefined), 10_000, 100);
  }, 120_000);
});
