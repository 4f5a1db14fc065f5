import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkLab, defineLabDomain, startLab, uniqueName, waitFor, type Lab, type LabDomain } from '../lab/index.ts';
import { readCanvas, readPicture, startConsoleBench, typeKeys, type ConsoleBench, type Picture } from './console-bench.ts';

const check = checkLab(['libvirtd', 'guest']);
const BOOT_MS = 90_000;

describe.skipIf(check.skip)(check.title('the consoles of a real machine, in the window'), () => {
  let lab: Lab<'libvirtd' | 'guest'>;
  let domain: LabDomain;
  let bench: ConsoleBench;

  beforeAll(async () => {
    lab = await startLab({ need: ['libvirtd', 'guest'] });
    domain = await defineLabDomain(lab.libvirtd, lab.guest, { name: uniqueName('lab-screen') });
    bench = await startConsoleBench(lab.libvirtd.uri);
  });

  afterAll(async () => {
    expect(bench.complaints).toEqual([]);
    await bench.dispose();
    await domain.dispose();
    await lab.dispose();
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await bench.page.screenshot({ path: `/tmp/vireo-console-failed-${process.pid}.png` });
  });

  const stage = () => bench.page.getByRole('group', { name: /Display 1 of/ });
  const terminal = () => bench.page.locator('.console-one:not([hidden]) .xterm-rows');
  const choose = async (from: string, to: string): Promise<void> => {
    await bench.page.getByRole('toolbar', { name: 'Console' }).getByRole('button', { name: from }).click();
    await bench.page.getByRole('menuitemcheckbox', { name: to }).click();
  };
  const daemonPicture = async (): Promise<Picture> => {
    const file = `/tmp/${uniqueName('screen')}`;
    await lab.libvirtd.virsh(['screenshot', domain.uuid, file]);
    const picture = await readPicture(bench.page, await readFile(file));
    await rm(file);
    return picture;
  };
  const sameAsDaemon = (): Promise<true> =>
    waitFor(
      'the same picture in the window and from the daemon',
      async () => {
        const [ours, theirs] = [await readCanvas(bench.page), await daemonPicture()];
        return ours.width === theirs.width && ours.height === theirs.height && ours.rgb.equals(theirs.rgb) ? (true as const) : undefined;
      },
      30_000,
      500,
    );

  it('offers to start a machine that is off, and shows its display as soon as there is one', async () => {
    const { page } = bench;
    await page.getByRole('treeitem', { name: domain.name }).dblclick();
    await page.getByRole('tab', { name: 'Console', exact: true }).click();
    await expect.poll(() => page.getByText(`${domain.name} is off.`).count()).toBe(1);
    await page.getByRole('tabpanel', { name: domain.name }).locator('.console-stage').getByRole('button', { name: 'Start' }).click();
    await page.locator('.console-picture canvas').waitFor();
    await expect.poll(() => page.locator('.console-status').textContent(), { timeout: 30_000 }).toMatch(/\d+ × \d+.*VNC/);
  });

  it('talks on the serial line', async () => {
    await choose('Display 1', 'Serial 1');
    await bench.page.locator('.xterm-helper-textarea').focus();
    // The guest may have spoken before the line was opened: Enter makes its shell answer.
    await waitFor('a prompt', async () => {
      await bench.page.keyboard.press('Enter');
      return /#\s*$/m.test((await terminal().innerText()).trimEnd()) ? true : undefined;
    }, BOOT_MS, 1000);
    const nonce = randomBytes(6).toString('hex');
    await bench.page.keyboard.type(`echo ${nonce.slice(0, 6)}""${nonce.slice(6)}\n`);
    await expect.poll(() => terminal().innerText(), { timeout: 30_000 }).toContain(nonce);
  });

  it('finds what was said, and gives the keyboard back to the machine', async () => {
    const { page } = bench;
    await page.keyboard.press('Control+Shift+F');
    const field = page.getByRole('textbox', { name: 'Find in the terminal' });
    await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.type('GUEST-READY');
    await expect.poll(() => page.getByRole('search').textContent()).toMatch(/\d+ of \d+/);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByText('Keyboard is in the machine.').count()).toBe(1);
  });

  it('types through VNC what the serial line then says', async () => {
    const nonce = randomBytes(6).toString('hex');
    await choose('Serial 1', 'Display 1');
    await bench.page.locator('.console-picture canvas').click();
    await typeKeys(bench.page, `echo ${nonce} >/dev/ttyS0\n`);
    await choose('Display 1', 'Serial 1');
    await expect.poll(() => terminal().innerText(), { timeout: 30_000 }).toContain(nonce);
    await choose('Serial 1', 'Display 1');
  });

  it('types a text with every character of a US keyboard', async () => {
    const { page } = bench;
    const text = `az AZ 09 ~!@#%^&*()_+{}|:"<>?-=[];,./`;
    await page.getByRole('button', { name: 'Type text' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill(`echo '${text}' >/dev/ttyS0\n`);
    await page.getByRole('dialog').getByRole('button', { name: 'Type', exact: true }).click();
    await choose('Display 1', 'Serial 1');
    await expect.poll(() => terminal().innerText(), { timeout: 30_000 }).toContain(text);
    await choose('Serial 1', 'Display 1');
  });

  it('types with the keys of the layout that is chosen, and sends combinations of one’s own', async () => {
    const { page } = bench;
    const type = async (text: string, layout: string): Promise<void> => {
      await page.getByRole('button', { name: 'Type text' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox').fill(text);
      await dialog.getByLabel('Keyboard inside').selectOption(layout);
      await dialog.getByRole('button', { name: 'Type', exact: true }).click();
      await expect.poll(() => dialog.count()).toBe(0);
      await page.waitForTimeout(text.length * 20 + 500);
    };
    // The guest has a US keyboard: there a German's y is a z, and # a backslash.
    await type("echo '", 'us');
    await type('yz#', 'de');
    await type("' >/dev/ttyS0\ncat >/tmp/own\nabc\n", 'us');
    const toolbar = page.getByRole('toolbar', { name: 'Console' });
    await toolbar.getByRole('button', { name: 'Send keys' }).click();
    await page.getByRole('menuitem', { name: 'Own combinations' }).click();
    const own = page.getByRole('dialog', { name: 'Own combinations of keys' });
    await own.getByLabel('Keys', { exact: true }).fill('Ctrl + D');
    await page.keyboard.press('Enter');
    await expect.poll(() => own.getByRole('listitem').count()).toBe(1);
    await page.keyboard.press('Escape');
    await toolbar.getByRole('button', { name: 'Send keys' }).click();
    await page.getByRole('menuitem', { name: 'Ctrl D' }).click();
    await type('echo own $(cat /tmp/own) >/dev/ttyS0\n', 'us');
    await choose('Display 1', 'Serial 1');
    await expect.poll(() => terminal().innerText(), { timeout: 30_000 }).toContain('zy\\');
    await expect.poll(() => terminal().innerText(), { timeout: 30_000 }).toContain('own abc');
    await choose('Serial 1', 'Display 1');
  });

  it('shows exactly what the daemon sees', async () => {
    await sameAsDaemon();
  });

  it('keeps every key inside until Ctrl and Alt are let go', async () => {
    const { page } = bench;
    const grabbed = () => page.getByText('Keyboard is in the machine. Ctrl+Alt gives it back');
    const palette = () => page.getByRole('dialog').count();
    await page.locator('.console-picture canvas').click();
    expect(await grabbed().count()).toBe(1);
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Control+1');
    expect([await palette(), await stage().isVisible()]).toEqual([0, true]);
    await page.keyboard.press('Control+Alt+F1');
    expect(await grabbed().count()).toBe(1);
    await page.keyboard.down('Control');
    await page.keyboard.down('Alt');
    await page.keyboard.up('Alt');
    await page.keyboard.up('Control');
    expect(await grabbed().count()).toBe(0);
    await page.keyboard.press('Control+k');
    await expect.poll(palette).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(palette).toBe(0);
    await stage().focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => grabbed().count()).toBe(1);
  });

  it('saves the picture', async () => {
    const { page } = bench;
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save a picture of the screen' }).click()]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`^${domain.name} \\d{4}-\\d\\d-\\d\\d \\d\\d\\.\\d\\d\\.\\d\\d\\.png$`));
  });

  it('follows a reset, and a forced stop with a new start', async () => {
    await lab.libvirtd.virsh(['reset', domain.uuid]);
    await sameAsDaemon();
    await lab.libvirtd.virsh(['destroy', domain.uuid]);
    await expect.poll(() => bench.page.getByText(`${domain.name} is off.`).first().isVisible(), { timeout: 30_000 }).toBe(true);
    await domain.start();
    await bench.page.locator('.console-one:not([hidden]) canvas').waitFor({ timeout: 30_000 });
    await sameAsDaemon();
  });

  it('says that a serial line is in use, and takes it over', async () => {
    const other = domain.openSerial();
    try {
      await other.expect(/GUEST-READY|#/, BOOT_MS);
      await choose('Display 1', 'Serial 1');
      const { page } = bench;
      await page.getByRole('button', { name: 'Take over' }).click({ timeout: 30_000 });
      await page.locator('.xterm-helper-textarea').focus();
      const nonce = randomBytes(6).toString('hex');
      // What is typed before the line is connected is lost.
      await waitFor('an answer on the line that was taken over', async () => {
        await page.keyboard.type(`echo ${nonce}\n`);
        return (await terminal().innerText()).includes(nonce) ? true : undefined;
      }, 60_000, 1000);
    } finally {
      await other.dispose();
    }
  });
});
