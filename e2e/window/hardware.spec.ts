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

test('a thousand images are chosen from by the keyboard alone', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&images=1000&open=hardware:db-02');
  await page.getByRole('option', { name: /Disk vda/ }).click();
  await page.getByRole('button', { name: 'Browse' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: /^Images of/ });
  const list = dialog.getByRole('listbox', { name: 'Image' });
  await expect(list.getByRole('option')).toHaveCount(1000);
  await list.focus();
  await page.keyboard.press('End');
  await expect(list.getByRole('option', { selected: true })).toContainText('machine-0999');
  await page.keyboard.type('gold');
  await expect(list.getByRole('option', { selected: true })).toContainText('golden-web.qcow2');
  await dialog.getByRole('searchbox', { name: 'Filter' }).fill('0042');
  await expect(list.getByRole('option')).toHaveCount(1);
  await list.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Disk vda' }).getByLabel('Image', { exact: true })).toHaveValue('/var/lib/libvirt/images/machine-0042.qcow2');
});

test('images of another pool, and a new one, above the dialog of a new machine', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&open=dialog:newMachine');
  const below = page.getByRole('dialog', { name: 'New machine' });
  await below.getByRole('button', { name: 'Browse' }).click();
  const dialog = page.getByRole('dialog', { name: /^Images of/ });
  await dialog.getByLabel('Pool').selectOption('iso');
  await expect(dialog.getByRole('button', { name: 'New image' })).toHaveAttribute('aria-description', 'The connection is read-only');
  await dialog.getByLabel('Pool').selectOption('empty');
  await expect(dialog.getByText('This pool has no image yet.')).toBeVisible();
  await dialog.getByRole('button', { name: 'New image' }).click();
  await page.keyboard.type('fresh');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('option', { name: /fresh\.qcow2/, selected: true })).toBeVisible();
  await dialog.getByLabel('Path').press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(below).toBeVisible();
  await expect(below.getByLabel('Path')).toHaveValue('/var/lib/libvirt/images/fresh.qcow2');
});

test('an image goes with its disk only by the machine’s name', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&open=hardware:db-02');
  await page.getByRole('option', { name: /Disk vdb/ }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('checkbox', { name: /Delete its image too/ })).toBeDisabled();
  await page.getByRole('option', { name: /Disk vda/ }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('checkbox', { name: /Delete its image too/ }).click();
  const question = page.getByRole('dialog', { name: 'Delete the image of vda' });
  await expect(question.getByRole('button', { name: 'Delete it with the disk' })).toHaveAttribute('aria-disabled', 'true');
  await question.getByLabel('Name of the machine').fill('db-02');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('checkbox', { name: /Delete its image too/ })).toBeChecked();
  await expect(page.getByRole('region', { name: '2 changes' })).toContainText('its image');
});
