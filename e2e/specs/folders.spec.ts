import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { addHost, command } from '../fixtures/steps.ts';
import { expect, test } from '../fixtures/test.ts';

let home = '';
test.beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'vireo-folders-'));
});
test.afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

/** What the application has written. */
function settings(): string {
  const file = readdirSync(home, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith('settings.json'));
  return file === undefined ? '' : readFileSync(join(home, file), 'utf8');
}

const line = (page: Page, name: string | RegExp) => page.getByRole('treeitem', { name });

test('hosts in folders: made, filled by menu and by dragging, closed, renamed, remembered @one-host', async ({ open }) => {
  const first = await open({ home });
  const { page } = first;
  await addHost(page, 'test:///default', 'alpha');
  await addHost(page, 'test:///default?readonly', 'beta');
  await expect(line(page, /^beta/)).toContainText('read-only');
  await command(page, 'New folder');
  await page.getByRole('textbox', { name: 'Name' }).fill('Berlin');
  await page.keyboard.press('Enter');
  await expect(line(page, /^Berlin/)).toBeVisible();

  // By the menu, with keys only.
  await line(page, /^alpha/).click();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Move to folder' }).press('ArrowRight');
  await page.getByRole('menuitemcheckbox', { name: 'Berlin' }).press('Enter');
  await expect(line(page, /^alpha/)).toHaveAttribute('aria-level', '2');

  // By dragging, in and out.
  await line(page, /^beta/).dragTo(line(page, /^Berlin/));
  await expect(line(page, /^beta/)).toHaveAttribute('aria-level', '2');
  await line(page, /^alpha/).dragTo(line(page, /^All machines/));
  await expect(line(page, /^alpha/)).toHaveAttribute('aria-level', '1');

  await line(page, /^Berlin/).click();
  await expect(line(page, /^beta/)).toHaveCount(0);
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'Name' }).fill('Rack 7');
  await page.keyboard.press('Enter');
  await expect(line(page, /^Rack 7/)).toBeVisible();
  await line(page, /^Rack 7/).click();
  // What is open and closed is written a moment later.
  await expect.poll(() => settings()).toContain('folder:Rack 7');
  await first.close();

  const { page: again } = await open({ home });
  await expect(line(again, /^Rack 7/)).toBeVisible();
  await expect(line(again, /^Rack 7/)).toHaveAttribute('aria-expanded', 'false');
  await line(again, /^Rack 7/).click();
  await expect(line(again, /^beta/)).toHaveAttribute('aria-level', '2');
  await line(again, /^Rack 7/).click({ button: 'right' });
  await again.getByRole('menuitem', { name: 'Remove folder, keep its hosts' }).click();
  await expect(line(again, /^Rack 7/)).toHaveCount(0);
  await expect(line(again, /^beta/)).toHaveAttribute('aria-level', '1');
});
