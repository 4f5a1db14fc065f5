import { expect, test } from './open-window.ts';

test('deleting disks wants the name, deleting the machine does not', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&open=dialog:delete');
  const dialog = page.getByRole('dialog', { name: 'Delete web-01' });
  await expect(dialog.getByRole('checkbox', { name: /vdb/ })).toBeDisabled();
  await dialog.getByRole('checkbox', { name: /vda/ }).check();
  const button = dialog.getByRole('button', { name: 'Delete machine and 1 disk' });
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByLabel('Name of the machine').fill('web-01');
  await expect(button).not.toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('row', { name: /web-01/ })).toHaveCount(0);
});

test('a new machine has good defaults, and says what is missing', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&open=dialog:newMachine');
  const dialog = page.getByRole('dialog', { name: 'New machine' });
  const create = dialog.getByRole('button', { name: 'Create' });
  await expect(create).toHaveAttribute('aria-description', 'Choose an image first');
  await dialog.getByRole('option', { name: /debian-13.1.0-amd64-netinst/ }).click();
  await expect(dialog.getByText('Detected Debian 13')).toBeVisible();
  await expect(create).not.toHaveAttribute('aria-disabled', 'true');
  await dialog.getByLabel('Name').fill('');
  await expect(create).toHaveAttribute('aria-description', 'It needs a name');
  await dialog.getByLabel('Name').fill('web-99');
  await dialog.getByRole('button', { name: 'Adjust' }).click();
  await dialog.getByRole('spinbutton', { name: 'Memory' }).fill('0.5');
  await dialog.getByRole('button', { name: 'Review' }).click();
  await expect(dialog.getByLabel('The same by command')).toContainText('--name web-99');
  await create.click();
  await expect(dialog).toHaveCount(0);
});

test('what a host cannot start from says why, and an image is downloaded before it is used', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&open=dialog:newMachine');
  const dialog = page.getByRole('dialog', { name: 'New machine' });
  await expect(dialog.getByRole('radio', { name: 'Container' })).toBeDisabled();
  await expect(dialog.getByRole('radio', { name: 'Container' })).toHaveAttribute('aria-description', /no containers/);
  await dialog.getByRole('option', { name: /Fedora 43/ }).click();
  await expect(dialog.getByRole('status')).toContainText('Not on this host yet');
  await expect(dialog.getByRole('button', { name: 'Download' })).toBeEnabled();
  await dialog.getByRole('option', { name: /Win11/ }).click();
  await expect(dialog.getByRole('status')).toContainText('Probably Windows 11');
  await dialog.getByRole('button', { name: 'Not this?' }).click();
  await dialog.getByRole('combobox', { name: 'System' }).selectOption('freebsd-15');
  await expect(dialog.getByRole('status')).toContainText('For FreeBSD 15');
});

test('a host key that changed is not trusted by Enter', async ({ openWindow }) => {
  const page = await openWindow('machines=5&hosts=2&open=prompt:host-key-changed');
  const dialog = page.getByRole('dialog', { name: /has changed/ });
  await expect(dialog.getByText('SHA256:')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});

test('a password is hidden and goes with Enter', async ({ openWindow }) => {
  const page = await openWindow('machines=5&hosts=2&open=prompt:password');
  const field = page.getByLabel('Password', { exact: true });
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('type', 'password');
  await field.fill('secret');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a failed start offers its repair where the action was', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&open=failed:auth-01');
  const strip = page.getByRole('alert').filter({ hasText: 'Start auth-01 failed' });
  await expect(strip.getByRole('button', { name: 'Start lab and retry' })).toBeVisible();
  await strip.getByRole('button', { name: 'Dismiss' }).click();
  await expect(strip).toHaveCount(0);
});

test('the first start offers what it found, or what to install', async ({ openWindow }) => {
  const page = await openWindow('machines=0&hosts=0');
  await expect(page.getByRole('button', { name: 'Connect to libvirt' }).first()).toBeVisible();
  await openWindow('machines=0&hosts=0&nothing=1');
  await expect(page.getByRole('heading', { name: 'There is no hypervisor on this computer yet' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Open the test host' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Copy' })).toBeVisible();
});

test('a question stands above the dialog that caused it, and gives the focus back to it', async ({ openWindow }) => {
  const page = await openWindow('machines=5&hosts=2&open=promptAboveDialog:password');
  const field = page.getByLabel('Password', { exact: true });
  await expect(field).toBeFocused();
  await page.keyboard.type('secret');
  await expect(field).toHaveValue('secret');
  await page.keyboard.press('Enter');
  await expect(field).toHaveCount(0);
  const below = page.getByRole('dialog', { name: 'Add a host' });
  await expect(below).toBeVisible();
  await below.getByLabel('Address').fill('test:///default');
  await expect(below.getByLabel('Address')).toHaveValue('test:///default');
});

test('an appliance says what it is before it is imported', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&open=dialog:importAppliance');
  const dialog = page.getByRole('dialog', { name: 'Import appliance' });
  const button = dialog.getByRole('button', { name: 'Import' });
  await expect(button).toHaveAttribute('aria-description', 'Name an appliance first');
  await dialog.getByLabel('Appliance').fill('/tmp/rubbish.txt');
  await expect(dialog.getByText('no tar archive')).toBeVisible();
  await dialog.getByLabel('Appliance').fill('~/Downloads/debian.ova');
  await expect(dialog.getByText('It has no manifest: damage would not be noticed.')).toBeVisible();
  await expect(dialog.getByLabel('Name')).toHaveValue('appliance');
  await expect(button).not.toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
});

test('a machine is exported when it is off', async ({ openWindow }) => {
  const page = await openWindow('machines=20&hosts=2&open=dialog:exportAppliance');
  const dialog = page.getByRole('dialog', { name: /^Export / });
  await expect(dialog.getByLabel('Archive to make')).toHaveValue(/\.ova$/);
  await expect(dialog.getByRole('button', { name: 'Export' })).toHaveAttribute('aria-description', 'Shut it down first: its disks change while it runs');
});
