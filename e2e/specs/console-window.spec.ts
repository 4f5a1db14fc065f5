import type { Page } from '@playwright/test';
import { addHost, command, displayCanvas, openMachine, showConsole, typeOnSerial } from '../fixtures/steps.ts';
import { compareWithVirsh } from '../fixtures/screen.ts';
import { expect, test } from '../fixtures/test.ts';
import { checkLab, defineLabDomain, startLab, uniqueName, type Lab, type LabDomain } from '../lab/index.ts';

/** Consoles that leave their page for a window of their own. */
const PEERS = ['libvirtd', 'guest'] as const;
const check = checkLab(PEERS);

let lab: Lab<(typeof PEERS)[number]>;
let domain: LabDomain;

/** The window of consoles that is open besides the page. */
async function consoleWindow(page: Page): Promise<Page> {
  const found = (): Page | undefined => page.context().pages().find((each) => each.url().includes('/window/console/'));
  await expect.poll(() => found() !== undefined).toBe(true);
  return found() ?? page;
}

test.describe(check.title('consoles in a window of their own'), () => {
  test.skip(check.skip, check.reasons.join('; '));

  test.beforeAll(async () => {
    lab = await startLab({ need: [...PEERS] });
    domain = await defineLabDomain(lab.libvirtd, lab.guest, { network: 'none', name: uniqueName('win') });
    const serial = await domain.boot();
    await serial.dispose();
  });
  test.afterAll(async () => {
    await domain.dispose();
    await lab.dispose();
  });

  test('go with what they show, remember their size, and come back', { annotation: [{ type: 'feature', description: 'C-CON-01' }] }, async ({ open }) => {
    const { page } = await open();
    await addHost(page, lab.libvirtd.uri);
    await openMachine(page, domain.name);
    await expect(displayCanvas(page)).toBeVisible();
    await showConsole(page, /Serial/);
    await typeOnSerial(page, 'echo here-$((6*7))');
    await expect(page.locator('.xterm-rows')).toContainText('here-42');

    await page.getByRole('toolbar', { name: 'Console' }).getByRole('button', { name: 'Open in its own window' }).click();
    const own = await consoleWindow(page);
    await expect(own).toHaveTitle(domain.name);
    await expect(page.getByText('Its consoles are in a window of their own.')).toBeVisible();
    // It begins with the console that was in front, although a serial line has one user at a time.
    await typeOnSerial(own, 'echo away-$((6*7))');
    await expect(own.locator('.xterm-rows')).toContainText('away-42');
    await expect(own.getByRole('button', { name: 'Open in its own window' })).toHaveCount(0);

    await showConsole(own, /Display/);
    await expect(displayCanvas(own)).toBeVisible();
    await compareWithVirsh(own, domain.name);
    await own.setViewportSize({ width: 760, height: 540 });
    await page.waitForTimeout(600); // a size counts when it stays for a moment
    await page.getByRole('button', { name: 'Bring them back' }).click();
    await expect.poll(() => own.isClosed()).toBe(true);
    await typeOnSerial(page, 'echo back-$((6*7))');
    await expect(page.locator('.xterm-rows')).toContainText('back-42');

    // A terminal has every key; other parts of the page leave them to the window.
    await page.getByRole('tab', { name: 'Overview' }).click();
    await command(page, `Open the console of ${domain.name} in its own window`);
    const again = await consoleWindow(page);
    await expect(displayCanvas(again)).toBeVisible();
    // Its height may have the frame of the window in it.
    expect(await again.evaluate(() => window.innerWidth)).toBe(760);
    await again.close();
    await expect(page.getByText('Its consoles are in a window of their own.')).toHaveCount(0);
    await showConsole(page, /Display/);
    await expect(displayCanvas(page)).toBeVisible();
  });

  test('share the clipboard with what runs there, and say who else looks @one-host', async ({ open }) => {
    const text = 'Grüße, 1 €\nsecond line';
    const { page } = await open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await addHost(page, lab.libvirtd.uri);
    await openMachine(page, domain.name);
    await expect(displayCanvas(page)).toBeVisible();
    await expect(page.getByRole('note').filter({ hasText: 'other client' })).toHaveCount(0);
    // A second window of the same application: for the hypervisor it is another client, which the clipboard of the display reaches.
    const opened = page.context().waitForEvent('page');
    await page.evaluate((url) => { window.open(url, '_blank', 'noopener'); }, new URL('/', page.url()).href);
    const second = await opened;
    await openMachine(second, domain.name);
    await expect(displayCanvas(second)).toBeVisible();
    await expect(second.getByRole('note').filter({ hasText: '1 other client' })).toBeVisible();

    await page.bringToFront();
    await page.evaluate((words) => navigator.clipboard.writeText(words), text);
    await page.getByRole('button', { name: 'Paste the clipboard into the machine' }).click();
    const take = second.getByRole('button', { name: `Take ${text.length} characters` });
    await expect(take).toBeVisible();
    await second.bringToFront();
    await second.evaluate(() => navigator.clipboard.writeText('something else'));
    await take.click();
    await expect.poll(() => second.evaluate(() => navigator.clipboard.readText())).toBe(text);
  });
});
