import type { Page } from '@playwright/test';
import { expect, test } from './open-window.ts';

const grid = (page: Page) => page.getByRole('grid', { name: 'Machines' });
const activeName = async (page: Page): Promise<string> => {
  const id = await grid(page).getAttribute('aria-activedescendant');
  return page.locator(`[id="${id ?? ''}"]`).getByRole('rowheader').innerText();
};

test('the table does everything by keyboard', async ({ openWindow }) => {
  const page = await openWindow('machines=193&hosts=6&theme=dark');
  await grid(page).focus();
  expect(await activeName(page)).toBe('auth-01');
  await page.keyboard.press('ArrowDown');
  expect(await activeName(page)).toBe('backup-02');
  await page.keyboard.type('db-o');
  expect(await activeName(page)).toBe('db-old');
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByRole('row', { selected: true })).toHaveCount(3);
  await expect(page.getByRole('toolbar', { name: 'Selected machines' })).toContainText('3 selected');
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(grid(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('row', { selected: true })).toHaveCount(0);
  await page.keyboard.press('Control+a');
  await expect(page.getByRole('toolbar', { name: 'Selected machines' })).toContainText('193 selected');
  await page.keyboard.press('Escape');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { selected: true, name: 'win11-cad' })).toBeVisible();
  await page.keyboard.press('Control+1');
  await expect(page.getByRole('tab', { selected: true, name: 'All machines' })).toBeVisible();
});

test('the filter takes conditions and gives the focus back', async ({ openWindow }) => {
  const page = await openWindow('machines=193&hosts=6');
  await page.keyboard.press('Control+f');
  await page.keyboard.type('state:paused ');
  await expect(page.getByRole('button', { name: 'Remove filter state:paused' })).toBeVisible();
  await page.keyboard.type('build');
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.keyboard.press('Enter');
  await expect(grid(page)).toBeFocused();
  await page.keyboard.press('Control+f');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.getByText('Add a filter')).toHaveCount(0);
  await expect(page.getByRole('button', { name: /Remove filter/ })).toHaveCount(0);
});

test('the tree opens, closes, jumps and opens pages', async ({ openWindow }) => {
  const page = await openWindow('machines=40&hosts=3');
  const tree = page.getByRole('tree');
  await tree.focus();
  await page.keyboard.type('kvm');
  const host = page.getByRole('treeitem', { name: /^kvm-03/ });
  await expect(host).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowLeft');
  await expect(host).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab')).not.toHaveCount(1);
});

test('the palette finds machines and commands', async ({ openWindow }) => {
  const page = await openWindow('machines=193&hosts=6');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('web-02');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'web-02' })).toBeVisible();
  await page.getByRole('tab', { name: 'Overview' }).click();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('>settings');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a machine starts and stops from its page', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&open=overview:haiku-beta');
  const header = page.locator('header.head');
  await header.getByRole('button', { name: 'Start' }).click();
  await expect(header.getByRole('button', { name: 'Shut down' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'CPU' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('force off');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Force off haiku-beta' }).getByRole('button', { name: 'Force off' }).click();
  await expect(header.getByRole('button', { name: 'Start' })).toBeVisible();
  await page.keyboard.press('Control+j');
  await expect(page.getByRole('dialog', { name: 'Tasks' })).toContainText('Force off haiku-beta');
});
