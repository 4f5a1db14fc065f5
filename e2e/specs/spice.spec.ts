import type { Locator, Page } from '@playwright/test';
import { dialHere } from '../../drivers/transport/dial-here.ts';
import { ByteReader } from '../../main/services/consoles/byte-reader.ts';
import { linkChannel } from '../../main/services/consoles/spice-link.ts';
import { openApp } from '../fixtures/app.ts';
import { GuestInput, INPUT, type InputEvent } from '../fixtures/guest-input.ts';
import { compareWithVirsh } from '../fixtures/screen.ts';
import { addHost, displayCanvas, machineLine, openMachine, showConsole } from '../fixtures/steps.ts';
import { expect, test } from '../fixtures/test.ts';
import { checkLab, defineLabDomain, startLab, uniqueName, type Lab, type LabDomain } from '../lab/index.ts';

/** SPICE displays in the window; the judges are Linux in the guest and QEMU's monitor. */
const PEERS = ['libvirtd', 'guest'] as const;
const check = checkLab(PEERS);
const PASSWORD = 'first123';

let lab: Lab<(typeof PEERS)[number]>;
let domain: LabDomain;
let heard: GuestInput;
let page: Page;
const toEnd: (() => Promise<void>)[] = [];

const monitor = (line: string): Promise<string> => lab.libvirtd.virsh(['qemu-monitor-command', '--hmp', domain.name, line]);

/** The main channel's link message: protocol 2.2, one word of common capabilities (a ticket, small headers), none of its own. */
function mainLink(): Buffer {
  const link = Buffer.alloc(38);
  link.write('REDQ', 'latin1');
  for (const [at, value] of [[4, 2], [8, 2], [12, 22], [22, 1], [30, 18], [34, 0b1011]] as const) link.writeUInt32LE(value, at);
  link[20] = 1;
  return link;
}

/** A client that is no Vireo takes the display; answers what ends it, and when it has ended. */
async function stranger(): Promise<{ readonly ended: () => boolean; readonly end: () => Promise<void> }> {
  const port = Number(/:(\d+)$/.exec((await lab.libvirtd.virsh(['domdisplay', domain.name])).trim())?.[1]);
  const stream = await dialHere({ kind: 'tcp', host: '127.0.0.1', port });
  await linkChannel(stream, new ByteReader(stream), mainLink(), PASSWORD);
  let over = false;
  const read = async (): Promise<void> => {
    while ((await stream.recv()) !== undefined);
  };
  void read().catch(() => undefined).then(() => { over = true; });
  return { ended: () => over, end: () => stream.abort() };
}

const inUse = (where: Page): Locator => where.getByRole('alert').filter({ hasText: /Somebody else uses Display/ });
const lookOnly = (): Locator => page.getByRole('button', { name: 'Look only: send neither keys nor mouse' });

/** The display is connected again, by itself or because somebody says so. */
async function comesBack(): Promise<void> {
  const again = page.getByRole('button', { name: /^Try (now|again)$/ });
  await expect(async () => {
    if ((await again.count()) > 0) await again.click({ timeout: 1000 });
    await expect(displayCanvas(page)).toBeVisible({ timeout: 5000 });
  }).toPass({ timeout: 60_000 });
}

/** The display is in front and connected, whatever was before. */
async function shown(): Promise<void> {
  if ((await page.getByRole('heading', { name: domain.name, level: 1 }).count()) === 0) await openMachine(page, domain.name);
  await showConsole(page, /Display/);
  await comesBack();
  await expect(page.getByText(/\d+ × \d+.*, SPICE/)).toBeVisible();
}

/** A place of the picture by shares of its width and height, in the window. */
async function placeOf(x: number, y: number): Promise<{ readonly x: number; readonly y: number }> {
  const box = await displayCanvas(page).boundingBox();
  if (box === null) throw new Error('no picture');
  return { x: box.x + box.width * x, y: box.y + box.height * y };
}

const near = (x: number, y: number): { readonly x: unknown; readonly y: unknown } => ({ x: expect.closeTo(x, 2), y: expect.closeTo(y, 2) });
const words = (events: readonly InputEvent[]): readonly string[] => events.map(({ code, value }) => `${code} ${value}`);

test.describe.configure({ mode: 'default' });
test.describe(check.title('SPICE displays @one-host'), () => {
  test.skip(check.skip, check.reasons.join('; '));

  test.beforeAll(async () => {
    lab = await startLab({ need: [...PEERS] });
    toEnd.push(() => lab.dispose());
    domain = await defineLabDomain(lab.libvirtd, lab.guest, { name: uniqueName('spice'), network: 'none', graphics: { type: 'spice', password: PASSWORD }, tablet: true });
    toEnd.push(() => domain.dispose());
    const serial = await domain.boot();
    toEnd.push(() => serial.dispose());
    heard = await GuestInput.record(serial);
    const app = await openApp({ host: 'browser' });
    toEnd.push(app.close);
    page = app.page;
    await page.getByRole('navigation').waitFor();
    await addHost(page, lab.libvirtd.uri);
    await expect(machineLine(page, 'running', domain.name)).toBeVisible();
  });
  test.afterAll(async () => {
    for (const end of toEnd.splice(0).reverse()) await end();
  });

  test('one that another client has is taken over only when asked for', { annotation: [{ type: 'feature', description: 'M-CON-02' }] }, async () => {
    const other = await stranger();
    try {
      // The host has told of the client before it tells of this.
      await lab.libvirtd.virsh(['suspend', domain.name]);
      await expect(machineLine(page, 'paused', domain.name)).toBeVisible();
      await lab.libvirtd.virsh(['resume', domain.name]);
      await expect(machineLine(page, 'running', domain.name)).toBeVisible();
      await openMachine(page, domain.name);
      await expect(inUse(page)).toContainText('Taking over ends the other connection.');
      expect(other.ended()).toBe(false);
      await inUse(page).getByRole('button', { name: 'Take over' }).click();
      // Its password is in the machine's document: nobody is asked.
      await expect(displayCanvas(page)).toBeVisible();
      await expect.poll(other.ended).toBe(true);
      await expect(inUse(page)).toHaveCount(0);
    } finally {
      await other.end();
    }
    await compareWithVirsh(page, domain.name);
  });

  test('the pointer, its buttons and its wheel reach the guest, keys until they are taken back', { annotation: [{ type: 'feature', description: 'M-CON-12' }] }, async () => {
    await shown();
    await expect.poll(() => monitor('info spice')).toContain('mouse-mode: client');
    await heard.clear();
    const [from, to] = [await placeOf(0.1, 0.2), await placeOf(0.75, 0.5)];
    await page.mouse.move(from.x, from.y);
    await expect.poll(async () => (await heard.pointer()).at).toEqual(near(0.1, 0.2));
    // A button that follows a fast move is pressed where the pointer has come to.
    await page.mouse.move(to.x, to.y, { steps: 30 });
    await page.mouse.down();
    await page.mouse.up();
    await page.mouse.click(from.x, from.y, { button: 'right' });
    await page.mouse.click(to.x, to.y, { button: 'middle' });
    await page.mouse.wheel(0, 100);
    await page.mouse.wheel(0, -100);
    const { left, right, middle, wheel } = INPUT;
    const done = [`${left} 1`, `${left} 0`, `${right} 1`, `${right} 0`, `${middle} 1`, `${middle} 0`, `${wheel} -1`, `${wheel} 1`];
    await expect.poll(async () => words((await heard.pointer()).events)).toEqual(done);
    const { events } = await heard.pointer();
    expect([events[0], events[2], events[4]]).toMatchObject([near(0.75, 0.5), near(0.1, 0.2), near(0.75, 0.5)]);

    await page.keyboard.press('a');
    await page.keyboard.press('Control+Alt');
    await expect(page.getByRole('group', { name: /Display/ })).toBeFocused();
    await page.keyboard.press('b');
    await displayCanvas(page).click();
    await page.keyboard.press('c');
    const { a, b, c } = INPUT;
    await expect.poll(async () => words(await heard.keys())).toContain(`${c} 0`);
    const keys = words(await heard.keys());
    expect(keys.filter((key) => [a, b, c].some((code) => key.startsWith(`${code} `)))).toEqual([`${a} 1`, `${a} 0`, `${c} 1`, `${c} 0`]);
    // What was down when the keyboard was taken back is up again.
    expect(keys.filter((key) => key.endsWith(' 1')).length).toBe(keys.filter((key) => key.endsWith(' 0')).length);
  });

  test('whoever only looks sends nothing', async () => {
    await shown();
    await heard.clear();
    await lookOnly().click();
    await expect(lookOnly()).toHaveAttribute('aria-pressed', 'true');
    await displayCanvas(page).click();
    await page.keyboard.press('a');
    await page.mouse.wheel(0, 100);
    await lookOnly().click();
    await expect(lookOnly()).toHaveAttribute('aria-pressed', 'false');
    await displayCanvas(page).click({ button: 'right' });
    await page.keyboard.press('b');
    // What is sent arrives in order.
    const { b, right } = INPUT;
    await expect.poll(async () => words(await heard.keys())).toEqual([`${b} 1`, `${b} 0`]);
    await expect.poll(async () => words((await heard.pointer()).events)).toEqual([`${right} 1`, `${right} 0`]);
  });

  test('a second window takes it over, and gives it back when it closes', async () => {
    await shown();
    const opened = page.context().waitForEvent('page');
    await page.evaluate((url) => { window.open(url, '_blank', 'noopener'); }, new URL('/', page.url()).href);
    const second = await opened;
    try {
      await openMachine(second, domain.name);
      await expect(inUse(second)).toBeVisible();
      await expect(displayCanvas(page)).toBeVisible();
      await inUse(second).getByRole('button', { name: 'Take over' }).click();
      await expect(displayCanvas(second)).toBeVisible();
      // The first one does not take it back by itself.
      await expect(page.getByRole('alert').filter({ hasText: /another client uses the display|Somebody else uses Display/ })).toBeVisible();
      await expect(displayCanvas(page)).toHaveCount(0);
      await compareWithVirsh(second, domain.name);
    } finally {
      await second.close();
    }
    await comesBack();
    await compareWithVirsh(page, domain.name);
  });

  test('a password that was changed is asked for, until it is right', { annotation: [{ type: 'feature', description: 'M-CON-16' }] }, async () => {
    await shown();
    await showConsole(page, /Screenshots|Pictures/);
    await expect.poll(() => monitor('info spice')).toContain('Channels: none');
    await monitor('set_password spice other456');
    const dialog = page.getByRole('dialog', { name: `Password for ${domain.name}` });
    const field = dialog.getByLabel('Password', { exact: true });
    try {
      await showConsole(page, /Display/);
      await expect(field).toBeFocused();
      await page.keyboard.press('Escape');
      const card = page.getByRole('alert').filter({ hasText: 'The display wants a password.' });
      await card.getByRole('button', { name: 'Try again' }).click();
      await expect(field).toBeFocused();
      await expect(dialog).not.toContainText('That was not it.');
      await field.fill('wrong');
      await page.keyboard.press('Enter');
      await expect(dialog).toContainText('That was not it.');
      await field.fill('other456');
      await page.keyboard.press('Enter');
      await expect(displayCanvas(page)).toBeVisible();
      await expect(dialog).toHaveCount(0);
      expect(await monitor('info spice')).toContain('auth: spice');
      await compareWithVirsh(page, domain.name);
    } finally {
      await monitor(`set_password spice ${PASSWORD}`);
    }
    // What has worked is wrong now, but the machine's document says the right one: nobody is asked.
    await showConsole(page, /Screenshots|Pictures/);
    await expect.poll(() => monitor('info spice')).toContain('Channels: none');
    await shown();
    await expect(dialog).toHaveCount(0);
  });
});
