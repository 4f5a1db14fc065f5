import type { Locator, Page } from '@playwright/test';
import { expect, test } from './open-window.ts';

const editor = (page: Page): Locator => page.getByRole('textbox', { name: 'Configuration as XML' });

/** Puts the cursor behind the first of these words. */
async function behind(page: Page, words: string): Promise<void> {
  await editor(page).focus();
  await page.keyboard.press('Control+f');
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowRight');
}

test('XML is edited with completion and hints, judged, reverted and applied, by keys alone', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&open=xml:build-7');
  await behind(page, '<devices>');
  await page.keyboard.type('\n<wat');
  const list = page.getByRole('listbox', { name: 'Completions' });
  await expect(list.getByRole('option', { name: /watchdog/ })).toBeVisible();
  await expect(page.getByText('edited')).toBeVisible();
  // Completion takes Enter once it stood a moment.
  await page.waitForTimeout(150);
  await page.keyboard.press('Enter');
  await expect(editor(page)).toContainText('<watchdog');
  await page.keyboard.type('/><wobble/>');
  await expect(page.getByRole('button', { name: '1 problem' })).toBeVisible();
  await page.keyboard.press('Control+s');
  const review = page.getByRole('dialog', { name: 'Changes to build-7' });
  await expect(review.getByRole('region', { name: 'What would change' })).toContainText('<watchdog/><wobble/>');
  await page.keyboard.press('Enter');
  await expect(review).toBeHidden();
  await expect(page.getByRole('status').filter({ hasText: 'Applied.' })).toBeVisible();
  await expect(page.getByText('edited')).toBeHidden();
});

test('what is not applied is not lost by closing its tab', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&open=xml:build-7');
  await behind(page, '<devices>');
  await page.keyboard.type('<!-- mine -->');
  await page.keyboard.press('Control+w');
  const question = page.getByRole('dialog', { name: 'Changes are not applied' });
  await expect(question).toContainText('build-7');
  await page.keyboard.press('Enter');
  await expect(question).toBeHidden();
  await expect(editor(page)).toContainText('mine');
  await page.getByRole('button', { name: 'Revert' }).click();
  await expect(editor(page)).not.toContainText('mine');
  await page.keyboard.press('Control+w');
  await expect(page.getByRole('heading', { name: 'build-7', level: 1 })).toBeHidden();
});

test('tabs close with what is not applied only when told so', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&open=xml:build-7');
  await behind(page, '<devices>');
  await page.keyboard.type('<!-- mine -->');
  await page.keyboard.press('Control+w');
  await page.getByRole('button', { name: 'Close and drop the changes' }).click();
  await expect(page.getByRole('heading', { name: 'build-7', level: 1 })).toBeHidden();
});
