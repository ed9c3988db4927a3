// The console in a browser, against a town of its own, as the program serves it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, DESK, open } from './browser.mjs';
import { code, person, town } from './town.mjs';

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

const enter = async (who) => {
  const desk = await open(chromium, DESK);
  const spent = code(who);
  await desk.page.goto(`${linli.url}/console/#demo=${spent}`);
  await desk.page.waitForSelector('.side nav');
  assert.ok(!desk.page.url().includes(spent), 'the code is taken out of the address');
  return desk;
};
const lines = (page) => page.locator('.queue .line').count();

test('a computer is logged in by the phone that scanned its code, and opens where it was going', async () => {
  const { page, context, faults } = await open(chromium, DESK);
  await page.goto(`${linli.url}/console/#/bank`);
  const shown = await page.getByTestId('pairing-code').textContent();
  const digits = (await page.getByTestId('pairing-digits').textContent()).replace(/\D/g, '');
  const phone = await person(linli.url, 'staff');
  await phone.ask('query ($code: String!) { pairing(code: $code) { browser address } }', { code: shown });
  await page.getByText('手机已扫到').waitFor();
  const allowed = await phone.act('allowPairing', { code: shown, digits });
  assert.equal(allowed.__typename, 'AskedPairing');
  await page.waitForSelector('.side nav');
  await page.getByRole('heading', { name: '道德银行' }).waitFor();
  assert.match(page.url(), /#\/bank$/);
  assert.deepEqual(faults(), []);
  await context.close();
});

test('the queue of wishes is worked by keys, and the next opens by itself', async () => {
  const { page, context, faults } = await enter('staff');
  await page.evaluate(() => (location.hash = '#/wishes/review'));
  await page.getByRole('heading', { name: '心愿审核' }).waitFor();
  await page.waitForSelector('.queue .line');
  const waiting = await lines(page);
  assert.ok(waiting >= 2, 'the town has wishes to review');
  const first = await page.locator('.queue .one h1').textContent();
  await page.keyboard.press('a');
  await page.waitForFunction((before) => document.querySelector('.queue .one h1')?.textContent !== before, first);
  assert.equal(await lines(page), waiting - 1);
  await page.keyboard.press('r');
  await page.keyboard.type('写得不够清楚，请补充后再发');
  await Promise.all([page.waitForResponse((answer) => answer.request().postData()?.includes('RejectWish') ?? false), page.keyboard.press('Enter')]);
  await page.waitForFunction((left) => document.querySelectorAll('.queue .line').length === left, waiting - 2);
  await page.reload();
  await page.getByRole('heading', { name: '心愿审核' }).waitFor();
  await page.waitForFunction((left) => document.querySelectorAll('.queue .line').length === left, waiting - 2);
  assert.deepEqual(faults(), []);
  await context.close();
});

test('a notice is written, seen before it hangs, and published', async () => {
  const { page, context, faults } = await enter('staff');
  await page.evaluate(() => (location.hash = '#/notices'));
  await page.getByRole('button', { name: '写公告' }).click();
  await page.getByLabel('标题').fill('周六停水半天');
  await page.getByLabel('正文').fill('周六上午九点到十二点停水，请提前存水。');
  await page.getByRole('dialog').getByRole('heading', { name: '周六停水半天' }).waitFor();
  await page.locator('.ant-drawer button[type=submit]').click();
  await page.locator('td').getByText('周六停水半天').waitFor();
  assert.deepEqual(faults(), []);
  await context.close();
});

test('a liaison sees the faults of a roster in place, and nothing is written', async () => {
  const { page, context } = await enter('liaison');
  const size = page.getByText(/花名册上有/);
  await size.waitFor();
  const before = await size.textContent();
  const buffer = Buffer.from('姓名,手机号\n张三,138\n');
  await page.locator('input[type=file]').setInputFiles({ name: 'roster.csv', mimeType: 'text/csv', buffer });
  await page.getByText('现在什么都没有写入').waitFor();
  assert.equal(await size.textContent(), before);
  await context.close();
});

test('whoever was logged out is told why, and is back where they were after the next login', async () => {
  const { page, context } = await enter('staff');
  await page.locator('main h1').first().waitFor();
  const elsewhere = await person(linli.url, 'staff');
  await elsewhere.ask('mutation { logoutEverywhere { __typename } }');
  await page.evaluate(() => (location.hash = '#/activities'));
  await page.getByText('已自动退出').waitFor();
  assert.match(page.url(), /#\/activities$/);
  assert.equal(await page.evaluate(() => sessionStorage.getItem('linli.login')), null);
  await context.close();
});
