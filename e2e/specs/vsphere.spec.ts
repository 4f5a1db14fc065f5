import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page, TestInfo } from '@playwright/test';
import { referenceOf, setAttribute } from '../esx/soap.ts';
import { addHost, command, displayCanvas, machineLine, openMachine } from '../fixtures/steps.ts';
import { expect, test } from '../fixtures/test.ts';
import { checkLab, startVncScreen, startVsphere, type VncScreen, type Vsphere } from '../lab/index.ts';

/** An ESX host in the window, as somebody without libvirt has it. The host is a simulator; its machines' screen is a real QEMU's. */
const check = checkLab(['vsphere']);

test.describe(check.title('an ESX host @one-host'), () => {
  test.skip(check.skip, check.reasons.join('; '));
  let vsphere: Vsphere;
  let screen: VncScreen;

  test.beforeAll(async () => {
    test.setTimeout(600_000);
    vsphere = await startVsphere({ kind: 'esx', machines: 2, autostart: false });
    screen = await startVncScreen();
    await vsphere.order('vnc', { address: screen.address });
  });
  test.afterAll(async () => {
    await screen.dispose();
    await vsphere.dispose();
  });

  test('is added by its address, its certificate looked at, a machine started and its screen seen', async ({ open }) => {
    const { page } = await open();
    await addHost(page, `esx://${vsphere.userName}@${vsphere.authority}/`, 'rack');
    const question = page.getByRole('dialog');
    await expect(question).toContainText(vsphere.fingerprint);
    await question.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByLabel('Password', { exact: true }).fill(vsphere.password);
    await page.keyboard.press('Enter');
    await expect(machineLine(page, 'off', 'ha-host_VM0')).toBeVisible();
    await openMachine(page, 'ha-host_VM0');
    await command(page, 'Start');
    await expect(machineLine(page, 'running', 'ha-host_VM0')).toBeVisible();
    await page.getByRole('tab', { name: 'Console' }).click();
    await expect(displayCanvas(page)).toBeVisible();
    // Somebody else stops it: the window is told, not asked.
    await vsphere.order('power', { vm: 'ha-host_VM0', state: 'poweredOff' });
    await expect(machineLine(page, 'off', 'ha-host_VM0')).toBeVisible();
  });
});

test.describe(check.title('a vCenter @one-host'), () => {
  test.skip(check.skip, check.reasons.join('; '));
  let vsphere: Vsphere;

  test.beforeAll(async () => {
    test.setTimeout(600_000);
    vsphere = await startVsphere({ kind: 'vcenter', machines: 2, inventory: { datacenters: 1, clusters: 1, hosts: 2, standaloneHosts: 1 } });
  });
  test.afterAll(async () => {
    await vsphere.dispose();
  });

  test('shows its tree, answers questions, clones and moves', async ({ open }, info) => {
    const { page, home } = await open();
    const picture = pictures(page, info);
    const uri = `vpx://${vsphere.userName}@${vsphere.authority}/`;
    await setAttribute(vsphere, 'Owner', 'ann', [await referenceOf(vsphere, '/DC0/vm/DC0_H0_VM1')]);
    await addHost(page, uri, 'centre');
    await page.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByLabel('Password', { exact: true }).fill(vsphere.password);
    await page.keyboard.press('Enter');

    const line = (name: string): Locator => page.getByRole('treeitem', { name, exact: true });
    await expect(line('DC0 4')).toBeVisible();
    await expect(line('DC0_C0 2')).toHaveAttribute('aria-level', '3');
    await expect(line('DC0_H0 2')).toBeVisible();
    await expect(line('DC0_H0 2')).toHaveAttribute('aria-level', '3');
    await line('DC0_C0 2').click();
    await expect(page.getByRole('treeitem', { name: /^DC0_C0_H/ })).toHaveCount(0);
    // What is open and closed is written a moment later.
    await expect.poll(() => readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('settings.json')).map((name) => readFileSync(join(home, name), 'utf8')).join('')).toContain('ClusterComputeResource');
    await page.reload();
    await expect(line('DC0_H0 2')).toBeVisible();
    await expect(line('DC0_C0 2')).toHaveAttribute('aria-expanded', 'false');
    await line('DC0_C0 2').click();

    const table = page.getByRole('grid');
    await expect(table.getByText('Owner=ann')).toBeVisible();
    await page.getByRole('button', { name: 'Group', exact: true }).click();
    await page.getByRole('menuitemcheckbox', { name: 'By host' }).click();
    await expect(table.getByText('centre / DC0_H0')).toBeVisible();
    await picture('tree');
    await page.getByRole('searchbox', { name: 'Filter' }).fill('host:DC0_H0');
    await page.keyboard.press('Enter');
    await expect(page.getByText('2 of 4')).toBeVisible();

    await openMachine(page, 'DC0_H0_VM0');
    await vsphere.order('power', { vm: 'DC0_H0_VM0', state: 'poweredOff' });
    await expect(machineLine(page, 'off', 'DC0_H0_VM0')).toBeVisible();
    await vsphere.order('ask', { vm: await referenceOf(vsphere, '/DC0/vm/DC0_H0_VM0') });
    await command(page, 'Start');
    const strip = page.getByRole('alert', { name: 'Question of DC0_H0_VM0' });
    await expect(strip).toContainText('DC0_H0_VM0 waits for an answer.');
    await expect(machineLine(page, 'waits for an answer', 'DC0_H0_VM0')).toBeVisible();
    await picture('question');
    await strip.locator('.btn--primary').click();
    await expect(strip).toBeHidden();
    await expect(machineLine(page, 'running', 'DC0_H0_VM0')).toBeVisible();

    await page.locator('.head').getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Clone' }).click();
    const cloning = page.getByRole('dialog', { name: 'Clone DC0_H0_VM0' });
    await cloning.getByRole('textbox', { name: 'Name' }).fill('twin');
    await picture('clone');
    await page.keyboard.press('Enter');
    await expect(machineLine(page, 'off', 'twin')).toBeVisible();
    await expect(line('DC0_H0 3')).toBeVisible();

    await openMachine(page, 'DC0_H0_VM1');
    await page.locator('.head').getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Tags' }).click();
    const tagging = page.getByRole('dialog', { name: 'Tags of DC0_H0_VM1' });
    await tagging.getByRole('combobox', { name: 'Add a tag' }).fill('prod');
    await expect(tagging).toContainText('There is no tag prod.');
    await tagging.getByRole('combobox', { name: 'Add a tag' }).fill('Stage:prod');
    await page.keyboard.press('Enter');
    await tagging.getByRole('button', { name: 'Remove Owner=ann' }).click();
    await picture('tags');
    await tagging.getByRole('button', { name: 'Save' }).click();
    await expect(page.locator('.head').getByText('prod', { exact: true })).toBeVisible();
    await expect(page.locator('.head').getByText('Owner=ann')).toBeHidden();

    await page.getByRole('tab', { name: 'Overview' }).click();
    await expect(page.getByRole('img', { name: 'CPU' })).toBeVisible();
    await page.getByRole('radio', { name: 'Day' }).check();
    await expect(page.getByRole('img', { name: 'CPU' })).toBeVisible();
    await picture('day');
    await page.getByRole('radio', { name: 'Hour' }).check();
    await expect(page.getByTestId('overview-cpu')).toContainText('%');

    await openMachine(page, 'DC0_C0_RP0_VM0');
    await page.locator('.head').getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Move to another place' }).click();
    const moving = page.getByRole('dialog', { name: 'Move DC0_C0_RP0_VM0' });
    await moving.getByRole('combobox', { name: 'To' }).selectOption({ label: 'DC0 / DC0_H0' });
    await picture('move');
    await moving.getByRole('button', { name: 'Move' }).click();
    await expect(line('DC0_H0 4')).toBeVisible();
  });
});

/** Pictures of the state in both themes, beside the test's report. */
function pictures(page: Page, info: TestInfo): (name: string) => Promise<void> {
  return async (name) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: info.outputPath(`${name}-${colorScheme}.png`) });
    }
  };
}
