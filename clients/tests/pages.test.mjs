// Every page of both clients, light, dark and in large type: nothing fails, nothing is written to the console, and axe-core finds no serious fault.
//
// LINLI_PICTURES=FOLDER keeps a picture of each.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { browser, DESK, open, PHONE } from './browser.mjs';
import { code, person, town } from './town.mjs';

const PICTURES = process.env.LINLI_PICTURES;
// What is written for WeChat names every page, so that none is forgotten here.
const app = JSON.parse(readFileSync(new URL('../mini/dist/weapp/app.json', import.meta.url)));
const PAGES = [...app.pages, ...(app.subPackages ?? []).flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`))];

let linli;
let chromium;
before(async () => {
  // Nobody turns pages as fast as this.
  linli = await town('--rate-factor', '100');
  chromium = await browser();
  if (PICTURES) await mkdir(PICTURES, { recursive: true });
});
after(async () => {
  await chromium?.close();
  await linli?.stop();
});

/** Faults that keep people from using a page: those that axe calls serious or critical. */
async function faultsOf(page, only) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate((rules) => globalThis.axe.run(document, { resultTypes: ['violations'], ...(rules ? { runOnly: rules } : {}) }), only);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary.split('\n')[1]?.trim() ?? ''}`).join(' | ')}`);
}

const picture = (page, name) => (PICTURES ? page.screenshot({ path: join(PICTURES, `${name}.jpg`), type: 'jpeg', quality: 62 }) : null);

/** What each page is about, where it is about one thing. */
async function subjects(who) {
  const { viewer, wishes, activities, noticeBoard } = await who.ask(`{
    viewer { bankAccount { redemptions(first: 1) { edges { node { id } } } } }
    wishes(first: 1) { edges { node { id } } }
    activities(first: 1) { edges { node { id shifts { id } } } }
    noticeBoard(first: 1) { edges { node { id } } }
  }`);
  const first = (connection) => connection?.edges[0]?.node;
  const shift = first(activities).shifts[0].id;
  return {
    'pages/help/wish': `id=${first(wishes).id}`,
    'pages/activities/activity': `id=${first(activities).id}`,
    'pages/board/notice': `id=${first(noticeBoard).id}`,
    'pages/bank/redemption': `id=${first(viewer.bankAccount.redemptions)?.id ?? ''}`,
    shift: `id=${shift}`,
  };
}

for (const [light, settings, only] of [
  ['light', { theme: 'light' }, null],
  ['dark', { theme: 'dark' }, ['color-contrast']],
  ['elder', { elder: true, theme: 'light' }, ['color-contrast', 'target-size']],
])
  test(`every page of the app, ${light}`, async (t) => {
    const party = await person(linli.url, 'party');
    const about = await subjects(party);
    const { page, context, faults } = await open(chromium, PHONE);
    await page.addInitScript((chosen) => localStorage.setItem('linli.settings', JSON.stringify({ data: JSON.stringify(chosen) })), settings);
    await page.goto(`${linli.url}/app/#demo=${code('party')}`);
    await page.getByText('我的积分').waitFor();
    for (const [n, path] of PAGES.entries())
      await t.test(path, async () => {
        const before = faults().length;
        // Another address, so that it is loaded anew, as a link would.
        await page.goto(`${linli.url}/app/?${n}#/${path}${about[path] ? `?${about[path]}` : ''}`);
        await page.waitForFunction(() => {
          const seen = (all) => [...document.querySelectorAll(all)].filter((one) => one.offsetParent !== null);
          return seen('main').some((main) => main.innerText.trim()) && seen('.bone').length === 0;
        });
        await picture(page, `app-${light}-${path.replace('pages/', '').replaceAll('/', '-')}`);
        assert.deepEqual([...faults().slice(before), ...(await faultsOf(page, only))], []);
        assert.deepEqual(await page.getByRole('alert').filter({ visible: true }).allInnerTexts(), []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= 375, `nothing is wider than the phone: ${wide}`);
      });
    await context.close();
  });

for (const who of ['staff', 'liaison', 'city'])
  for (const light of ['light', 'dark'])
    test(`every page of the console of ${who}, ${light}`, async (t) => {
      const { page, context, faults } = await open(chromium, DESK, { colorScheme: light });
      await page.goto(`${linli.url}/console/#demo=${code(who)}`);
      await page.waitForSelector('.side nav');
      const pages = await page.locator('.side nav a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
      assert.ok(pages.length > 2);
      for (const path of pages)
        await t.test(path, async () => {
          const before = faults().length;
          await page.evaluate((hash) => (location.hash = hash), path);
          await page.waitForFunction(() => document.querySelector('main h1') && !document.querySelector('main .ant-skeleton, main .ant-spin-spinning'));
          await picture(page, `console-${light}-${who}-${path.replace(/\?.*/, '').replace(/\W+/g, '-')}`);
          assert.deepEqual([...faults().slice(before), ...(await faultsOf(page, light === 'dark' ? ['color-contrast'] : null))], []);
        });
      await context.close();
    });
