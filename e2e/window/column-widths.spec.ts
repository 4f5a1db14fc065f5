import type { Locator, Page } from '@playwright/test';
import { expect, test } from './open-window.ts';

const border = (page: Page, column: string): Locator => page.getByRole('separator', { name: `Width of ${column}:` });
const head = (page: Page, column: string): Locator => page.getByRole('columnheader', { name: column }).first();
const widthOf = async (place: Locator): Promise<number> => Math.round((await place.boundingBox())?.width ?? NaN);

test('a column is as wide as it is dragged, its cells with it, and double click gives the usual width back', async ({ openWindow }) => {
  const page = await openWindow('machines=193&hosts=6');
  const usual = await widthOf(head(page, 'State'));
  const box = await border(page, 'State').boundingBox();
  if (box === null) throw new Error('the border is not to be seen');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y, { steps: 3 });
  await page.mouse.up();
  await expect.poll(() => widthOf(head(page, 'State'))).toBe(usual + 60);
  const cell = page.getByRole('row').nth(3).getByRole('gridcell').nth(2);
  await expect.poll(() => widthOf(cell)).toBe(usual + 60);
  // What is dragged does not sort.
  await expect(head(page, 'State')).toHaveAttribute('aria-sort', 'none');
  await border(page, 'State').dblclick();
  await expect.poll(() => widthOf(head(page, 'State'))).toBe(usual);
});

test('widths are chosen by keyboard', async ({ openWindow }) => {
  const page = await openWindow('machines=193&hosts=6');
  await page.getByRole('grid', { name: 'Machines' }).focus();
  await page.keyboard.press('Tab');
  await expect(border(page, 'Name')).toBeFocused();
  const name = await widthOf(head(page, 'Name'));
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => widthOf(head(page, 'Name'))).toBe(name + 16);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(border(page, 'State')).toBeFocused();
  const state = await widthOf(head(page, 'State'));
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => widthOf(head(page, 'State'))).toBe(state - 16);
  await page.keyboard.press('Enter');
  await expect.poll(() => widthOf(head(page, 'State'))).toBe(state);
});

test('from right to left a border goes the other way', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&locale=ar-XB');
  const first = page.getByRole('columnheader').nth(1);
  const before = await widthOf(first);
  await page.getByRole('grid').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => widthOf(first)).toBe(before + 16);
});
