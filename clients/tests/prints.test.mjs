// What the console prints, as Chromium would put it on paper.
//
// LINLI_PICTURES=FOLDER keeps each as a PDF.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { browser, DESK, open } from './browser.mjs';
import { code, town } from './town.mjs';

const PICTURES = process.env.LINLI_PICTURES;
const A4 = [595, 842];
const A3 = [842, 1191];

let linli;
let chromium;
before(async () => {
  linli = await town();
  chromium = await browser();
  if (PICTURES) await mkdir(PICTURES, { recursive: true });
});
after(async () => {
  await chromium?.close();
  await linli?.stop();
});

/** In the dark: paper is white all the same. */
const enter = async (path) => {
  const desk = await open(chromium, DESK, { colorScheme: 'dark' });
  // The window of the browser is not for a test: what it would print waits until the test has printed it.
  await desk.page.addInitScript(() => {
    window.printed = 0;
    window.print = () => (window.printed += 1);
  });
  await desk.page.goto(`${linli.url}/console/#demo=${code('staff')}`);
  await desk.page.waitForSelector('.side nav');
  await desk.page.evaluate((hash) => (location.hash = hash), `#${path}`);
  return desk;
};

/** Prints what was asked for; gives its words and the sizes of its pages. */
async function print(page, name) {
  await page.waitForFunction(() => window.printed === 1);
  await page.emulateMedia({ media: 'print' });
  const text = await page.locator('body').innerText();
  const colours = await page.locator('.printed').evaluate((paper) => [getComputedStyle(paper).color, getComputedStyle(paper).backgroundColor]);
  assert.deepEqual(colours, ['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
  await page.emulateMedia({ media: null });
  const pdf = await page.pdf({ preferCSSPageSize: true });
  if (PICTURES) await writeFile(join(PICTURES, `${name}.pdf`), pdf);
  const sizes = [...pdf.toString('latin1').matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, width, height]) => [Math.round(width), Math.round(height)]);
  // Done: the paper is gone, and the page is as it was.
  await page.locator('.printed').waitFor({ state: 'detached' });
  assert.match(await page.title(), /工作台/);
  return { text, sizes };
}

test('the list to sign of a shift: everybody who signed up, by name, on as many pages as it takes', async () => {
  const { page, context, faults } = await enter('/activities');
  const names = Array.from({ length: 45 }, (_, index) => (index === 44 ? '安**' : `周${index}*`));
  let shift;
  await page.route('**/graphql', async (route) => {
    if (!route.request().postData().includes('query ShiftRoster')) return route.fallback();
    const first = !route.request().postDataJSON().variables.after;
    if (first) shift = (await (await route.fetch()).json()).data.node;
    const some = first ? names.slice(0, 40) : names.slice(40);
    const roster = {
      edges: some.map((shownName) => ({ node: { id: shownName, state: 'SEATED', position: null, signedUpAt: shift.startsAt, member: { id: shownName, shownName }, attendance: null } })),
      pageInfo: { hasNextPage: first, endCursor: first ? 'next' : null },
    };
    await route.fulfill({ json: { data: { node: { ...shift, roster, taken: 45, capacity: 47 } } } });
  });
  await page.locator('tbody tr a').first().click();
  const title = await page.locator('.ant-drawer h1').textContent();
  await page.getByRole('button', { name: '打印签到表' }).click();
  const { text, sizes } = await print(page, 'roster');
  assert.ok(text.startsWith(title), 'the paper alone is printed');
  for (const name of names) assert.ok(text.includes(name), name);
  assert.ok(text.indexOf('安**') < text.indexOf('周0*'), 'by name');
  assert.match(text, /签名/);
  assert.match(text, /\n47\b/, 'a line for each free seat');
  assert.ok(!text.includes('今天'), 'paper is read another day');
  assert.deepEqual(sizes, [A4, A4, A4]);
  assert.deepEqual(faults(), []);
  await context.close();
});

test('what waits at the counter is printed to be signed, goods by goods, without codes', async () => {
  const { page, context, faults } = await enter('/counter');
  await page.locator('tbody tr').first().waitFor();
  const waiting = await page.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].slice(0, 2).map((cell) => cell.innerText)));
  await page.getByRole('button', { name: '打印领取登记表' }).click();
  const { text, sizes } = await print(page, 'pick-up');
  for (const [goods, who] of waiting) {
    assert.ok(text.includes(goods), goods);
    assert.ok(text.includes(who), who);
  }
  assert.match(text, /签名/);
  assert.ok(!/\b\d{8}\b/.test(text));
  assert.deepEqual(sizes, [A4]);
  assert.deepEqual(faults(), []);
  await context.close();
});

test('the board is printed on A3, with the code of the app, and only what is addressed to all residents', async () => {
  const { page, context, faults } = await enter('/notices');
  await page.getByRole('button', { name: '打印公示栏' }).click();
  await page.getByRole('checkbox', { name: /停水通知/ }).waitFor();
  assert.equal(await page.getByRole('checkbox', { name: /在职党员报到/ }).count(), 0);
  await page.getByRole('checkbox', { name: /经费收支/ }).uncheck();
  await page.getByRole('button', { name: /^打印这/ }).click();
  const { text, sizes } = await print(page, 'board');
  assert.match(text, /公示栏/);
  assert.match(text, /停水通知[\s\S]*因管网检修/);
  assert.ok(!text.includes('经费收支'));
  assert.deepEqual(sizes, [A3]);
  await page.locator('td a').filter({ hasText: '停水通知' }).click();
  await page.evaluate(() => (window.printed = 0));
  await page.locator('.ant-drawer').getByRole('button', { name: '打印' }).click();
  const one = await print(page, 'notice');
  assert.match(one.text, /^停水通知[\s\S]*因管网检修/);
  assert.deepEqual(one.sizes, [A4]);
  assert.deepEqual(faults(), []);
  await context.close();
});
