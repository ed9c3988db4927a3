// A photo whose answer is lost on the way: it is sent again as the same photo, by itself and by a tap, and is kept once.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, open, PHONE } from './browser.mjs';
import { photo } from './photo.mjs';
import { code, town } from './town.mjs';

let linli;
let chromium;
before(async () => {
  linli = await town();
  chromium = await browser();
});
after(async () => {
  await chromium?.close();
  await linli?.stop();
});

test('a photo that got no answer is sent again under the same request id, and is one photo', async () => {
  const { page, context } = await open(chromium, PHONE);
  const ids = [];
  const made = [];
  let lost = 3;
  await page.route('**/media', async (route) => {
    ids.push(/name="requestId"\r\n\r\n([0-9a-f-]{36})/.exec(route.request().postDataBuffer().toString('latin1'))[1]);
    // The server has it, whether or not the phone hears of it.
    const answer = await route.fetch();
    made.push((await answer.json()).id);
    lost -= 1;
    if (lost >= 0) await route.abort('connectionreset');
    else await route.fulfill({ response: answer });
  });
  await page.goto(`${linli.url}/app/#demo=${code('resident')}`);
  await page.getByText('我的积分').waitFor();
  await page.evaluate(() => (location.hash = '#/pages/help/post'));

  const pick = async () => {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: '加照片' }).click()]);
    await chooser.setFiles({ name: 'tap.png', mimeType: 'image/png', buffer: photo() });
  };
  await pick();
  const again = page.getByRole('button', { name: '再传一次' });
  await page.locator('dialog[open] button').first().or(again).first().waitFor();
  assert.equal(ids.length, 2, 'it was tried twice before the person was told');
  // One more that is lost, then one that arrives.
  if (await page.locator('dialog[open]').count()) await page.locator('dialog[open] button').first().click();
  await again.click();
  await page.getByRole('button', { name: '去掉这张照片' }).waitFor();
  assert.equal(ids.length, 4);
  assert.equal(new Set(ids).size, 1, 'all under one request id');
  assert.equal(new Set(made).size, 1, 'and the server kept one photo');

  // Another time is another photo.
  await page.getByRole('button', { name: '去掉这张照片' }).click();
  await pick();
  await page.getByRole('button', { name: '去掉这张照片' }).waitFor();
  assert.notEqual(ids.at(-1), ids[0]);
  await context.close();
});
