// Hands that are not sure: they tap twice, go back in the middle, type as their keyboard does, and their clock is wrong.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, DESK, open, PHONE } from './browser.mjs';
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

const shown = (page, role, name) => page.getByRole(role, { name }).filter({ visible: true });
const wide = (digits) => digits.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
/** A phone of somebody new, with large type, before the communities of a street. */
async function newcomer() {
  const phone = await open(chromium, PHONE);
  await phone.context.addInitScript(() => localStorage.setItem('linli.settings', JSON.stringify({ data: JSON.stringify({ elder: true }) })));
  await phone.page.goto(`${linli.url}/app/#demo=${code(`new${Date.now()}`)}`);
  await shown(phone.page, 'button', '找我的社区').click();
  await shown(phone.page, 'button', /同意/).click();
  for (const area of [/江城市/, /临江区/, /梧桐街道/]) await shown(phone.page, 'button', area).last().click();
  return phone;
}
const community = (page) => shown(page, 'button', /桂花社区/);
/** The same, at home. */
async function neighbour() {
  const phone = await newcomer();
  await community(phone.page).click();
  await shown(phone.page, 'button', '好').click();
  await phone.page.getByText('眼下没有').waitFor();
  return phone;
}

test('of two quick taps the second does nothing to what the first brought under the finger', async () => {
  const { page, context } = await neighbour();
  const points = shown(page, 'button', /我的积分/);
  await points.dispatchEvent('click', { detail: 2 });
  await shown(page, 'button', /我的积分/).waitFor();
  assert.match(page.url(), /pages\/home/);
  await points.click();
  await page.getByText('可用积分').waitFor();
  await context.close();
});

test('whoever saves with two taps goes back one step', async () => {
  const { page, context } = await neighbour();
  await shown(page, 'button', '我的').last().click();
  await shown(page, 'button', /^姓名/).click();
  await page.getByLabel('真实姓名').fill('王秀兰');
  await shown(page, 'button', '保存').dblclick();
  await page.getByText('王秀兰').waitFor();
  await page.waitForLoadState('networkidle');
  assert.match(page.url(), /pages\/me\/index/);
  await context.close();
});

test('nobody answers by the second of two taps a question that the first brought', async () => {
  const { page, context } = await newcomer();
  await community(page).click();
  const yes = shown(page, 'button', '好');
  await yes.dispatchEvent('click', { detail: 2 });
  assert.ok(await yes.isVisible());
  await yes.click();
  await page.getByText('眼下没有').waitFor();
  await context.close();
});

test('whoever goes back leaves a question behind', async () => {
  const { page, context } = await newcomer();
  await community(page).click();
  await page.locator('dialog[open]').waitFor();
  await page.goBack();
  await page.locator('dialog[open]').waitFor({ state: 'detached' });
  await page.evaluate(() => (location.hash = '#/pages/first/name'));
  await page.getByLabel('真实姓名').waitFor();
  assert.equal(await page.locator('dialog[open]').count(), 0, 'it does not come up again elsewhere');
  await context.close();
});

test('a name that is none is told where it stands, in words of no program', async () => {
  const { page, context } = await neighbour();
  await page.evaluate(() => (location.hash = '#/pages/first/name'));
  await page.getByLabel('真实姓名').fill('王');
  await shown(page, 'button', '保存').click();
  await page.locator('.fault', { hasText: /^不是有效的姓名/ }).waitFor();
  await context.close();
});

/** Shows the time of a clock that is wrong by so much. */
const wrongClock = (by) => {
  const right = Date.now.bind(Date);
  Date.now = () => right() + by;
};

for (const [clock, by] of [['fast', 3_600_000], ['slow', -3_600_000]])
  test(`a page whose clock is ${clock} by an hour is let in with digits of full width, and stays so`, async () => {
    const desk = await open(chromium, DESK);
    await desk.context.addInitScript(wrongClock, by);
    let [asked, renewed] = [0, 0];
    desk.page.on('request', (request) => {
      const body = request.postData() ?? '';
      asked += body.includes('askPairing(') ? 1 : 0;
      renewed += body.includes('refreshSession(') ? 1 : 0;
    });
    await desk.page.goto(`${linli.url}/console/`);
    const digits = desk.page.getByTestId('pairing-digits').filter({ hasText: /\d{3} \d{3}/ });
    await digits.waitFor();
    const pairing = await desk.page.getByTestId('pairing-code').textContent();

    const phone = await open(chromium, PHONE);
    await phone.context.addInitScript(wrongClock, by);
    await phone.page.goto(`${linli.url}/app/#demo=${code('staff')}`);
    await phone.page.getByText('我的积分').waitFor();
    await phone.page.evaluate((letters) => (location.hash = `#/pages/pairing/allow?code=${letters}`), pairing);
    await phone.page.getByLabel(/六位数字/).fill(wide(await digits.textContent()));
    await shown(phone.page, 'button', '是我面前的页面，允许').click();
    await desk.page.waitForSelector('.side nav');
    assert.equal(asked, 1, 'it shows one code until it is let in');
    for (const queue of ['#/moderation', '#/counter', '#/bank']) {
      await desk.page.evaluate((hash) => (location.hash = hash), queue);
      await desk.page.waitForLoadState('networkidle');
    }
    assert.equal(renewed, 0, 'its login is not renewed with each request');
    for (const one of [desk, phone]) await one.context.close();
  });

/** A desk that is at the wishes to review. */
async function reviewing() {
  const desk = await open(chromium, DESK);
  await desk.page.goto(`${linli.url}/console/#demo=${code('staff')}`);
  await desk.page.waitForSelector('.side nav');
  await desk.page.evaluate(() => (location.hash = '#/wishes/review'));
  await desk.page.getByRole('heading', { name: '心愿审核' }).waitFor();
  await desk.page.waitForSelector('.queue .line');
  return desk;
}
const lines = (page) => page.locator('.queue .line').count();

test('a double click, a key that is held and Caps Lock decide about one wish', async () => {
  const { page, context } = await reviewing();
  const waiting = await lines(page);
  assert.ok(waiting > 2, 'there are enough');
  await page.getByRole('button', { name: /^通过/ }).dblclick();
  await page.waitForFunction((before) => document.querySelectorAll('.queue .line').length < before, waiting);
  assert.equal(await lines(page), waiting - 1);
  // Held: it repeats.
  for (let times = 0; times < 5; times += 1) await page.keyboard.down('A');
  await page.keyboard.up('A');
  assert.equal(await lines(page), waiting - 2);
  await page.waitForLoadState('networkidle');
  assert.equal(await lines(page), waiting - 2);
  await context.close();
});

test('a reason that is being written does not fall on another wish when a colleague was faster', async () => {
  const resident = await person(linli.url, 'resident');
  for (const title of ['想请人读信', '想请人陪着散步'])
    await resident.act('postWish', { kind: 'COMPANY', category: 'ELDERLY', title, text: '每周一次就好' });
  const { page, context } = await reviewing();
  const [first, second] = await page.locator('.queue .line b').allTextContents();
  await page.keyboard.press('r');
  await page.keyboard.type('看不懂');
  const colleague = await person(linli.url, 'staff');
  const { wishReviewQueue } = await colleague.ask('{ wishReviewQueue(first: 1) { edges { node { id title } } } }');
  const [{ node }] = wishReviewQueue.edges;
  assert.equal(node.title, first);
  await colleague.act('approveWish', { wishId: node.id });
  // The queue is asked for again by itself, at the latest after 25 seconds.
  await page.getByRole('heading', { name: second, exact: true }).waitFor({ timeout: 40_000 });
  assert.equal(await page.locator('.queue form').count(), 0, 'nothing is written about this one');
  await context.close();
});
