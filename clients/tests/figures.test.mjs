// What people would rather look at than read: charts of the console, each with its table and its lists.

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

test('wishes and hours stand week by week as the server counts them, empty weeks too, and lead to their lists', async () => {
  const staff = await person(linli.url, 'staff');
  const { wishesByWeek, hoursByWeek } = await staff.ask('{ wishesByWeek(weeks: 26) { from posted open confirmed } hoursByWeek(weeks: 26) { from minutes people } }');
  assert.ok(wishesByWeek.some(({ posted }) => posted === 0) && wishesByWeek.some(({ posted }) => posted > 0));
  const { page, context, faults } = await open(chromium, DESK);
  await page.goto(`${linli.url}/console/#demo=${code('staff')}`);
  await page.waitForSelector('.side nav');
  await page.evaluate(() => (location.hash = '#/figures'));
  await page.getByText('26周', { exact: true }).click();
  await page.waitForFunction(() => document.querySelectorAll('.weeks tbody')[0]?.rows.length === 26);
  for (const summary of await page.locator('.weeks summary').all()) await summary.click();
  const table = (caption) =>
    page.locator('table.plain').filter({ hasText: caption }).evaluate((shown) => ({ head: [...shown.tHead.rows[0].cells].map((cell) => cell.innerText), rows: [...shown.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.innerText)) }));
  const wishes = await table('每周的心愿');
  const cell = (name) => wishes.head.indexOf(name);
  assert.deepEqual(wishes.rows.map((row) => [row[0], row[cell('等人认领')], row[cell('已实现')], row[cell('合计')]]), wishesByWeek.map((week) => [week.from, week.open, week.confirmed, week.posted].map(String)));
  const hours = await table('每周的志愿服务小时');
  assert.deepEqual(hours.rows, hoursByWeek.map((week) => [week.from, String(Math.round(week.minutes / 60)), String(week.people)]));
  // The chart says the same to whoever cannot see it.
  const all = wishesByWeek.reduce((sum, { posted }) => sum + posted, 0);
  await page.getByRole('img', { name: `每周的心愿，26周共${all}` }).waitFor();
  await page.getByRole('link', { name: /^已实现/ }).click();
  await page.locator('tbody tr').first().waitFor();
  assert.match(page.url(), /#\/wishes\?.*state=CONFIRMED/);
  assert.deepEqual(faults(), []);
  await context.close();
});

test('what the bank counts leads to its entries', async () => {
  const { page, context, faults } = await open(chromium, DESK);
  await page.goto(`${linli.url}/console/#demo=${code('staff')}`);
  await page.waitForSelector('.side nav');
  await page.evaluate(() => (location.hash = '#/bank'));
  const { moralBank } = await (await person(linli.url, 'staff')).ask('{ moralBank { balanceSheet { issued goods { onShelf onHold } } } }');
  await page.getByText(`架上 ${moralBank.balanceSheet.goods.onShelf}`).waitFor();
  await page.getByRole('link', { name: `等领取 ${moralBank.balanceSheet.goods.onHold}` }).waitFor();
  await page.locator('a.figure').filter({ hasText: '共发放' }).filter({ hasText: String(moralBank.balanceSheet.issued) }).click();
  await page.locator('.ant-select').filter({ hasText: '积分流水' }).first().waitFor();
  assert.deepEqual(faults(), []);
  await context.close();
});
