import { expect, test } from './open-window.ts';

for (const images of [0, 1, 1000]) {
  test(`the library with ${images} images`, async ({ openWindow }) => {
    const page = await openWindow(`machines=5&hosts=2&library=${images}&open=dialog:newMachine`);
    const dialog = page.getByRole('dialog', { name: 'New machine' });
    const list = dialog.getByRole('listbox', { name: 'Image' });
    await expect(list.getByRole('option').first()).toBeVisible();
    const ofHost = list.getByRole('option').filter({ hasText: /nfs-iso|default/ });
    await expect(ofHost).toHaveCount(images);
    // Nothing sticks out, and what is below the list stays in sight.
    expect(await dialog.evaluate((root) => root.scrollWidth > root.clientWidth || root.scrollHeight > root.clientHeight)).toBe(false);
    await expect(dialog.getByRole('button', { name: 'Create' })).toBeInViewport();
    await expect(dialog.getByRole('textbox', { name: 'Path on the host' })).toBeInViewport();
    if (images < 1000) return;
    await list.focus();
    await page.keyboard.press('End');
    await expect(list.getByRole('option', { selected: true })).toBeInViewport();
    await dialog.getByRole('searchbox', { name: 'Find an image' }).fill('installer-0700');
    await expect(list.getByRole('option')).toHaveCount(1);
    await list.getByRole('option').click();
    await expect(dialog.getByRole('textbox', { name: 'Path on the host' })).toHaveValue('/srv/images/installer-0700.iso');
    await dialog.getByRole('searchbox', { name: 'Find an image' }).fill('nothing is called that');
    await expect(dialog.getByText('nothing here')).toBeVisible();
  });
}

test('what was made to be installed later says so, begins, and gives its medium back', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&open=pending:db-02');
  const strip = page.getByRole('region', { name: 'Installation of db-02' });
  await expect(strip).toContainText('Not installed yet.');
  await strip.getByRole('button', { name: 'Begin installation' }).click();
  await expect(page.getByRole('tab', { name: 'Console', selected: true })).toBeVisible();
  await expect(strip).toHaveCount(0);
  await openWindow('machines=20&hosts=2&open=begun:db-02');
  await expect(strip).toContainText('Installation finished?');
  await strip.getByRole('button', { name: 'Remove the medium' }).click();
  await expect(strip).toHaveCount(0);
});
