// Street and city administrators at the console of a city that asks for the second factor: set up, given, lost and reset; and roles taken away.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { codeOf } from './authenticator.mjs';
import { browser, DESK, open } from './browser.mjs';
import { code, person, served } from './town.mjs';

let linli;
let chromium;
before(async () => {
  linli = await served(() => ['--rate-factor', '100']);
  chromium = await browser();
});
after(async () => {
  await chromium?.close();
  await linli?.stop();
});

/** The desk as this person's link opens it, before any second factor. */
const desk = async (who) => {
  const one = await open(chromium, DESK);
  await one.page.goto(`${linli.url}/console/#demo=${code(who)}`);
  return one;
};
const type = async (page, digits) => {
  await page.locator('.otp input').first().click();
  await page.keyboard.type(digits);
};
/** Sets up the second lock, by keys alone, and gives its key. */
const setUp = async (page) => {
  await page.getByRole('heading', { name: '设置第二道锁' }).waitFor();
  const key = (await page.locator('.ant-typography code').innerText()).trim();
  // The code before this one counts still, and leaves the one of now for the next login.
  await type(page, codeOf(key, Date.now() - 30_000));
  await page.waitForSelector('.side nav');
  return key;
};

test('an administrator sets up a second factor, gives a code at each login, and is told why a wrong one is refused', async () => {
  const { page, context, faults } = await desk('street');
  await page.getByRole('heading', { name: '设置第二道锁' }).waitFor();
  const key = await setUp(page);
  await page.locator('main h1').first().waitFor();
  assert.deepEqual(faults(), []);
  // Left alone for half an hour: the server has ended the login, and the page says so.
  const elsewhere = await person(linli.url, 'street');
  await page.evaluate(() => sessionStorage.setItem('linli.used', String(Date.now() - 31 * 60_000)));
  await elsewhere.ask('mutation { logoutEverywhere { __typename } }');
  await page.evaluate(() => (location.hash = '#/roles'));
  await page.getByText('有一阵没操作').waitFor();
  // The phone lets the computer in; the second lock is the computer's own.
  const phone = await person(linli.url, 'street');
  const shown = await page.getByTestId('pairing-code').textContent();
  const digits = (await page.getByTestId('pairing-digits').textContent()).replace(/\D/g, '');
  await phone.act('allowPairing', { code: shown, digits });
  await page.getByRole('heading', { name: '再输一次动态码' }).waitFor();
  await type(page, codeOf(key, Date.now() + 600_000));
  await page.getByText('不正确').waitFor();
  assert.ok(await page.locator('.otp input').first().evaluate((input) => input === document.activeElement), 'the next digits go where the wrong ones were');
  await page.keyboard.type(codeOf(key, Date.now()));
  await page.getByRole('heading', { name: '角色' }).waitFor();
  assert.match(page.url(), /#\/roles/);
  await context.close();
});

test('a role is taken away, and the second factor of a colleague who lost their phone is reset', async () => {
  const { page, context, faults } = await desk('city');
  await setUp(page);
  await page.evaluate(() => (location.hash = '#/roles'));
  const row = (role) => page.locator('main tbody tr').filter({ hasText: role });
  await row('网格员').first().waitFor();
  const workers = await row('网格员').count();
  await row('网格员').first().getByRole('button', { name: '收回' }).click();
  const asked = page.getByRole('dialog');
  await asked.getByText('收回马上生效').waitFor();
  await asked.getByRole('button', { name: '收回角色' }).click();
  await page.getByText('已收回').waitFor();
  await page.waitForFunction((left) => [...document.querySelectorAll('main tbody tr')].filter((one) => one.textContent.includes('网格员')).length === left, workers - 1);

  await row('街道管理员').first().getByRole('button', { name: '重置第二道锁' }).click();
  await asked.getByText('先打电话确认').waitFor();
  await asked.getByRole('button', { name: '重置', exact: true }).click();
  await page.getByText('已重置').waitFor();
  assert.deepEqual(faults(), []);
  await context.close();
  const street = await desk('street');
  await setUp(street.page);
  await street.context.close();
});
