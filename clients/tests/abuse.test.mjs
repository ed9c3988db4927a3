// What a stranger's page, a frame or a forwarded link must not do, in a browser.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { browser, DESK, open, PHONE } from './browser.mjs';
import { code, town } from './town.mjs';

let linli;
let chromium;
let stranger;
before(async () => {
  linli = await town();
  chromium = await browser();
  // A page of another origin, with both clients in frames.
  stranger = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.end(`<title>stranger</title><iframe src="${linli.url}/console/"></iframe><iframe src="${linli.url}/app/"></iframe>`);
  });
  await new Promise((ready) => stranger.listen(0, '127.0.0.1', ready));
  stranger.url = `http://localhost:${stranger.address().port}/`;
});
after(async () => {
  await chromium?.close();
  stranger?.close();
  await linli?.stop();
});

test('no page puts the console or the app into a frame', async () => {
  const { page, context } = await open(chromium, DESK);
  const refused = new Set();
  page.on('console', (message) => /frame-ancestors/.test(message.text()) && refused.add(message.text()));
  await page.goto(stranger.url, { waitUntil: 'load' });
  const frames = page.frames().filter((frame) => frame !== page.mainFrame());
  assert.equal(frames.length, 2);
  for (const frame of frames) await frame.waitForURL(/^chrome-error:/, { waitUntil: 'commit' });
  assert.ok(refused.size > 0);
  await context.close();
});

test('a page of another origin can neither act nor read, in any form that a browser sends unasked', async () => {
  const { page, context } = await open(chromium, DESK);
  // Whoever looks at it is logged in here.
  await page.goto(`${linli.url}/console/#demo=${code('staff')}`);
  await page.waitForSelector('.side nav');
  await page.goto(stranger.url);
  const body = JSON.stringify({ query: 'mutation { logoutEverywhere { __typename } }' });
  for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const read = await page.evaluate(
      ([url, body, type]) => fetch(`${url}/graphql`, { method: 'POST', body, headers: { 'content-type': type }, credentials: 'include' }).then((answer) => answer.text(), () => null),
      [linli.url, body, type],
    );
    assert.equal(read, null, `${type} is not answered to a stranger`);
  }
  // A form is sent without asking; it is refused before anybody looks at what it wants.
  const [answer] = await Promise.all([
    page.waitForResponse((answer) => answer.url().startsWith(linli.url) && answer.request().method() === 'POST'),
    page.evaluate((url) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'POST', enctype: 'text/plain', action: `${url}/graphql` });
      document.body.append(form);
      form.submit();
    }, linli.url),
  ]);
  await page.waitForURL(`${linli.url}/graphql`);
  assert.ok(answer.status() >= 400 && answer.status() < 500, `a form is answered ${answer.status()}`);
  await page.goto(`${linli.url}/console/`);
  await page.waitForSelector('.side nav');
  await context.close();
});

for (const [name, path, kind, who, inside] of [
  ['app', '/app/', PHONE, 'resident', '我的积分'],
  ['console', '/console/', DESK, 'staff', '等待处理'],
])
  test(`the code of a link to the ${name} leaves the address, is good once, and no token is ever in one`, async () => {
    const { page, context, faults } = await open(chromium, kind);
    const addresses = [];
    page.on('request', (request) => addresses.push(request.url(), request.headers().referer ?? ''));
    page.on('websocket', (socket) => addresses.push(socket.url()));
    page.on('framenavigated', (frame) => addresses.push(frame.url().replace(/#demo=.*/, '')));
    const link = `${linli.url}${path}#demo=${code(who)}`;
    await page.goto(link);
    await page.getByText(inside).first().waitFor();
    const address = await page.evaluate(() => location.href);
    assert.doesNotMatch(address, /demo/);
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    const secrets = kept.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+|(?<=refreshToken\W+)[\w-]{20,}/g);
    assert.ok(secrets.length >= 2, 'both tokens are found where they are kept');
    for (const secret of [...secrets, link.split('#demo=')[1]]) for (const one of addresses) assert.ok(!one.includes(secret), `${one} holds a secret`);
    assert.equal(await page.evaluate(() => document.cookie), '');
    assert.deepEqual(faults(), []);

    const forwarded = await open(chromium, kind);
    await forwarded.page.goto(link);
    await forwarded.page.waitForResponse((answer) => answer.url().endsWith('/graphql'));
    await forwarded.page.waitForLoadState('networkidle');
    assert.doesNotMatch(await forwarded.page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])), /accessToken/);
    for (const one of [context, forwarded.context]) await one.close();
  });

/** A page that waits to be let in, with what stands on it. */
async function waiting(path = '/console/') {
  const opened = await open(chromium, DESK);
  await opened.page.goto(`${linli.url}${path}`);
  const digits = opened.page.getByTestId('pairing-digits').filter({ hasText: /\d{3} \d{3}/ });
  await digits.waitFor();
  return { ...opened, code: await opened.page.getByTestId('pairing-code').textContent(), digits: (await digits.textContent()).replace(/\D/g, '') };
}
/** A phone of this person that has read the code of a page. */
async function read(who, shown) {
  const phone = await open(chromium, PHONE);
  await phone.page.goto(`${linli.url}/app/#demo=${code(who)}`);
  await phone.page.getByText('我的积分').waitFor();
  await phone.page.evaluate((hash) => (location.hash = hash), `#/pages/pairing/allow?code=${encodeURIComponent(shown)}`);
  await phone.page.getByRole('button', { name: '是我面前的页面，允许' }).waitFor();
  return phone;
}
const allow = async ({ page }, digits) => {
  await page.getByLabel(/六位数字/).fill(digits);
  await page.getByRole('button', { name: '是我面前的页面，允许' }).click();
};

test('of two phones that allow a page at once one does, and the other is told', async () => {
  const desk = await waiting();
  const phones = [await read('staff', desk.code), await read('liaison', desk.code)];
  await Promise.all(phones.map((phone) => allow(phone, desk.digits)));
  await desk.page.waitForSelector('.side nav');
  const told = await Promise.all(phones.map(({ page }) => page.getByText(/已允许，页面|用不了/).filter({ visible: true }).first().textContent()));
  assert.equal(told.filter((words) => words.includes('已允许，页面')).length, 1, told.join(' | '));
  for (const one of [desk, ...phones]) await one.context.close();
});

test('whoever guesses the digits has three guesses, and the page gets another code', async () => {
  const desk = await waiting();
  const phone = await read('staff', desk.code);
  const wrong = ['000001', '000002', '000003', '000004'].filter((guess) => guess !== desk.digits).slice(0, 3);
  for (const [n, guess] of wrong.entries()) {
    await allow(phone, guess);
    await phone.page.getByText(n < 2 ? /数字不正确/ : /用不了/).filter({ visible: true }).first().waitFor();
  }
  await desk.page.getByRole('button', { name: '换一个新的码' }).click();
  await desk.page.getByTestId('pairing-code').filter({ hasNotText: desk.code }).filter({ hasText: /\w{4}-\w{4}/ }).waitFor();
  assert.equal(await desk.page.locator('.side nav').count(), 0);
  for (const one of [desk, phone]) await one.context.close();
});
