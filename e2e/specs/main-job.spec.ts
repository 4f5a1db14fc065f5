import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { checkLab, defineLabDomain, run, startLab, uniqueName, type Lab, type LabDomain } from '../lab/index.ts';
import { expect, test } from '../fixtures/test.ts';
import { command, leaveConsole, openMachine } from '../fixtures/steps.ts';
import { compareWithVirsh } from '../fixtures/screen.ts';
import { cpuByVirsh } from '../fixtures/virsh-cpu.ts';

/** The main job: see a machine, start it, watch it boot, log in on both consoles, see its figures move, shut it down. */
const PEERS = ['libvirtd', 'guest', 'sshd'] as const;
const check = checkLab(PEERS);

/** Ways to the same daemon. */
const ROUTES = [
  { name: 'on this computer', uri: (): string => 'qemu:///system' },
  {
    name: 'over ssh',
    uri: (lab: Lab<'sshd'>): string => `qemu+ssh://root@127.0.0.1:${lab.sshd.port}/system?keyfile=${encodeURIComponent(lab.sshd.keyPath)}`,
  },
] as const;

let lab: Lab<(typeof PEERS)[number]>;

test.describe(check.title('the main job'), () => {
  test.skip(check.skip, check.reasons.join('; '));

  test.beforeAll(async () => {
    lab = await startLab({ need: [...PEERS] });
  });
  test.afterAll(async () => {
    await lab.dispose();
  });

  for (const route of ROUTES) {
    test(`without a mouse, ${route.name}`, { annotation: [{ type: 'feature', description: 'M-CON-01' }, { type: 'feature', description: 'M-CONN-02' }, { type: 'feature', description: 'C-DET-02' }] }, async ({ open }) => {
      const domain = await defineLabDomain(lab.libvirtd, lab.guest, { name: uniqueName('job') });
      try {
        const { page } = await open();
        await mainJob(page, domain, route.uri(lab));
      } finally {
        await domain.dispose();
      }
    });
  }
});

async function mainJob(page: Page, domain: LabDomain, uri: string): Promise<void> {
  await addHost(page, uri);
  await openMachine(page, domain.name);
  await command(page, 'Start');
  await expect(page.getByRole('treeitem', { name: `running ${domain.name}` })).toBeVisible();
  const nonce = `nonce-${randomBytes(6).toString('hex')}`;
  await showConsole(page, /Serial/);
  await expect(page.locator('.xterm-rows')).toContainText('GUEST-READY tty=ttyS0', { timeout: 90_000 });
  await showConsole(page, /Display/);
  await typeOnDisplay(page, `echo ${nonce} >/dev/ttyS0`);
  await showConsole(page, /Serial/);
  await expect(page.locator('.xterm-rows')).toContainText(nonce);
  await showConsole(page, /Display/);
  await compareWithVirsh(page, domain.name);
  await compareFigures(page, domain);
  await command(page, 'Shut down');
  await expect(page.getByRole('treeitem', { name: `off ${domain.name}` })).toBeVisible({ timeout: 60_000 });
  expect((await run(['virsh', '-c', 'qemu:///system', 'domstate', domain.name])).stdout.trim()).toBe('shut off');
}

async function addHost(page: Page, uri: string): Promise<void> {
  await command(page, 'Add a host');
  const dialog = page.getByRole('dialog', { name: 'Add a host' });
  await dialog.getByRole('textbox', { name: 'Address' }).focus();
  await page.keyboard.type(uri);
  await page.keyboard.press('Enter');
  if (uri.includes('+ssh')) {
    const question = page.getByRole('dialog').filter({ hasText: 'SHA256:' });
    await expect(question).toBeVisible();
    await question.getByRole('button', { name: 'Connect', exact: true }).focus();
    await page.keyboard.press('Enter');
  }
  await expect(dialog).toBeHidden();
}

async function showConsole(page: Page, label: RegExp): Promise<void> {
  await leaveConsole(page);
  // The menu of the time before may still be fading.
  await expect(page.getByRole('menuitemcheckbox')).toHaveCount(0);
  await page.getByRole('tab', { name: 'Console' }).focus();
  await page.keyboard.press('Enter');
  const chooser = page.getByRole('toolbar', { name: 'Console' }).getByRole('button', { name: /Display|Serial|Screenshots/ });
  await chooser.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitemcheckbox', { name: label }).focus();
  await page.keyboard.press('Enter');
}

async function typeOnDisplay(page: Page, text: string): Promise<void> {
  await page.getByRole('group', { name: /Display/ }).locator('canvas').focus();
  await expect(page.getByText('Keyboard is in the machine')).toBeVisible();
  for (const key of text) {
    // A person holds Shift; a machine gets the keys, not the letters.
    const shifted = /[A-Z>&]/.test(key);
    if (shifted) await page.keyboard.down('Shift');
    await page.keyboard.press(key, { delay: 20 });
    if (shifted) await page.keyboard.up('Shift');
  }
  await page.keyboard.press('Enter');
}

/** What the overview shows is within ten points of what virsh counts, idle and under load. */
async function compareFigures(page: Page, domain: LabDomain): Promise<void> {
  await leaveConsole(page);
  await page.getByRole('tab', { name: 'Overview' }).focus();
  await page.keyboard.press('Enter');
  await expectCpu(page, domain.name);
  await showConsole(page, /Display/);
  await typeOnDisplay(page, 'yes >/dev/null &');
  await leaveConsole(page);
  await page.getByRole('tab', { name: 'Overview' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForTimeout(7000);
  await expectCpu(page, domain.name);
}

async function expectCpu(page: Page, name: string): Promise<void> {
  await expect
    .poll(
      async () => {
        const counted = await cpuByVirsh(name, 6000);
        const shown = Number.parseFloat((await page.getByTestId('overview-cpu').innerText()).replace(',', '.'));
        return Math.abs(shown - counted);
      },
      { timeout: 40_000 },
    )
    .toBeLessThan(10);
}
