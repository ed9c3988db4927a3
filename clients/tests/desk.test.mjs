// The desk of staff: what it opens on, worked by keys alone, and what is there when all is done.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { browser, DESK, open } from './browser.mjs';
import { code, person, town } from './town.mjs';

const QUEUES = { WISHES_TO_REVIEW: '心愿审核', MODERATION: '内容核查', REPORT_INS: '党员报到', PROPOSALS: '复核' };

let linli;
let chromium;
let staff;
before(async () => {
  linli = await town();
  chromium = await browser();
  staff = await person(linli.url, 'staff');
});
after(async () => {
  await chromium?.close();
  await linli?.stop();
});

const enter = async (who) => {
  const desk = await open(chromium, DESK);
  await desk.page.goto(`${linli.url}/console/#demo=${code(who)}`);
  await desk.page.waitForSelector('.side nav');
  return desk;
};
/** The queues in which something waits for the desk, what has waited longest first. */
const waiting = async () =>
  (await staff.ask('{ queues { kind waiting oldestAt } }')).queues
    .filter(({ kind, waiting }) => QUEUES[kind] && waiting > 0)
    .sort((one, other) => one.oldestAt.localeCompare(other.oldestAt));
const lines = (page) => page.locator('.queue .line').count();

test('the desk opens on the queue that has waited longest, and Enter goes on to the next one until nothing waits', async () => {
  const [queue, ...others] = await waiting();
  assert.ok(queue && others.length > 0, 'the town has something in several queues');
  const { page, context, faults } = await enter('staff');
  const seen = [];
  for (let [at] = await waiting(); at; [at] = await waiting()) {
    await page.getByRole('heading', { name: QUEUES[at.kind] }).waitFor();
    seen.push(at.kind);
    assert.ok(seen.length <= Object.keys(QUEUES).length, `each queue is done once: ${seen}`);
    await page.waitForSelector('.queue .line');
    for (let left = await lines(page); left > 0; left = await lines(page)) {
      await page.keyboard.press('a');
      if (await page.locator('.queue form input').isVisible()) {
        await page.keyboard.type('看过了');
        await page.keyboard.press('Enter');
      }
      await page.waitForFunction((before) => document.querySelectorAll('.queue .line').length < before, left);
    }
    await page.locator('main').getByRole('link', { name: 'Enter' }).waitFor();
    // The last one is still on its way when its queue is already empty on the page.
    let left = await waiting();
    while (left.some(({ kind }) => kind === at.kind)) left = await waiting();
    const [next] = left;
    await page.locator('main').getByRole('link', { name: next ? QUEUES[next.kind] : '看看今天' }).waitFor();
    await page.keyboard.press('Enter');
  }
  assert.ok(seen.length > 1);
  await page.getByRole('heading', { name: '今天', exact: true }).waitFor();
  await page.getByText('都处理完了').waitFor();
  assert.deepEqual(faults(), []);
  await context.close();
  const again = await enter('staff');
  await again.page.getByRole('heading', { name: '今天的活动' }).waitFor();
  assert.deepEqual(again.faults(), []);
  await again.context.close();
});

test('Enter in a field for a day takes what was typed, and sends nothing yet', async () => {
  const { page, context, faults } = await enter('staff');
  await page.evaluate(() => (location.hash = '#/rules'));
  await page.getByRole('button', { name: '新的规则' }).click();
  const sent = [];
  page.on('request', (request) => request.postData()?.includes('SetPointRule') && sent.push(request));
  await page.getByLabel('哪件好事').fill('扶老人过马路');
  await page.getByLabel('多少分').fill('3');
  const from = page.getByLabel('何时起算');
  const day = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
  await from.fill(`${day} 10:00`);
  await page.keyboard.press('Enter');
  assert.equal(await from.inputValue(), `${day} 10:00`);
  assert.equal(sent.length, 0, 'the rule is not sent before its button is pressed');
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
  await page.getByText('到时起算').waitFor();
  assert.equal(sent.length, 1);
  assert.deepEqual(faults(), []);
  await context.close();
});
