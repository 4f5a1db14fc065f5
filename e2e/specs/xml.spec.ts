import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { addHost, machineLine, openMachine } from '../fixtures/steps.ts';
import { expect, test } from '../fixtures/test.ts';
import { checkLab, defineLabDomain, labDisksDir, startLab, uniqueName, type Lab, type LabDomain } from '../lab/index.ts';

/** Machines' documents, edited as text: the daemon's own `dumpxml` says what came of it. */
const PEERS = ['libvirtd', 'guest'] as const;
const check = checkLab(PEERS);

const editor = (page: Page): Locator => page.getByRole('textbox', { name: 'Configuration as XML' });

/** Writes something behind the first of these words. */
async function write(page: Page, words: string, text: string): Promise<void> {
  await editor(page).focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+f');
  await expect(page.getByPlaceholder('Find')).toBeFocused();
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.insertText(text);
}

/** Opens the review of the changes. */
async function review(page: Page, name: string): Promise<Locator> {
  await editor(page).focus();
  await page.keyboard.press('Control+s');
  const dialog = page.getByRole('dialog', { name: `Changes to ${name}` });
  await expect(dialog.getByRole('region', { name: 'What would change' })).toBeVisible();
  return dialog;
}

let lab: Lab<(typeof PEERS)[number]>;

test.describe(check.title('the XML editor @one-host'), () => {
  test.skip(check.skip, check.reasons.join('; '));
  let domain: LabDomain;

  test.beforeAll(async () => {
    lab = await startLab({ need: [...PEERS] });
    domain = await defineLabDomain(lab.libvirtd, lab.guest, { network: 'none', name: uniqueName('doc'), memoryMiB: 128, graphics: { type: 'vnc', password: 'secret12' } });
  });
  test.afterAll(async () => {
    await domain.dispose();
    await lab.dispose();
  });

  const dumpxml = (...options: readonly string[]): Promise<string> => lab.libvirtd.virsh(['dumpxml', domain.name, ...options]);

  test('a document is written with help, judged by line, and joined with what virsh did meanwhile', { annotation: [{ type: 'feature', description: 'M-X-04' }, { type: 'feature', description: 'M-HW-24' }] }, async ({ open }) => {
    const { page } = await open();
    await addHost(page, lab.libvirtd.uri);
    await openMachine(page, domain.name);
    await page.getByRole('tab', { name: 'XML', exact: true }).click();
    await write(page, '<devices>', '\n    <');
    await page.keyboard.type('watchd');
    await expect(page.getByRole('option', { name: /^watchdog/ })).toBeVisible();
    await page.waitForTimeout(150);
    await page.keyboard.press('Enter');
    await page.keyboard.type(' mod');
    await expect(page.getByRole('option', { name: /^model/ })).toBeVisible();
    await page.waitForTimeout(150);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('option', { name: 'i6300esb' })).toBeVisible();
    await page.keyboard.insertText('wrong');
    await page.keyboard.press('End');
    await page.keyboard.insertText(" action='reset'/>");
    // libvirt's schema has its word on that line.
    await expect(page.getByRole('button', { name: /problem/ })).toBeVisible();
    await write(page, "model='wrong", '');
    for (let at = 0; at < 'wrong'.length; at += 1) await page.keyboard.press('Backspace');
    await page.keyboard.insertText('i6300esb');
    await expect(page.getByRole('button', { name: /problem/ })).toBeHidden();

    await lab.libvirtd.virsh(['desc', domain.name, '--title', '--config', 'from virsh']);
    const dialog = await review(page, domain.name);
    await expect(dialog).toContainText('This is your change on top of it.');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Applied, together with what was changed on the host meanwhile.')).toBeVisible();
    const now = await dumpxml('--security-info');
    for (const part of ["<watchdog model='i6300esb' action='reset'>", '<title>from virsh</title>', "passwd='secret12'"]) expect(now).toContain(part);
  });

  test('where virsh changed the same, a person chooses; what libvirt does not keep is said', { annotation: [{ type: 'feature', description: 'C-ACT-10' }] }, async ({ open }) => {
    await lab.libvirtd.virsh(['desc', domain.name, '--title', '--config', 'one']);
    const { page } = await open();
    await addHost(page, lab.libvirtd.uri);
    await openMachine(page, domain.name);
    await page.getByRole('tab', { name: 'XML', exact: true }).click();
    await write(page, '<title>one', ' of mine');
    await write(page, '</title>', '<wobble depth="3"/>');
    await lab.libvirtd.virsh(['desc', domain.name, '--title', '--config', 'one of theirs']);
    const dialog = await review(page, domain.name);
    await expect(dialog).toContainText('You and somebody on the host changed the same: title.');
    await dialog.getByText('The host’s', { exact: true }).click();
    await expect(dialog.getByRole('region')).not.toContainText('of mine');
    await dialog.getByText('Mine', { exact: true }).click();
    await expect(dialog.getByRole('region')).toContainText('one of mine');
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await expect(dialog.getByRole('alert')).toContainText('The host’s schema refuses it');
    expect(await dumpxml()).toContain('<title>one of theirs</title>');
    await dialog.getByRole('button', { name: 'Apply without the check' }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'The host did not keep 1 part' });
    await expect(alert).toContainText('<wobble depth="3"/>');
    expect(await dumpxml()).toContain('<title>one of mine</title>');
  });

  test('what runs and what is stored change together', { annotation: [{ type: 'feature', description: 'M-X-04' }] }, async ({ open }) => {
    const image = join(labDisksDir(), `${domain.name}.raw`);
    writeFileSync(image, new Uint8Array(1024 * 1024), { mode: 0o666 });
    await lab.libvirtd.virsh(['start', domain.name]);
    const { page } = await open();
    await addHost(page, lab.libvirtd.uri);
    await openMachine(page, domain.name);
    await page.getByRole('tab', { name: 'XML', exact: true }).click();
    await page.getByText('Stored', { exact: true }).click();
    await write(page, '<devices>', `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${image}'/><target dev='vdb' bus='virtio'/></disk>`);
    await write(page, '<on_crash>', '<!-- x -->');
    const dialog = await review(page, domain.name);
    await dialog.getByText('Now and from the next start').click();
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await expect(page.getByText('Applied.')).toBeVisible();
    for (const xml of [await dumpxml(), await dumpxml('--inactive')]) expect(xml).toContain(image);
  });

  test('a read-only host says why nothing can be changed', async ({ open }) => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Add host' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Add a host' });
    await dialog.getByRole('textbox', { name: 'Address' }).fill(lab.libvirtd.uri);
    await dialog.getByRole('checkbox', { name: /read-only/i }).check();
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await openMachine(page, domain.name);
    await page.getByRole('tab', { name: 'XML', exact: true }).click();
    await expect(page.getByText('read-only: The connection is read-only')).toBeVisible();
    await editor(page).focus();
    await page.keyboard.type('nothing');
    await expect(editor(page)).not.toContainText('nothing');
    await expect(page.getByRole('button', { name: 'Review changes' })).toHaveAttribute('aria-description', 'The connection is read-only');
  });
});

test('the built-in test host keeps what is in the metadata, and says what it drops', async ({ open }) => {
  const { page } = await open();
  await addHost(page, 'test:///default');
  await machineLine(page, 'running', 'test').dblclick();
  await page.getByRole('tab', { name: 'XML', exact: true }).click();
  await page.getByText('Stored', { exact: true }).click();
  await write(page, '</uuid>', '<metadata><a:b xmlns:a="urn:example:a" odd="yes"><a:c/></a:b></metadata><wobble/>');
  const dialog = await review(page, 'test');
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'The host did not keep 1 part' })).toContainText('<wobble/>');
  await expect(editor(page)).toContainText('odd="yes"');
  await expect(editor(page)).not.toContainText('wobble');
});
