import { expect, test } from './open-window.ts';

test('F2 gives a machine that is off another name, in the table and in the tree', async ({ openWindow }) => {
  const page = await openWindow('machines=193&hosts=6');
  const grid = page.getByRole('grid', { name: 'Machines' });
  await grid.focus();
  await page.keyboard.type('haiku');
  await page.keyboard.press('F2');
  const dialog = page.getByRole('dialog', { name: 'Rename haiku-beta' });
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.type('dev-fedora');
  await expect(dialog.getByRole('button', { name: 'Rename' })).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('haiku-1');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(grid).toBeFocused();
  await expect(grid.getByRole('rowheader', { name: 'haiku-1' })).toBeVisible();

  const tree = page.getByRole('tree');
  await tree.focus();
  await page.keyboard.type('haiku-1');
  await page.keyboard.press('F2');
  await expect(page.getByRole('dialog', { name: 'Rename haiku-1' }).getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(tree).toBeFocused();
});

test('F2 on a machine that runs says why not', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2');
  await page.getByRole('grid', { name: 'Machines' }).focus();
  await page.keyboard.type('web-01');
  await page.keyboard.press('F2');
  await expect(page.getByRole('alert')).toContainText('Shut it down first');
});
