// Several pieces at once: one tap, one code, one hand-out.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, open, PHONE } from './browser.mjs';
import { code, person, town } from './town.mjs';

let linli;
let chromium;
before(async () => {
  linli = await town('--rate-factor', '100');
  chromium = await browser();
});
after(async () => {
  await chromium?.close();
  await linli?.stop();
});

test('two pieces are redeemed against one code, up to what each person may have', async () => {
  const { page, context, faults } = await open(chromium, PHONE);
  const seen = (locator) => locator.filter({ visible: true });
  const tap = (name) => seen(page.getByRole('button', { name })).first().click();
  const see = (text) => seen(page.getByText(text)).first().waitFor();
  await page.goto(`${linli.url}/app/#demo=${code('party')}`);
  await page.getByText('我的积分').waitFor();
  await page.evaluate(() => (location.hash = '#/pages/bank/index'));
  await tap(/肥皂两块/);
  await see('每人最多2份，您换过0份');
  assert.ok(await seen(page.getByRole('button', { name: '少一份' })).isDisabled());
  await tap('多一份');
  await see('一共20分');
  assert.ok(await seen(page.getByRole('button', { name: '多一份' })).isDisabled(), 'nobody has more than two');
  await tap('换2份');
  await page.locator('dialog[open] .p', { hasText: '用20分换2份' }).waitFor();
  await page.locator('dialog[open] button').first().click();
  await see('肥皂两块 × 2');
  const pickUp = (await seen(page.locator('.qr')).getAttribute('aria-label')).trim();
  const staff = await person(linli.url, 'staff');
  const { redemptionByCode } = await staff.ask('query ($code: String!) { redemptionByCode(code: $code) { quantity points state } }', { code: pickUp });
  assert.deepEqual(redemptionByCode, { quantity: 2, points: 20, state: 'HELD' });

  await page.evaluate(() => (location.hash = '#/pages/home/index'));
  await see('可以去领：肥皂两块 × 2');
  await page.evaluate(() => (location.hash = '#/pages/bank/index'));
  await seen(page.locator('.card', { hasText: '10分' })).filter({ hasText: '肥皂两块' }).first().click();
  await see('每人2份，您已经换满了');
  assert.deepEqual(faults(), []);
  await context.close();
});
