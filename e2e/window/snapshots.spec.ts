import { expect, test } from './open-window.ts';

test('snapshots stand as a tree, and are reached by keys', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&open=snapshots:db-02');
  const list = page.getByRole('listbox', { name: 'Snapshots' });
  await expect(list.getByRole('option')).toHaveCount(7);
  await expect(list.getByRole('option', { selected: true })).toContainText('before-pg17-upgrade');
  await expect(page.getByText('running now')).toBeVisible();
  await list.focus();
  await page.keyboard.press('Home');
  const detail = page.getByRole('complementary', { name: 'fresh-install' });
  await expect(detail.getByText('6 snapshots that were taken after it')).toBeVisible();
  await page.keyboard.press('Delete');
  const dialog = page.getByRole('dialog', { name: 'Delete snapshot fresh-install' });
  await dialog.getByRole('checkbox', { name: /6 snapshots/ }).check();
  await expect(dialog.getByRole('button', { name: 'Delete 7 snapshots' })).toBeVisible();
  await page.keyboard.press('Escape');
  await list.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Revert db-02 to fresh-install' }).getByRole('checkbox', { name: 'Take a snapshot of now first' })).toBeChecked();
});

test('a snapshot wants a name of its own, and says what it keeps', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&open=snapshots:db-02');
  await page.getByRole('button', { name: 'Take snapshot' }).click();
  const dialog = page.getByRole('dialog', { name: 'Take a snapshot of db-02' });
  await dialog.getByLabel('Name').fill('fresh-install');
  await expect(dialog.getByRole('button', { name: 'Take snapshot' })).toHaveAttribute('aria-description', 'There is a snapshot called fresh-install already');
  await dialog.getByLabel('Keep').selectOption('disks');
  await expect(dialog.getByRole('checkbox', { name: /write everything down/ })).toBeDisabled();
  await dialog.getByLabel('Name').fill('mine');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
});

test('the configuration then and now are compared', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&open=snapshots:db-02');
  await page.getByRole('complementary').getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Compare with now' }).click();
  await expect(page.getByRole('region', { name: 'Differences of the configuration' }).getByText('− <!-- then -->')).toBeVisible();
});

test('a thousand snapshots, and none', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&open=snapshots:web-01');
  await expect(page.getByRole('option', { selected: true })).toContainText('auto 999');
  const none = await openWindow('machines=20&hosts=2&open=snapshots:build-7');
  await expect(none.getByText('No snapshots.')).toBeVisible();
});
