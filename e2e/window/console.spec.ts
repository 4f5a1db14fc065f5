import { expect, test } from './open-window.ts';

test.use({ deviceScaleFactor: 2 });

test('exact pixels are those of the screen, on a screen with small ones', async ({ openWindow }) => {
  const page = await openWindow('machines=10&hosts=2&open=console:db-02');
  await page.getByRole('button', { name: /^Fit/ }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Show every pixel as one of this screen' }).click();
  const canvas = page.locator('.console-picture canvas');
  const box = (): Promise<readonly number[]> => canvas.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return [left, top, width, height];
  });
  await expect.poll(async () => (await box()).slice(2)).toEqual([512, 288]);
  const [x = 0, y = 0, width = 0, height = 0] = await box();
  const shot = (await page.screenshot({ clip: { x, y, width, height } })).toString('base64');
  // What is seen are the very pixels of the guest: nothing in between, besides the cursor that blinks.
  const different = await canvas.evaluate(async (element, base64) => {
    const own = element as HTMLCanvasElement;
    const seen = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: 'image/png' }));
    const copy = new OffscreenCanvas(seen.width, seen.height).getContext('2d');
    const original = own.getContext('2d');
    if (copy === null || original === null || seen.width !== own.width || seen.height !== own.height) return -1;
    copy.drawImage(seen, 0, 0);
    const [a, b] = [copy.getImageData(0, 0, own.width, own.height).data, original.getImageData(0, 0, own.width, own.height).data];
    let count = 0;
    for (let at = 0; at < a.length; at += 4) if (Math.abs((a[at] ?? 0) - (b[at] ?? 0)) > 8) count += 1;
    return count;
  }, shot);
  expect(different).toBeGreaterThanOrEqual(0);
  expect(different).toBeLessThan(60);
});

test('a display that cannot be reached says why', { annotation: [{ type: 'feature', description: 'M-CON-18' }, { type: 'feature', description: 'M-CON-06' }] }, async ({ openWindow }) => {
  const page = await openWindow('machines=10&hosts=2&open=console:db-02&console=nowhere');
  await expect(page.getByRole('status').filter({ hasText: 'Its display listens nowhere, so nothing can be shown.' })).toBeVisible();
});
