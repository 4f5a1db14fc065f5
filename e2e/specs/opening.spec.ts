import type { Page } from '@playwright/test';
import { displayCanvas } from '../fixtures/steps.ts';
import { expect, test } from '../fixtures/test.ts';
import { checkLab, defineLabDomain, startLab, uniqueName, type Lab, type LabDomain } from '../lab/index.ts';

/** Where a start leads to: the options that virt-manager's users know, and addresses. */
const PEERS = ['libvirtd', 'guest'] as const;
const check = checkLab(PEERS);

let lab: Lab<(typeof PEERS)[number]>;
let domain: LabDomain;

const virsh = (...args: string[]): Promise<string> => lab.libvirtd.virsh(args);
const heading = (page: Page) => page.getByRole('heading', { name: domain.name, level: 1 });

test.describe(check.title('the start @one-host'), () => {
  test.skip(check.skip, check.reasons.join('; '));

  test.beforeAll(async () => {
    lab = await startLab({ need: [...PEERS] });
    domain = await defineLabDomain(lab.libvirtd, lab.guest, { name: uniqueName('open'), network: 'none' });
    await domain.start();
  });
  test.afterAll(async () => {
    await domain.dispose();
    await lab.dispose();
  });

  test('leads to a machine’s console', { annotation: [{ type: 'feature', description: 'M-CLI-01' }, { type: 'feature', description: 'M-CLI-05' }] }, async ({ open }) => {
    const { page } = await open({ args: ['--connect', lab.libvirtd.uri, '--show-domain-console', domain.name] });
    await expect(heading(page)).toBeVisible();
    await expect(displayCanvas(page)).toBeVisible();
    expect(await virsh('qemu-monitor-command', '--hmp', domain.name, 'info vnc')).toContain('Client:');
  });

  test('leads to its hardware, and addresses lead on', { annotation: [{ type: 'feature', description: 'M-CLI-03' }, { type: 'feature', description: 'M-CLI-04' }, { type: 'feature', description: 'C-APP-04' }] }, async ({ open }) => {
    const { page } = await open({ args: ['--connect', lab.libvirtd.uri, '--show-domain-editor', domain.name] });
    await expect(heading(page)).toBeVisible();
    const form = page.getByRole('region', { name: /^General/ });
    const title = uniqueName('title');
    await form.getByLabel('Title', { exact: true }).fill(title);
    await form.getByLabel('Title', { exact: true }).blur();
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await expect.poll(() => virsh('dumpxml', '--inactive', domain.name)).toContain(`<title>${title}</title>`);
    const follow = (opening: string): Promise<void> => page.evaluate((text) => { window.location.hash = `open=${encodeURIComponent(text)}`; }, opening);
    await follow(`machine=${domain.uuid}&show=xml`);
    await expect(page.getByRole('tab', { name: 'XML', selected: true })).toBeVisible();
    await expect(page.locator('.cm-content')).toContainText(domain.uuid);
    await follow('machine=nobody-is-called-that&show=delete');
    await expect(page.getByRole('dialog')).toHaveCount(0);

    const second = await open({ args: ['--connect', lab.libvirtd.uri, '--show-domain-performance', domain.name] });
    await expect(second.page.getByRole('tab', { name: 'Overview', selected: true })).toBeVisible();
    await expect(second.page.getByRole('img', { name: 'CPU' })).toBeVisible();
  });
});
