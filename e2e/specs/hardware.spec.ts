import { rm } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { Locator, Page } from '@playwright/test';
import { openApp, type OpenedApp } from '../fixtures/app.ts';
import { addDevice, applyChanges, chooseDevice, openHardware as openHardwareOf, unfold, writeField } from '../fixtures/hardware-form.ts';
import { addHost } from '../fixtures/steps.ts';
import { expect, test } from '../fixtures/test.ts';
import type { LabDomainOptions } from '../lab/domain-xml.ts';
import { checkLab, defineLabDomain, startLab, uniqueName, type Lab, type LabDomain } from '../lab/index.ts';

/** The hardware editor on a real libvirtd; the judge is the daemon's own XML. */
const PEERS = ['libvirtd', 'guest'] as const;
const check = checkLab(PEERS);

let lab: Lab<(typeof PEERS)[number]>;
let app: OpenedApp;
let page: Page;
let domain: LabDomain;

const inactiveOf = (name: string): Promise<string> => lab.libvirtd.virsh(['dumpxml', '--inactive', name]);
const inactive = (): Promise<string> => lab.libvirtd.virsh(['dumpxml', '--inactive', '--security-info', domain.name]);
const running = (): Promise<string> => lab.libvirtd.virsh(['dumpxml', domain.name]);

const choose = (name: RegExp): Promise<Locator> => chooseDevice(page, name);
const add = (label: string): Promise<void> => addDevice(page, label);
const apply = (mode?: string): Promise<void> => applyChanges(page, mode);
const openHardware = (): Promise<void> => openHardwareOf(page, domain.name);

/** Brings a device to the front that may have to be added first. */
async function having(name: RegExp, label: string): Promise<Locator> {
  if ((await page.getByRole('listbox', { name: 'Devices' }).getByRole('option', { name }).count()) === 0) {
    await add(label);
    await apply();
  }
  return choose(name);
}

/** A machine of the lab on its Hardware page; one that `boots` has come to its shell. */
async function openMachine(options: LabDomainOptions, boots: boolean): Promise<void> {
  lab = await startLab({ need: [...PEERS] });
  domain = await defineLabDomain(lab.libvirtd, lab.guest, options);
  if (boots) await (await domain.boot()).dispose();
  app = await openApp({ host: 'browser' });
  page = app.page;
  await page.getByRole('navigation').waitFor();
  await addHost(page, lab.libvirtd.uri);
  await openHardware();
}

async function closeMachine(): Promise<void> {
  await app.close();
  await domain.dispose();
  await lab.dispose();
}

test.describe.configure({ mode: 'default' });
test.describe(check.title('hardware @one-host'), () => {
  test.skip(check.skip, check.reasons.join('; '));

  test.beforeAll(async () => {
    await openMachine({ name: uniqueName('hw'), firmware: 'efi' }, false);
  });
  test.afterAll(closeMachine);

  test('title, description, processors and memory', { annotation: [{ type: 'feature', description: 'M-HW-01' }, { type: 'feature', description: 'M-HW-04' }, { type: 'feature', description: 'M-HW-05' }] }, async () => {
    const general = await choose(/^General/);
    await writeField(general, 'Title', 'The lab');
    await writeField(general, 'Description', 'Made of\ntwo lines');
    const cpu = await choose(/^Processor/);
    await writeField(cpu, 'At most', '4');
    await writeField(cpu, 'Model', 'qemu64');
    await unfold(cpu, 'Topology');
    for (const [label, value] of [['Sockets', '1'], ['Cores', '2'], ['Threads', '2']] as const) await writeField(cpu, label, value);
    const memory = await choose(/^Memory/);
    await writeField(memory, 'At most', '384');
    await unfold(memory, 'How the host backs it');
    await memory.getByRole('checkbox', { name: 'Shared with the host' }).check();
    await expect(page.getByRole('region', { name: 'Differences of the XML' })).toContainText("memory unit='KiB'>393216");
    await apply();
    const xml = await inactive();
    for (const part of ['<title>The lab</title>', 'Made of\ntwo lines', "<vcpu placement='static' current='1'>4</vcpu>", '>qemu64</model>', "<topology sockets='1' dies='1' cores='2' threads='2'/>", "<memory unit='KiB'>393216</memory>", "<access mode='shared'/>", "<source type='memfd'/>"]) expect(xml).toContain(part);
  });

  test('boot order and direct kernel', { annotation: [{ type: 'feature', description: 'M-HW-06' }, { type: 'feature', description: 'C-BOOT-01' }, { type: 'feature', description: 'C-CPU-01' }] }, async () => {
    const boot = await choose(/^Boot/);
    await boot.getByRole('checkbox', { name: 'vda' }).check();
    await boot.getByRole('checkbox', { name: 'sda' }).check();
    await boot.getByRole('button', { name: 'Move sda up' }).click();
    await writeField(boot, 'Kernel arguments', 'console=ttyS0 quiet vireo=1');
    const cpu = await choose(/^Processor/);
    await writeField(cpu, 'Processors', '2');
    await apply();
    const xml = await inactive();
    expect(xml).toMatch(/<target dev='sda'[^]*?<boot order='1'\/>/);
    expect(xml).toMatch(/<target dev='vda'[^]*?<boot order='2'\/>/);
    expect(xml).toContain('<cmdline>console=ttyS0 quiet vireo=1</cmdline>');
    expect(xml).toContain("current='2'>4</vcpu>");
  });

  test('firmware and machine type', { annotation: [{ type: 'feature', description: 'C-FW-01' }] }, async () => {
    const general = await choose(/^General/);
    await general.getByLabel('Firmware').selectOption({ label: 'BIOS' });
    await apply();
    expect(await inactive()).not.toContain("firmware='efi'");
    await (await choose(/^General/)).getByLabel('Firmware').selectOption({ label: 'UEFI' });
    await apply();
    expect(await inactive()).toMatch(/<os firmware='efi'>[^]*<feature enabled='no' name='secure-boot'\/>/);
  });

  test('a disk is changed, and one is added with a new image', { annotation: [{ type: 'feature', description: 'M-HW-07' }, { type: 'feature', description: 'M-ADD-01' }, { type: 'feature', description: 'C-DISK-02' }] }, async () => {
    const pool = uniqueName('pool');
    await lab.libvirtd.virsh(['pool-create-as', pool, 'dir', '--target', `/var/tmp/${pool}`, '--build']);
    try {
      await page.reload();
      await openHardware();
      const disk = await choose(/^Disk vda/);
      await writeField(disk, 'Serial', 'LAB0001');
      await unfold(disk, 'Performance');
      await disk.getByLabel('Cache', { exact: true }).selectOption('none');
      await disk.getByLabel('Discard').selectOption('unmap');
      await unfold(disk, 'Limits');
      await writeField(disk, 'Read', '2');
      await add('Disk, new image');
      const added = page.getByRole('region', { name: /^Disk vdb/ });
      await added.getByLabel('Pool').selectOption(pool);
      await writeField(added, 'Size', '0.125');
      await apply();
      const xml = await inactive();
      for (const part of ["<serial>LAB0001</serial>", "cache='none'", "discard='unmap'", '<read_bytes_sec>2097152</read_bytes_sec>', `<source file='/var/tmp/${pool}/${domain.name}-vdb.qcow2'/>`, "<target dev='vdb' bus='virtio'/>"]) expect(xml).toContain(part);
      expect(await lab.libvirtd.virsh(['vol-info', '--bytes', '--pool', pool, `${domain.name}-vdb.qcow2`])).toMatch(/Capacity:\s+134217728/);
      const grown = await choose(/^Disk vdb/);
      await writeField(grown, 'Size', '0.25');
      await apply();
      expect(await lab.libvirtd.virsh(['vol-info', '--bytes', '--pool', pool, `${domain.name}-vdb.qcow2`])).toMatch(/Capacity:\s+268435456/);
      await choose(/^Disk vdb/);
      await page.getByRole('region', { name: /^Disk vdb/ }).getByRole('button', { name: 'Remove' }).click();
      await apply();
      expect(await inactive()).not.toContain("dev='vdb'");
    } finally {
      for (const args of [['vol-delete', '--pool', pool, `${domain.name}-vdb.qcow2`], ['pool-destroy', pool]]) await lab.libvirtd.virsh(args, { check: false });
      await rm(`/var/tmp/${pool}`, { recursive: true, force: true });
    }
  });

  test('an image is chosen among those of the host, and goes with its disk', { annotation: [{ type: 'feature', description: 'M-STO-06' }, { type: 'feature', description: 'M-DEL-02' }, { type: 'feature', description: 'C-DISK-05' }] }, async () => {
    const pool = uniqueName('pool');
    await lab.libvirtd.virsh(['pool-create-as', pool, 'dir', '--target', `/var/tmp/${pool}`, '--build']);
    try {
      await lab.libvirtd.virsh(['vol-create-as', pool, 'there.qcow2', '16M', '--format', 'qcow2']);
      await add('Disk, existing image');
      const added = page.getByRole('region', { name: /^Disk vdb/ });
      await added.getByRole('button', { name: 'Browse' }).click();
      const dialog = page.getByRole('dialog', { name: /^Images of/ });
      await dialog.getByLabel('Pool').selectOption(pool);
      await expect(dialog.getByRole('option', { name: /there\.qcow2/ })).toContainText('16 MiB');
      await dialog.getByRole('button', { name: 'New image' }).click();
      await dialog.getByRole('textbox', { name: 'Name' }).fill('made');
      await dialog.getByRole('textbox', { name: 'Size' }).fill('0.125');
      await dialog.getByRole('button', { name: 'Create' }).click();
      await expect(dialog.getByRole('option', { name: /made\.qcow2/, selected: true })).toBeVisible();
      await dialog.getByRole('button', { name: 'Choose' }).click();
      const path = `/var/tmp/${pool}/made.qcow2`;
      await expect(added.getByLabel('Image', { exact: true })).toHaveValue(path);
      await apply();
      expect(await inactive()).toMatch(new RegExp(`<driver name='qemu' type='qcow2'/>\\s*<source file='${path}'/>\\s*<target dev='vdb'`));

      const disk = await choose(/^Disk vdb/);
      await disk.getByRole('button', { name: 'Remove' }).click();
      await disk.getByRole('checkbox', { name: /Delete its image too/ }).click();
      const question = page.getByRole('dialog', { name: 'Delete the image of vdb' });
      await expect(question).toContainText(path);
      await question.getByLabel('Name of the machine').fill(domain.name);
      await question.getByRole('button', { name: 'Delete it with the disk' }).click();
      await expect(disk.getByRole('checkbox', { name: /Delete its image too/ })).toBeChecked();
      await apply();
      expect(await inactive()).not.toContain("dev='vdb'");
      const left = await lab.libvirtd.virsh(['vol-list', pool]);
      expect(left).toContain('there.qcow2');
      expect(left).not.toContain('made.qcow2');
    } finally {
      await lab.libvirtd.virsh(['pool-destroy', pool], { check: false });
      await rm(`/var/tmp/${pool}`, { recursive: true, force: true });
    }
  });

  test('processors are pinned, pages chosen, memory modules plugged in', { annotation: [{ type: 'feature', description: 'M-HW-04' }, { type: 'feature', description: 'M-HW-05' }] }, async () => {
    const cpu = await choose(/^Processor/);
    await unfold(cpu, 'Tuning');
    await writeField(cpu, 'Each processor runs on', '0 nowhere');
    await expect(cpu.getByRole('alert')).toHaveText('No set of processors: 0-3,8');
    await expect(page.getByRole('button', { name: 'Apply', exact: true })).toHaveAttribute('aria-description', /wrong/);
    await writeField(cpu, 'Each processor runs on', '0 0');
    await writeField(cpu, 'The emulator runs on', '0');
    const memory = await choose(/^Memory/);
    await unfold(memory, 'How the host backs it');
    await memory.getByRole('checkbox', { name: 'Huge pages' }).check();
    await memory.getByLabel('Page size').selectOption({ label: '2 MiB' });
    await add('Memory module');
    await writeField(page.getByRole('region', { name: 'Memory module' }), 'Size', '128');
    await apply();
    const xml = await inactive();
    for (const part of ["<vcpupin vcpu='0' cpuset='0'/>", "<emulatorpin cpuset='0'/>", "<page size='2048' unit='KiB'/>", "<maxMemory slots='16'", "<memory model='dimm'>", "<size unit='KiB'>131072</size>"]) expect(xml).toContain(part);
    const size = /<memory unit='KiB'>(\d+)</.exec(xml)?.[1];
    await (await choose(/^Memory(?! module)/)).getByRole('checkbox', { name: 'Huge pages' }).uncheck();
    await apply();
    // It starts with that, and takes one more while it runs.
    await lab.libvirtd.virsh(['start', domain.name]);
    try {
      await expect(page.getByRole('button', { name: 'Shut down' }).first()).toBeVisible();
      await add('Memory module');
      await writeField(page.getByRole('region', { name: 'Memory module' }), 'Size', '128');
      await apply('Both');
      for (const document of [await running(), await inactive()]) expect(document.match(/<memory model='dimm'>/g)).toHaveLength(2);
    } finally {
      await lab.libvirtd.virsh(['destroy', domain.name], { check: false });
    }
    await expect(page.getByRole('button', { name: 'Start' }).first()).toBeVisible();
    for (let left = 2; left > 0; left--) {
      await (await choose(/^Memory module/)).getByRole('button', { name: 'Remove' }).click();
      await apply();
    }
    const after = await inactive();
    expect(after).not.toContain('<memory model=');
    expect(after).not.toContain('<hugepages');
    expect(/<memory unit='KiB'>(\d+)</.exec(after)?.[1]).toBe(String(Number(size) - 131_072));
  });

  test('it is renamed, tagged and given a picture, and the activity knows', { annotation: [{ type: 'feature', description: 'M-HW-01' }, { type: 'feature', description: 'C-ACT-07' }] }, async () => {
    const other = `${domain.name}-b`;
    const general = await choose(/^General/);
    await writeField(general, 'Tags', 'lab\ntwo words');
    await general.getByLabel('Picture').selectOption({ label: 'Database' });
    await writeField(general, 'Name', other);
    try {
      await apply();
      const xml = await inactiveOf(other);
      for (const part of ['<vireo:tag>lab</vireo:tag>', '<vireo:tag>two words</vireo:tag>', '<vireo:icon>database</vireo:icon>']) expect(xml).toContain(part);
      await expect(page.getByRole('heading', { name: other, level: 1 })).toBeVisible();
      await expect(page.getByRole('banner').locator('[data-icon="database"]').or(page.locator('header [data-icon="database"]')).first()).toBeVisible();
      await expect(page.locator('header').getByText('two words', { exact: true })).toBeVisible();
      await page.keyboard.press('Control+Shift+j');
      const activity = page.getByRole('dialog', { name: 'Activity' });
      const line = activity.getByRole('listitem').filter({ hasText: `Change the hardware of ${domain.name}` }).first();
      await expect(line).toBeVisible();
      await line.locator('summary').click();
      await expect(line).toContainText(`domrename ${domain.name} ${other}`);
      await page.keyboard.press('Escape');
      await expect(activity).toBeHidden();
    } finally {
      await lab.libvirtd.virsh(['domrename', other, domain.name], { check: false });
    }
    await expect(page.getByRole('heading', { name: domain.name, exact: true, level: 1 })).toBeVisible();
    await page.getByRole('tab', { name: 'Overview' }).click();
    await page.getByRole('tab', { name: 'Hardware' }).click();
    await expect((await choose(/^General/)).getByLabel('Name', { exact: true })).toHaveValue(domain.name);
  });

  test('network cards', { annotation: [{ type: 'feature', description: 'M-HW-08' }, { type: 'feature', description: 'M-ADD-03' }, { type: 'feature', description: 'C-NIC-02' }] }, async () => {
    const card = await choose(/^Network/);
    await card.getByLabel('Model').selectOption('e1000e');
    await card.getByRole('checkbox', { name: 'Cable plugged in' }).uncheck();
    await unfold(card, 'Limits');
    await writeField(card, 'In', '1024');
    await add('Network card');
    const added = page.getByRole('region', { name: /^Network/ });
    await added.getByLabel('Plugged into').selectOption('direct');
    await expect(added.getByLabel('Mode', { exact: true })).toHaveValue('bridge');
    await apply();
    const xml = await inactive();
    for (const part of ["<model type='e1000e'/>", "<link state='down'/>", "<inbound average='1024'/>", "<interface type='direct'>"]) expect(xml).toContain(part);
  });

  test('port forwards are written; a host that cannot have them says so where they were wanted', async () => {
    await add('Network card');
    const added = page.getByRole('region', { name: /^Network/ });
    await added.getByLabel('Plugged into').selectOption('user');
    await writeField(added, 'Port forwards', 'tcp 8080 80\nudp 5000-5010 6000');
    const diff = page.getByRole('region', { name: 'Differences of the XML' });
    for (const line of ["<backend type='passt'/>", "<range start='8080' to='80'/>", "<range start='5000' end='5010' to='6000'/>"]) await expect(diff).toContainText(line);
    const before = await inactive();
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await expect(page.getByRole('alert').filter({ hasText: "'passt'" })).toBeVisible();
    expect(await inactive()).toBe(before);
    await page.getByRole('button', { name: 'Discard' }).click();
    await expect(page.getByRole('button', { name: 'Apply', exact: true })).toHaveCount(0);
  });

  test('the display', { annotation: [{ type: 'feature', description: 'M-HW-10' }, { type: 'feature', description: 'C-CON-03' }] }, async () => {
    const display = await choose(/^Display/);
    await display.getByLabel('Listens').selectOption('0.0.0.0');
    await writeField(display, 'Port', '5977');
    await writeField(display, 'Password', 'secret77');
    await expect(page.getByRole('region', { name: 'Differences of the XML' })).not.toContainText('secret77');
    await apply();
    expect(await inactive()).toMatch(/<graphics type='vnc' port='5977' autoport='no' listen='0\.0\.0\.0' passwd='secret77'>/);
  });

  test('video and sound', { annotation: [{ type: 'feature', description: 'M-HW-14' }, { type: 'feature', description: 'M-ADD-06' }, { type: 'feature', description: 'M-ADD-11' }] }, async () => {
    await (await choose(/^Video/)).getByLabel('Model').selectOption('virtio');
    await add('Video card');
    await add('Sound card');
    await apply();
    const xml = await inactive();
    expect(xml.match(/<video>\s*<model type='virtio' /g)).toHaveLength(2);
    expect(xml).toContain("<sound model='ich9'");
  });

  test('TPM, random numbers and watchdog', { annotation: [{ type: 'feature', description: 'M-ADD-16' }, { type: 'feature', description: 'M-ADD-17' }, { type: 'feature', description: 'M-ADD-12' }] }, async () => {
    await add('TPM');
    await add('Random numbers');
    await add('Watchdog');
    await page.getByRole('region', { name: 'Watchdog' }).getByLabel('When it barks').selectOption('poweroff');
    await apply();
    const xml = await inactive();
    expect(xml).toMatch(/<tpm model='tpm-crb'>\s*<backend type='emulator' version='2.0'\/>/);
    expect(xml.match(/<rng model='virtio'>/g)).toHaveLength(2);
    expect(xml).toContain("<watchdog model='i6300esb' action='poweroff'");
  });

  test('what was added is changed', { annotation: [{ type: 'feature', description: 'M-HW-11' }, { type: 'feature', description: 'M-HW-20' }, { type: 'feature', description: 'M-HW-21' }] }, async () => {
    await (await having(/^Sound/, 'Sound card')).getByLabel('Model').selectOption('ich6');
    await (await having(/^TPM/, 'TPM')).getByLabel('Model').selectOption('tpm-tis');
    await writeField(await choose(/^Random numbers/), 'Source', '/dev/random');
    await apply();
    const xml = await inactive();
    for (const part of ["<sound model='ich6'", "<tpm model='tpm-tis'>", "<backend model='random'>/dev/random</backend>"]) expect(xml).toContain(part);
  });

  test('the watchdog barks in another way', { annotation: [{ type: 'feature', description: 'M-HW-15' }, { type: 'feature', description: 'C-WD-01' }] }, async () => {
    await (await having(/^Watchdog/, 'Watchdog')).getByLabel('When it barks').selectOption('inject-nmi');
    await apply();
    expect(await inactive()).toContain("<watchdog model='i6300esb' action='inject-nmi'");
  });

  test('a shared folder, with what it needs and how to mount it', { annotation: [{ type: 'feature', description: 'M-ADD-13' }, { type: 'feature', description: 'M-HW-17' }, { type: 'feature', description: 'C-FS-01' }] }, async () => {
    await add('Shared folder');
    const added = page.getByRole('region', { name: /^Shared folder/ });
    await writeField(added, 'Folder', '/srv');
    await writeField(added, 'Tag', 'host-srv');
    await expect(added).toContainText('mount -t virtiofs host-srv /mnt');
    await apply();
    expect(await inactive()).toMatch(/<driver type='virtiofs'\/>\s*<source dir='\/srv'\/>\s*<target dir='host-srv'\/>/);
  });

  test('serial lines, channels and controllers', { annotation: [{ type: 'feature', description: 'M-ADD-07' }, { type: 'feature', description: 'M-ADD-02' }] }, async () => {
    await add('Serial line');
    await add('Channel');
    await writeField(page.getByRole('region', { name: /^Channel/ }), 'Name', 'org.vireo.lab.0');
    await add('SCSI controller');
    await apply();
    const xml = await inactive();
    expect(xml.match(/<serial type='pty'>/g)).toHaveLength(2);
    expect(xml).toContain("<target type='virtio' name='org.vireo.lab.0'/>");
    expect(xml).toContain("<controller type='scsi' index='0' model='virtio-scsi'>");
  });

  test('ports and controllers are changed', { annotation: [{ type: 'feature', description: 'M-HW-12' }, { type: 'feature', description: 'M-HW-16' }] }, async () => {
    const serial = await having(/^Serial 1/, 'Serial line');
    await serial.getByLabel('Kind').selectOption('file');
    await writeField(serial, 'Path', `/var/tmp/${domain.name}.log`);
    await (await having(/^Controller scsi/, 'SCSI controller')).getByLabel('Model').selectOption('lsilogic');
    await apply();
    const xml = await inactive();
    expect(xml).toMatch(new RegExp(`<serial type='file'>\\s*<source path='/var/tmp/${domain.name}\\.log'/>`));
    expect(xml).toContain("<controller type='scsi' index='0' model='lsilogic'>");
  });

  test('a panic notifier and a socket to the host', { annotation: [{ type: 'feature', description: 'M-ADD-18' }, { type: 'feature', description: 'M-ADD-19' }, { type: 'feature', description: 'M-HW-22' }] }, async () => {
    await add('Panic notifier');
    await add('Socket to the host');
    await apply();
    const xml = await inactive();
    expect(xml).toMatch(/<panic model='isa'\/?>/);
    expect(xml).toMatch(/<vsock model='virtio'>\s*<cid auto='yes'/);
    await expect((await choose(/^Panic notifier/)).getByLabel('Model')).toHaveValue('isa');
  });

  test('the socket gets a number of its own', { annotation: [{ type: 'feature', description: 'M-HW-23' }] }, async () => {
    const socket = await having(/^Socket to the host/, 'Socket to the host');
    await socket.getByRole('checkbox', { name: 'Number by itself' }).uncheck();
    await writeField(socket, 'Number', '4242');
    await apply();
    expect(await inactive()).toMatch(/<cid auto='no' address='4242'/);
  });

  test('a SPICE display', { annotation: [{ type: 'feature', description: 'M-ADD-05' }] }, async () => {
    await add('Display, SPICE');
    await apply();
    expect(await inactive()).toMatch(/<graphics type='spice' autoport='yes' listen='127\.0\.0\.1'>/);
  });

  test('what needs SPICE', { annotation: [{ type: 'feature', description: 'M-ADD-14' }, { type: 'feature', description: 'M-ADD-15' }, { type: 'feature', description: 'M-HW-19' }] }, async () => {
    if (!(await inactive()).includes("<graphics type='spice'")) {
      await add('Display, SPICE');
      await apply();
    }
    await add('USB redirection');
    await add('Smart card');
    await apply();
    const xml = await inactive();
    expect(xml).toContain("<redirdev bus='usb' type='spicevmc'>");
    expect(xml).toContain("<smartcard mode='passthrough' type='spicevmc'>");
    await expect((await choose(/^USB redirection/)).getByLabel('Kind')).toHaveValue('spicevmc');
  });

  test('input devices, and one is removed by the keyboard alone', { annotation: [{ type: 'feature', description: 'M-ADD-04' }, { type: 'feature', description: 'M-ADD-22' }, { type: 'feature', description: 'M-HW-09' }] }, async () => {
    await add('Tablet');
    await apply();
    expect(await inactive()).toContain("<input type='tablet' bus='usb'>");
    await page.getByRole('listbox', { name: 'Devices' }).focus();
    await page.keyboard.press('Home');
    await expect(async () => {
      await page.keyboard.press('i');
      await expect(page.getByRole('listbox', { name: 'Devices' }).getByRole('option', { selected: true })).toContainText('tablet', { timeout: 500 });
    }).toPass({ timeout: 10_000 });
    await page.keyboard.press('Delete');
    await expect(page.getByText('It goes when the changes are applied.')).toBeVisible();
    await apply();
    expect(await inactive()).not.toContain("type='tablet'");
  });

  test('a device’s own XML, and everything the forms do not know stays', { annotation: [{ type: 'feature', description: 'M-ADD-20' }] }, async () => {
    const before = await inactive();
    const random = await choose(/^Random numbers/);
    await random.getByText('XML', { exact: true }).click();
    const text = random.getByRole('textbox', { name: 'XML of the device' });
    await text.fill((await text.inputValue()).replace('<backend ', "<rate bytes='1234' period='2000'/>\n      <backend "));
    await random.getByRole('button', { name: 'Take over' }).click();
    await apply();
    expect(await inactive()).toBe(before.replace("<backend model='random'>", "<rate bytes='1234' period='2000'/>\n      <backend model='random'>"));
  });

  test('a change on the host meanwhile is kept beside mine, and never overwritten', { annotation: [{ type: 'feature', description: 'C-DISK-03' }] }, async () => {
    const disk = await choose(/^Disk vda/);
    await writeField(disk, 'Serial', 'MINE');
    await disk.getByRole('checkbox', { name: 'Read-only' }).check();
    await lab.libvirtd.virsh(['desc', domain.name, '--config', '--title', 'Theirs']);
    await expect(page.getByText('The machine was changed on the host meanwhile.')).toBeVisible({ timeout: 15_000 });
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await expect(page.getByText('Applied, beside what was changed on the host meanwhile.')).toBeVisible();
    expect(await inactive()).toMatch(/<title>Theirs<\/title>[^]*<readonly\/>\s*<serial>MINE<\/serial>/);

    await writeField(await choose(/^General/), 'Title', 'Mine too');
    await lab.libvirtd.virsh(['desc', domain.name, '--config', '--title', 'Theirs again']);
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await expect(page.getByText(/The same parts were changed on the host meanwhile: title/)).toBeVisible();
    expect(await inactive()).toContain('<title>Theirs again</title>');
    await page.getByRole('button', { name: 'Read it again and keep my changes' }).first().click();
    await expect(page.getByText('Theirs again').first()).toBeVisible();
    await apply();
    expect(await inactive()).toContain('<title>Mine too</title>');
  });
});

test.describe(check.title('hardware that runs @one-host'), () => {
  test.skip(check.skip, check.reasons.join('; '));

  test.beforeAll(async () => {
    test.setTimeout(240_000);
    await openMachine({ name: uniqueName('plug') }, true);
  });
  test.afterAll(closeMachine);

  test('a disk is plugged in, and the system inside sees it', { annotation: [{ type: 'feature', description: 'M-ADD-21' }, { type: 'feature', description: 'C-LIST-04' }] }, async () => {
    test.setTimeout(240_000);
    const pool = uniqueName('pool');
    await lab.libvirtd.virsh(['pool-create-as', pool, 'dir', '--target', `/var/tmp/${pool}`, '--build']);
    try {
      await page.reload();
      await openHardware();
      await writeField(await choose(/^Disk vda/), 'Serial', 'LATER');
      await add('Disk, new image');
      const added = page.getByRole('region', { name: /^Disk vdb/ });
      await added.getByLabel('Pool').selectOption(pool);
      await writeField(added, 'Size', '0.125');
      await expect(page.getByText('1 can be applied now, 1 waits for the next start')).toBeVisible();
      await page.getByRole('button', { name: 'Apply', exact: true }).click();
      await expect(page.getByText('Applied. 1 change waits for the next start.')).toBeVisible({ timeout: 30_000 });
      for (const xml of [await running(), await inactive()]) expect(xml).toContain(`<source file='/var/tmp/${pool}/${domain.name}-vdb.qcow2'`);
      expect(await running()).not.toContain('LATER');
      expect(await inactive()).toContain('<serial>LATER</serial>');
      await page.getByRole('button', { name: /wait for the next start|waits for the next start/ }).click();
      const waiting = page.getByRole('region', { name: /for the next start/ });
      await expect(waiting.getByRole('listitem').filter({ hasText: 'LATER' })).toBeVisible();
      await expect(async () => {
        const serial = domain.openSerial();
        try {
          await setTimeout(2000);
          serial.send('\necho size-$(cat /sys/block/vdb/size)\n');
          await serial.expect(/size-262144/, 10_000);
        } finally {
          await serial.dispose();
        }
      }).toPass({ timeout: 90_000 });
    } finally {
      await lab.libvirtd.virsh(['detach-disk', domain.name, 'vdb', '--live', '--config'], { check: false });
      for (const args of [['vol-delete', '--pool', pool, `${domain.name}-vdb.qcow2`], ['pool-destroy', pool]]) await lab.libvirtd.virsh(args, { check: false });
      await rm(`/var/tmp/${pool}`, { recursive: true, force: true });
    }
  });

  test('the cable is pulled, and limits count at once', { annotation: [{ type: 'feature', description: 'C-NIC-01' }] }, async () => {
    await (await choose(/^Network/)).getByRole('checkbox', { name: 'Cable plugged in' }).uncheck();
    const disk = await choose(/^Disk vda/);
    await unfold(disk, 'Limits');
    await writeField(disk, 'Write operations', '300');
    await apply('Now');
    const xml = await running();
    expect(xml).toContain("<link state='down'/>");
    expect(xml).toContain('<write_iops_sec>300</write_iops_sec>');
    expect(await inactive()).not.toContain('<write_iops_sec>');
  });

  test('I/O threads come and go', { annotation: [{ type: 'feature', description: 'M-HW-04' }] }, async () => {
    const write_ = async (count: string): Promise<void> => {
      const cpu = await choose(/^Processor/);
      await unfold(cpu, 'Tuning');
      await writeField(cpu, 'I/O threads', count);
      await apply('Both');
    };
    await write_('2');
    for (const xml of [await running(), await inactive()]) expect(xml).toContain('<iothreads>2</iothreads>');
    await write_('1');
    for (const xml of [await running(), await inactive()]) expect(xml).toContain('<iothreads>1</iothreads>');
  });

  test('a medium is put in and taken out', { annotation: [{ type: 'feature', description: 'C-DISK-04' }] }, async () => {
    const drive = await choose(/^CD-ROM/);
    await writeField(drive, 'Image', lab.guest.isoPath);
    await apply('Both');
    for (const xml of [await running(), await inactive()]) expect(xml).toContain(lab.guest.isoPath);
    await writeField(await choose(/^CD-ROM/), 'Image', '');
    await apply('Both');
    for (const xml of [await running(), await inactive()]) expect(xml).not.toContain(lab.guest.isoPath);
  });

  test('memory is taken back while it runs', { annotation: [{ type: 'feature', description: 'C-MEM-01' }] }, async () => {
    await writeField(await choose(/^Memory/), 'Now', '192');
    await apply('Both');
    expect(await inactive()).toContain("<currentMemory unit='KiB'>196608</currentMemory>");
    await expect.poll(async () => Number(/Used memory:\s+(\d+)/.exec(await lab.libvirtd.virsh(['dominfo', domain.name]))?.[1]), { timeout: 30_000 }).toBeLessThan(256 * 1024);
  });
});
