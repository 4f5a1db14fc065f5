import { expect, test } from './open-window.ts';

test('a device is chosen, changed, undone and removed by the keyboard alone', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&open=hardware:db-02');
  const list = page.getByRole('listbox', { name: 'Devices' });
  await list.focus();
  await page.keyboard.press('d');
  await expect(list.getByRole('option', { selected: true })).toContainText('Disk vda');
  await page.keyboard.press('ArrowDown');
  const form = page.getByRole('region', { name: 'Disk vdb' });
  // On with Tab, past the button below the list.
  await form.getByLabel('Serial').focus();
  await page.keyboard.type('DB02DATA');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: '1 change' })).toContainText('Serial');
  await expect(form.getByText('at the next start')).toBeVisible();
  await page.getByRole('button', { name: 'Undo this change' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Apply', exact: true })).toHaveCount(0);
  await list.focus();
  await page.keyboard.press('Delete');
  await expect(page.getByText('It goes when the changes are applied.')).toBeVisible();
  await page.getByRole('button', { name: 'Keep it' }).focus();
  await page.keyboard.press('Enter');
  await expect(form.getByLabel('Serial')).toBeVisible();
});

test('what cannot be used says why', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&open=hardware:db-02');
  await expect(page.getByLabel('Name', { exact: true })).toHaveAttribute('aria-description', /Shut it down first/);
  await page.getByRole('option', { name: /Controller pci 0/ }).click();
  await expect(page.getByRole('button', { name: 'Remove' })).toHaveAttribute('aria-description', 'Other devices are plugged into it');
  await page.getByRole('button', { name: 'Add device' }).click();
  await expect(page.getByRole('menuitem', { name: 'PCI device of the host' })).toHaveAttribute('aria-description', 'The host has none to give away');
});

test('a thousand disks', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&open=hardware:web-01');
  const list = page.getByRole('listbox', { name: 'Devices' });
  await list.focus();
  await page.keyboard.press('End');
  await expect(list.getByRole('option', { selected: true })).toContainText('Controller pci 0');
});
