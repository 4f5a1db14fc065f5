import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './open-window.ts';
import { SCENES } from './scenes.ts';

const DIALOGS = SCENES.filter((scene) => /^(dialog|prompt):/.test(scene));

/** Opens a scene and waits until it stands still: what fades in has the colours of neither side for a moment. */
async function openScene(openWindow: (query: string) => Promise<Page>, scene: string): Promise<Page> {
  const page = await openWindow(`machines=10&hosts=2&theme=light&open=${scene}`);
  if (DIALOGS.includes(scene)) await page.getByRole('dialog').first().waitFor();
  else await page.waitForTimeout(200);
  await page.evaluate(() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => undefined))));
  return page;
}

/** What axe finds, one line each. The rules that themes cannot change need one look. */
async function look(page: Page, scene: string, rules?: readonly string[]): Promise<readonly string[]> {
  const whole = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  // What is below a dialog is looked at without it.
  const builder = DIALOGS.some((each) => scene.endsWith(each)) ? whole.include('[role="dialog"]') : whole;
  const { violations } = await (rules === undefined ? builder : builder.withRules([...rules])).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary = '' }) => `${scene} ${id} ${target.join(' ')}: ${failureSummary.replace(/\s+/g, ' ')}`));
}

for (const [kind, scenes] of [['page', SCENES.filter((scene) => !DIALOGS.includes(scene))], ['dialog', DIALOGS.filter((scene) => scene.startsWith('dialog:'))], ['question', DIALOGS.filter((scene) => scene.startsWith('prompt:'))]] as const) {
  test(`axe finds nothing on any ${kind}, in both themes`, async ({ openWindow }) => {
    test.setTimeout(240_000);
    const found: string[] = [];
    for (const scene of scenes) {
      const page = await openScene(openWindow, scene);
      found.push(...(await look(page, `light ${scene}`)));
      await page.evaluate(() => {
        document.documentElement.dataset['theme'] = 'dark';
      });
      found.push(...(await look(page, `dark ${scene}`, ['color-contrast', 'link-in-text-block'])));
    }
    expect(found).toEqual([]);
  });
}

test('every control of every dialog is reached by keys, and Escape closes it', async ({ openWindow }) => {
  test.setTimeout(600_000);
  for (const scene of DIALOGS.filter((each) => each !== 'dialog:palette')) {
    const page = await openScene(openWindow, scene);
    const dialog = page.getByRole('dialog').last();
    const wanted = await dialog.evaluate((root) => {
      const all = [...root.querySelectorAll<HTMLElement>('button, input, select, textarea, a[href], [tabindex="0"]')];
      // Of a group that arrows move in, one is reached by Tab.
      const open = all.filter((each) => each.checkVisibility() && !each.matches(':disabled, [tabindex="-1"], [data-base-ui-focus-guard], [aria-hidden="true"], [aria-hidden="true"] *, [type="radio"]:not(:checked)'));
      for (const [at, each] of open.entries()) each.dataset['reach'] = String(at);
      return open.map((each) => `${each.getAttribute('aria-label') ?? each.textContent} ${each.outerHTML.slice(0, 200)}`);
    });
    const reached = new Set<string>();
    for (let i = 0; i < 2 * wanted.length + 20 && reached.size < wanted.length; i++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(async () => {
        // At the dialog's ends a guard has the focus for a moment, and passes it on.
        for (let frame = 0; frame === 0 || (frame < 60 && document.activeElement?.matches('[data-base-ui-focus-guard]') === true); frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
        return document.activeElement instanceof HTMLElement ? (document.activeElement.dataset['reach'] ?? '') : 'none';
      });
      expect(at, `${scene}: the focus stays in the dialog`).not.toBe('none');
      if (at !== '') reached.add(at);
    }
    expect(wanted.filter((_, at) => !reached.has(String(at))), `${scene}: not reached by Tab`).toEqual([]);
    // The first may be for a tool tip.
    await expect(async () => {
      await page.keyboard.press('Escape');
      await expect(dialog, `${scene}: closed by Escape`).toHaveCount(0, { timeout: 1000 });
    }).toPass({ timeout: 10_000 });
  }
});
