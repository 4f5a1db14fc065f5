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
