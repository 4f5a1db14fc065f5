import { command } from '../fixtures/steps.ts';
import { expect, test } from '../fixtures/test.ts';

test('a tab that a person opens by the address alone belongs to the application, as long as another one does @one-host', async ({ open }) => {
  const { page } = await open();
  await command(page, 'Add a host');
  await page.getByRole('textbox', { name: 'Address' }).fill('test:///default');
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 of 1 host')).toBeVisible();

  const address = new URL('/', page.url()).href;
  const opened = page.context().waitForEvent('page');
  // Without an opener: a tab that inherits nothing.
  await page.evaluate((url) => { window.open(url, '_blank', 'noopener'); }, address);
  const second = await opened;
  await expect(second.getByText('1 of 1 host')).toBeVisible();
  await expect(second.getByText('does not belong')).toHaveCount(0);

  await page.goto('about:blank');
  await second.reload();
  await expect(second.getByText('1 of 1 host')).toBeVisible();
});
