import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { CLOUD_USER, fillCloudMachine, findCloudUser } from '../fixtures/cloud-machine.ts';
import { addHost, machineLine } from '../fixtures/steps.ts';
import { expect, patienceMs, test } from '../fixtures/test.ts';
import { checkLab, labDisksDir, run, startLab, uniqueName, type Lab } from '../lab/index.ts';

/** Machines made in the window, as the daemon has them afterwards. */
const PEERS = ['libvirtd', 'guest', 'cloudImage'] as const;
const check = checkLab(PEERS);

let lab: Lab<(typeof PEERS)[number]>;

test.describe(check.title('new machines @one-host'), () => {
  test.skip(check.skip, check.reasons.join('; '));

  test.beforeAll(async () => {
    test.setTimeout(600_000); // the image may have to be built first
    lab = await startLab({ need: [...PEERS] });
  });
  test.afterAll(async () => {
    await lab.dispose();
  });

  const virsh = async (...args: readonly string[]): Promise<string> => (await run(['virsh', '-q', '-c', lab.libvirtd.uri, ...args], { check: false })).stdout;

  /** A pool of its own, removed with what is in it. */
  async function withPool(use: (pool: string, folder: string) => Promise<void>): Promise<void> {
    const pool = uniqueName('newpool');
    const folder = join(labDisksDir(), pool);
    await mkdir(folder, { recursive: true });
    await virsh('pool-create-as', pool, 'dir', '--target', folder);
    try {
      await use(pool, folder);
    } finally {
      await virsh('pool-destroy', pool);
      await run(['rm', '-rf', folder]);
    }
  }

  async function openDialog(page: Page): Promise<Locator> {
    await addHost(page, lab.libvirtd.uri);
    await expect(page.getByText(/1 of 1 host/)).toBeVisible();
    await page.getByRole('button', { name: 'New machine' }).first().click();
    return page.getByRole('dialog', { name: 'New machine' });
  }

  test('an installer is recognised by its label, and its machine has what Windows 11 insists on', { annotation: [{ type: 'feature', description: 'M-NEW-02' }, { type: 'feature', description: 'M-NEW-06' }, { type: 'feature', description: 'M-NEW-10' }] }, async ({ open }) => {
    const name = uniqueName('win11');
    await withPool(async (pool, folder) => {
      const iso = join(folder, 'Win11_25H2_English_x64.iso');
      await run(['xorriso', '-as', 'mkisofs', '-quiet', '-V', 'CCCOMA_X64FRE_EN-US_DV9', '-o', iso, lab.guest.kernelPath]);
      try {
        const { page } = await open();
        const dialog = await openDialog(page);
        await dialog.getByRole('textbox', { name: 'Path on the host' }).fill(iso);
        await expect(dialog.getByText('Detected Windows 11')).toBeVisible();
        await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
        await dialog.getByRole('checkbox', { name: 'Start it' }).uncheck();
        await dialog.getByRole('button', { name: 'Adjust' }).click();
        await dialog.getByRole('combobox', { name: 'Storage pool' }).selectOption(pool);
        await dialog.getByRole('button', { name: 'Review' }).click();
        await expect(dialog.getByLabel('The same by command')).toContainText('--os windows-11');
        await dialog.getByRole('button', { name: 'Create' }).click();
        await expect(machineLine(page, 'off', name)).toBeVisible();
        const xml = await virsh('dumpxml', '--inactive', name);
        for (const part of ["name='secure-boot'", "<tpm model='tpm-crb'>", "<smm state='on'", "offset='localtime'", "bus='sata'", 'http://microsoft.com/win/11', "<memory unit='KiB'>4194304"]) expect(xml).toContain(part);
        expect(await virsh('vol-list', pool)).toContain(`${name}.qcow2`);
      } finally {
        await virsh('undefine', '--nvram', name);
      }
    });
  });

  test('a ready image becomes a machine with the user that cloud-init makes', { annotation: [{ type: 'feature', description: 'C-NEW-05' }, { type: 'feature', description: 'M-NEW-08' }] }, async ({ open }) => {
    test.setTimeout(400_000);
    const name = uniqueName('cloud');
    await withPool(async (pool) => {
      try {
        const { page } = await open();
        const dialog = await openDialog(page);
        await fillCloudMachine(dialog, lab.cloudImage.qcow2Path, name, pool);
        await dialog.getByRole('button', { name: 'Create' }).click();
        await expect(machineLine(page, 'running', name)).toBeVisible({ timeout: patienceMs(60_000) });
        expect(await virsh('vol-dumpxml', '--pool', pool, `${name}.qcow2`)).toContain(lab.cloudImage.qcow2Path);
        const seed = await readFile(join(labDisksDir(), pool, `${name}-cloud-init.iso`), 'latin1');
        expect(seed).toContain(`"name": "${CLOUD_USER.name}"`);
        expect(seed).not.toContain(CLOUD_USER.password);
        await findCloudUser(page, name);
      } finally {
        await virsh('destroy', name);
        await virsh('undefine', '--nvram', name);
      }
    });
  });

  test('"Customise first" makes the machine and leaves it off; network boot comes first where it is chosen', { annotation: [{ type: 'feature', description: 'M-NEW-09' }, { type: 'feature', description: 'C-NEW-07' }] }, async ({ open }) => {
    const name = uniqueName('pxe');
    try {
      const { page } = await open();
      const dialog = await openDialog(page);
      await dialog.getByText('Network boot').click();
      await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
      await dialog.getByRole('button', { name: 'Adjust' }).click();
      await dialog.getByRole('combobox', { name: 'Storage pool' }).selectOption({ label: 'none' });
      await dialog.getByRole('combobox', { name: 'Network' }).selectOption('default');
      await dialog.getByRole('button', { name: 'Review' }).click();
      await expect(dialog.getByLabel('Configuration')).toContainText('<boot order="1"/>');
      await dialog.getByRole('button', { name: 'Customise first' }).click();
      await expect(machineLine(page, 'off', name)).toBeVisible();
      await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
      await expect(page.getByRole('tab', { name: 'Hardware', selected: true })).toBeVisible();
      expect(await virsh('dumpxml', '--inactive', name)).toMatch(/<interface type='network'>(?:(?!<\/interface>)[\s\S])*<boot order='1'\/>/);
    } finally {
      await virsh('undefine', '--nvram', name);
    }
  });
});
