import { expect, test } from './open-window.ts';

/** Whether anything sticks out of the window sideways. */
const SIDEWAYS = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';

for (const machines of [0, 1, 20, 10_000]) {
  test(`the window with ${machines} machines`, async ({ openWindow }) => {
    const page = await openWindow(`machines=${machines}&hosts=2`);
    if (machines > 0) await expect(page.getByRole('row').nth(1)).toBeVisible();
    else await expect(page.getByText('There are no machines on these hosts yet.')).toBeVisible();
    // Only what is in sight is in the page.
    expect(await page.getByRole('row').count()).toBeLessThan(60);
    expect(await page.evaluate(SIDEWAYS)).toBe(false);
  });
}

for (const locale of ['en-XA', 'ar-XB']) {
  test(`nothing is lost in ${locale}`, async ({ openWindow }) => {
    const page = await openWindow(`machines=50&hosts=3&locale=${locale}&open=overview:db-02`);
    await page.locator('.graph canvas').first().waitFor();
    expect(await page.evaluate(SIDEWAYS)).toBe(false);
    expect(await page.evaluate('document.documentElement.dir')).toBe(locale === 'ar-XB' ? 'rtl' : 'ltr');
    if (locale === 'en-XA') {
      // Words that did not come from the catalogue stand without brackets.
      const bare = await page.locator('.topbar button, .subtab, .block__head, .status > span:not(.status__sep):not(.grow)').evaluateAll((all) =>
        all.map((one) => one.textContent.trim()).filter((text) => /[A-Za-z]{3,}/.test(text) && !text.includes('[')),
      );
      expect(bare).toEqual([]);
    }
  });
}

for (const theme of ['light', 'dark']) {
  test(`${theme} is set before the page's own scripts`, async ({ openWindow }) => {
    const page = await openWindow(`machines=5&hosts=1&theme=${theme}`);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
  });
}
