// What is over: activities that were held, and all the hours of somebody who served for years.

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

const enter = async (path) => {
  const desk = await open(chromium, DESK);
  await desk.page.goto(`${linli.url}/console/#demo=${code('staff')}`);
  await desk.page.waitForSelector('.side nav');
  await desk.page.evaluate((hash) => (location.hash = hash), `#${path}`);
  return desk;
};

test('activities that were held are listed with who came, and one is held again in a week that is still ahead', async () => {
  const staff = await person(linli.url, 'staff');
  const { activities } = await staff.ask('{ activities(past: true, first: 1) { edges { node { title shifts { startsAt } } } } }');
  const [{ node: last }] = activities.edges;
  const { page, context, faults } = await enter('/activities');
  await page.getByText('办过的', { exact: true }).click();
  const row = page.locator('tbody tr').first();
  await row.filter({ hasText: last.title }).waitFor();
  assert.equal(await page.getByRole('button', { name: '取消', exact: true }).count(), 0, 'what is over is not called off');
  await row.locator('a').first().click();
  await page.locator('.ant-drawer .ant-tag').filter({ hasText: '签到' }).first().waitFor();
  await page.keyboard.press('Escape');
  await row.getByRole('button', { name: '照样再办' }).click();
  assert.equal(await page.getByLabel('名称').inputValue(), last.title);
  const begins = await page.locator('.ant-picker input').first().inputValue();
  assert.ok(Date.parse(`${begins.replace(' ', 'T')}:00+08:00`) > Date.now(), begins);
  await page.locator('.ant-drawer button[type=submit]').click();
  await page.getByText('已发布，可以报名了').waitFor();
  await page.getByText('接下来', { exact: true }).click();
  await page.locator('tbody tr').filter({ hasText: last.title }).first().waitFor();
  assert.deepEqual(faults(), []);
  await context.close();
});

test('hours beyond the first fifty come when they are asked for', async () => {
  const { page, context, faults } = await enter('/residents');
  const entry = (n) => ({ node: { id: `hours_${n}`, activityTitle: `第${n}次服务`, day: '2026-01-01', minutes: 60, how: 'CODE', reason: null, voidedAt: null, voidReason: null, replacesId: null } });
  await page.route('**/graphql', async (route) => {
    const { query, variables } = route.request().postDataJSON();
    if (!query.includes('query MemberHours')) return route.fallback();
    const first = !variables.after;
    const numbers = first ? Array.from({ length: 50 }, (_, n) => n + 1) : [51, 52, 53];
    await route.fulfill({ json: { data: { memberHours: { totalMinutes: 53 * 60, star: 3, entries: { edges: numbers.map(entry), pageInfo: { hasNextPage: first, endCursor: first ? 'next' : null } } } } } });
  });
  await page.locator('td a').filter({ hasText: '张**' }).click();
  await page.getByText('第50次服务').waitFor();
  assert.equal(await page.getByText('第51次服务').count(), 0);
  await page.locator('.ant-drawer').getByRole('button', { name: '再看一些' }).click();
  await page.getByText('第53次服务').waitFor();
  await page.locator('.ant-drawer').getByRole('button', { name: '再看一些' }).waitFor({ state: 'detached' });
  assert.deepEqual(faults(), []);
  await context.close();
});
