import type { Page } from '@playwright/test';
import { displayCanvas, machineLine } from '../fixtures/steps.ts';
import { expect, test } from '../fixtures/test.ts';
import { checkLab, defineLabDomain, run, startLab, uniqueName, type Lab, type LabDomain } from '../lab/index.ts';

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

  test('leads to a new machine, and to the question before deleting', { annotation: [{ type: 'feature', description: 'M-CLI-02' }, { type: 'feature', description: 'M-CLI-06' }, { type: 'feature', description: 'M-CLI-07' }] }, async ({ open }) => {
    const name = uniqueName('opened');
    try {
      const { page } = await open({ args: ['--connect', lab.libvirtd.uri, '--show-domain-creator'] });
      const dialog = page.getByRole('dialog', { name: 'New machine' });
      await dialog.getByText('Empty', { exact: true }).click();
      await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
      await dialog.getByRole('checkbox', { name: 'Start it' }).uncheck();
      await dialog.getByRole('button', { name: 'Adjust' }).click();
      await dialog.getByRole('combobox', { name: 'Storage pool' }).selectOption({ label: 'none' });
      await dialog.getByRole('combobox', { name: 'Network' }).selectOption({ label: 'none' });
      await dialog.getByRole('button', { name: 'Create' }).click();
      await expect(machineLine(page, 'off', name)).toBeVisible();
      expect((await virsh('domstate', name)).trim()).toBe('shut off');

      const second = await open({ args: ['--connect', lab.libvirtd.uri, '--show-domain-delete', name] });
      await second.page.getByRole('dialog', { name: `Delete ${name}` }).getByRole('button', { name: 'Delete machine' }).click();
      await expect.poll(async () => (await virsh('list', '--all', '--name')).split('\n')).not.toContain(name);

      const third = await open({ args: ['--connect', lab.libvirtd.uri, '--show-host-summary'] });
      await third.page.getByRole('tab', { name: 'Overview' }).click();
      await expect(third.page.getByRole('tabpanel').filter({ hasText: 'Host name' })).toContainText((await virsh('hostname')).trim());
    } finally {
      await run(['virsh', '-q', '-c', lab.libvirtd.uri, 'undefine', '--nvram', name], { check: false });
    }
  });
});
