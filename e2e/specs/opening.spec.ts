import type { Page } from '@playwright/test';
import { openApp, type OpenedApp } from '../fixtures/app.ts';
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

  test('leads to the host, to a new machine on it, and to the question before one goes', { annotation: [{ type: 'feature', description: 'M-CLI-02' }, { type: 'feature', description: 'M-CLI-06' }, { type: 'feature', description: 'M-CLI-07' }] }, async () => {
    const name = uniqueName('made');
    const opened: OpenedApp[] = [];
    // Where a dialog is in front, the page's own parts are out of reach: the fixture would wait for them.
    const start = async (...args: string[]): Promise<Page> => {
      const app = await openApp({ host: 'browser', args: ['--connect', lab.libvirtd.uri, ...args] });
      opened.push(app);
      return app.page;
    };
    const names = async (): Promise<readonly string[]> => (await virsh('list', '--all', '--name')).split('\n');
    try {
      const host = await start('--show-host-summary');
      await host.getByRole('tab', { name: 'Overview' }).click();
      await expect(host.getByRole('tabpanel').filter({ hasText: 'Host name' }).last()).toContainText((await virsh('hostname')).trim());

      const creator = await start('--show-domain-creator');
      const dialog = creator.getByRole('dialog', { name: 'New machine' });
      await dialog.getByText('Network boot').click();
      await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
      await dialog.getByRole('button', { name: 'Adjust' }).click();
      await dialog.getByRole('combobox', { name: 'Storage pool' }).selectOption({ label: 'none' });
      await dialog.getByRole('button', { name: 'Review' }).click();
      await dialog.getByRole('button', { name: 'Customise first' }).click();
      await expect.poll(names).toContain(name);

      const page = await start('--show-domain-delete', name);
      await page.getByRole('dialog', { name: `Delete ${name}` }).getByRole('button', { name: 'Delete machine' }).click();
      await expect.poll(names).not.toContain(name);
    } finally {
      for (const app of opened) await app.close();
      await lab.libvirtd.virsh(['undefine', '--nvram', name], { check: false });
    }
  });
});
