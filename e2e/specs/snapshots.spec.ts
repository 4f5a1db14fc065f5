import { setTimeout } from 'node:timers/promises';
import { addHost, command, openMachine } from '../fixtures/steps.ts';
import { expect, patienceMs, test } from '../fixtures/test.ts';
import { checkLab, defineLabDomain, startLab, uniqueName, type Lab, type LabDomain } from '../lab/index.ts';

/** Snapshots of a real machine: what was in its memory comes back. */
const PEERS = ['libvirtd', 'guest'] as const;
const check = checkLab(PEERS);

/** Says a line on the machine's serial console until it has answered; a console takes a moment to be there. */
async function onSerial(domain: LabDomain, line: string, answer: RegExp): Promise<void> {
  await expect(async () => {
    const serial = domain.openSerial();
    try {
      await setTimeout(3000);
      serial.send(`\n${line}\n`);
      await serial.expect(answer, 15_000);
    } finally {
      await serial.dispose();
    }
  }).toPass({ timeout: 90_000 });
}

let lab: Lab<(typeof PEERS)[number]>;

test.describe(check.title('snapshots @one-host'), () => {
  test.skip(check.skip, check.reasons.join('; '));

  test.beforeAll(async () => {
    lab = await startLab({ need: [...PEERS] });
  });
  test.afterAll(async () => {
    await lab.dispose();
  });

  test('one is taken, gone back to and deleted', { annotation: [{ type: 'feature', description: 'M-SNAP-03' }, { type: 'feature', description: 'M-SNAP-04' }, { type: 'feature', description: 'M-SNAP-02' }] }, async ({ open }) => {
    test.setTimeout(400_000);
    const domain = await defineLabDomain(lab.libvirtd, lab.guest, { network: 'none', name: uniqueName('snap') });
    try {
      const serial = await domain.boot();
      serial.send('echo kept > /tmp/marker; echo written-$((6*7))\n');
      await serial.expect(/written-42/);
      await serial.dispose();
      const { page } = await open();
      await addHost(page, lab.libvirtd.uri);
      await openMachine(page, domain.name);
      await page.getByRole('tab', { name: 'Snapshots' }).click();
      await expect(page.getByText('No snapshots.')).toBeVisible();
      await command(page, 'Take snapshot');
      const take = page.getByRole('dialog', { name: `Take a snapshot of ${domain.name}` });
      await take.getByLabel('Name').fill('with memory');
      await take.getByLabel('Description').fill('the file is there');
      await page.keyboard.press('Enter');
      const option = page.getByRole('option', { name: /with memory/ });
      await expect(option).toBeVisible({ timeout: patienceMs(60_000) });
      await expect(option.getByRole('img')).toBeVisible();
      const listed = await lab.libvirtd.virsh(['snapshot-list', domain.name]);
      expect(listed).toMatch(/with memory .* running/);
      expect(await lab.libvirtd.virsh(['snapshot-dumpxml', domain.name, 'with memory'])).toContain('<description>the file is there</description>');

      await onSerial(domain, 'rm /tmp/marker; ls /tmp/marker || echo gone-$((7*7))', /gone-49/);

      await page.getByRole('complementary', { name: 'with memory' }).getByRole('button', { name: 'Revert' }).click();
      await expect(page.getByRole('dialog').getByRole('checkbox', { name: 'Take a snapshot of now first' })).toBeChecked();
      await page.getByRole('dialog').getByRole('button', { name: 'Revert' }).click();
      await expect(page.getByRole('option', { name: /before-with memory-1/ })).toBeVisible({ timeout: patienceMs(60_000) });
      await expect.poll(async () => (await lab.libvirtd.virsh(['snapshot-current', '--name', domain.name])).trim(), { timeout: 60_000 }).toBe('with memory');
      await expect.poll(() => lab.libvirtd.virsh(['domstate', '--reason', domain.name]), { timeout: 60_000 }).toContain('running (from snapshot)');
      await onSerial(domain, 'cat /tmp/marker; echo back-$((8*8))', /kept\s+back-64/);

      await page.getByRole('option', { name: /Screen when with memory was taken/ }).click();
      await page.getByRole('complementary', { name: 'with memory' }).getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('dialog').getByRole('checkbox', { name: /1 snapshot/ }).check();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete 2 snapshots' }).click();
      await expect(page.getByText('No snapshots.')).toBeVisible({ timeout: 60_000 });
      expect((await lab.libvirtd.virsh(['snapshot-list', '--name', domain.name])).trim()).toBe('');
    } finally {
      await domain.dispose();
    }
  });

  test('those of a machine that is off are listed as a tree, described, and deleted one by one', { annotation: [{ type: 'feature', description: 'M-SNAP-01' }, { type: 'feature', description: 'M-SNAP-05' }, { type: 'feature', description: 'M-SNAP-06' }] }, async ({ open }) => {
    const domain = await defineLabDomain(lab.libvirtd, lab.guest, { network: 'none', name: uniqueName('snaps') });
    const virsh = (...args: string[]): Promise<string> => lab.libvirtd.virsh(args);
    try {
      for (const name of ['first', 'second', 'third']) await virsh('snapshot-create-as', domain.name, name, `the ${name}`);
      await virsh('snapshot-revert', domain.name, 'first');
      await virsh('snapshot-create-as', domain.name, 'branch');
      const { page } = await open();
      await addHost(page, lab.libvirtd.uri);
      await openMachine(page, domain.name);
      await page.getByRole('tab', { name: 'Snapshots' }).click();
      const list = page.getByRole('listbox', { name: 'Snapshots' });
      await expect(list.getByRole('option')).toHaveCount(4);
      for (const name of (await virsh('snapshot-list', '--name', domain.name)).split('\n').filter((each) => each !== '')) {
        await list.getByRole('option', { name: new RegExp(`(^|\\s)${name}(\\s|$)`) }).click();
        const parent = (await virsh('snapshot-parent', domain.name, name).catch(() => '')).trim();
        await expect(page.getByRole('complementary', { name }).getByRole('definition').filter({ hasText: parent === '' ? /^none$/ : new RegExp(`^${parent}$`) })).toHaveCount(1);
      }
      await list.getByRole('option', { name: /third/ }).click();
      await list.press('F2');
      await page.getByRole('dialog', { name: 'Describe third' }).getByRole('textbox').fill('seen from here');
      await page.keyboard.press('Enter');
      await expect.poll(() => virsh('snapshot-dumpxml', domain.name, 'third')).toContain('<description>seen from here</description>');
      await list.getByRole('option', { name: /branch/ }).click();
      await page.getByRole('complementary', { name: 'branch' }).getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete snapshot' }).click();
      await expect(list.getByRole('option')).toHaveCount(3);
      expect((await virsh('snapshot-list', '--name', domain.name)).trim().split('\n')).toEqual(['first', 'second', 'third']);
    } finally {
      await domain.dispose();
    }
  });
});
