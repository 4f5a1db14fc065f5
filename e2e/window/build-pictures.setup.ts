import { test as setup } from '@playwright/test';
import { buildPictures } from './build-pictures.ts';

setup('build the page with the made-up application', async () => {
  await buildPictures();
});
