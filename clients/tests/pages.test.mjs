// Every page of both clients, light, dark and in large type: nothing fails, nothing is written to the console, and axe-core finds no serious fault.
//
// LINLI_PICTURES=FOLDER keeps a picture of each.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { buildSchema, getNamedType, isEnumType, isObjectType } from 'graphql';
import { browser, DESK, open, PHONE } from './browser.mjs';
import { code, person, town } from './town.mjs';

// The rest is looked at as a party member, who sees more than others.
const FOR_LIAISONS = ['pages/party/record', 'pages/party/entries'];
const PICTURES = process.env.LINLI_PICTURES;
// What is written for WeChat names every page, so that none is forgotten here.
const app = JSON.parse(readFileSync(new URL('../mini/dist/weapp/app.json', import.meta.url)));
const PAGES = [...app.pages, ...(app.subPackages ?? []).flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`))];

let linli;
let chromium;
let about;
before(async () => {
  // Nobody turns pages as fast as this.
  linli = await town('--rate-factor', '100');
  about = await subjects(await person(linli.url, 'party'));
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
  const { moralBank, wishes, activities, noticeBoard, home } = await who.ask(`{
    home: viewer { home { community { id } } }
    moralBank { goods(first: 20) { edges { node { id pricePoints stock { onShelf } } } } }
    wishes(first: 1) { edges { node { id } } }
    activities(first: 1) { edges { node { id } } }
    noticeBoard(first: 1) { edges { node { id } } }
  }`);
  const community = home.home.community.id;
  const first = (connection) => connection?.edges[0]?.node;
  const goods = moralBank.goods.edges.map(({ node }) => node).filter(({ stock }) => stock.onShelf > 0);
  const [cheapest] = goods.sort((one, other) => one.pricePoints - other.pricePoints);
  const redemption = await who.act('redeemGoods', { goodsId: cheapest.id }, '... on Redemption { id }');
  const team = await (await person(linli.url, 'volunteer')).act('foundTeam', { name: '周末修理队' }, '... on Team { id }');
  const led = await who.act('foundTeam', { name: '楼道清洁队' }, '... on Team { id }');
  const later = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString();
  const ahead = { title: '擦扶手', text: '抹布自带。', place: '11号楼', audience: 'TEAM', teamId: led.id, shifts: [{ startsAt: later(30), endsAt: later(90), capacity: 5 }] };
  const { shifts } = await who.act('createActivity', ahead, '... on Activity { shifts { id } }');
  await who.act('signUp', { shiftId: shifts[0].id });
  const staff = await person(linli.url, 'staff');
  const point = await staff.act('createDutyPoint', { communityId: community, name: '西门岗', place: '西门岗亭' }, '... on DutyPoint { id }');
  const liaison = await person(linli.url, 'liaison');
  const { viewer } = await liaison.ask('{ viewer { roles { node { ... on Unit { id } } } } }');
  const unit = viewer.roles.find(({ node }) => node.id).node.id;
  const daysAgo = (n) => new Date(Date.now() - n * 86_400_000).toISOString().slice(0, 10);
  const days = { from: daysAgo(300), to: daysAgo(0) };
  const { unitRecord } = await liaison.ask('query ($unit: ID!, $from: Date!, $to: Date!) { unitRecord(unitId: $unit, from: $from, to: $to, first: 1) { edges { node { person { id } } } } }', { unit, ...days });
  return {
    'pages/party/point': `id=${point.id}`,
    'pages/party/record': `unit=${unit}`,
    'pages/party/entries': `unit=${unit}&member=${first(unitRecord).person.id}&${new URLSearchParams(days)}`,
    'pages/teams/team': `id=${team.id}`,
    'pages/help/wish': `id=${first(wishes).id}`,
    'pages/activities/roll': `id=${shifts[0].id}`,
    'pages/activities/activity': `id=${first(activities).id}`,
    'pages/board/notice': `id=${first(noticeBoard).id}`,
    'pages/bank/goods': `id=${cheapest.id}`,
    'pages/bank/redemption': `id=${redemption.id}`,
  };
}

/** Goes to a page of the app as a link would, and waits until it stands. */
async function visit(page, n, path) {
  await page.goto(`${linli.url}/app/?${n}#/${path}${about[path] ? `?${about[path]}` : ''}`);
  await page.waitForFunction(() => {
    const seen = (all) => [...document.querySelectorAll(all)].filter((one) => one.offsetParent !== null);
    return seen('main').some((main) => main.innerText.trim()) && seen('.bone').length === 0;
  });
}

/** Goes to a page of the console, and waits until it stands. */
async function turn(page, path) {
  await page.evaluate((hash) => (location.hash = hash), path);
  await page.waitForFunction(() => document.querySelector('main h1') && !document.querySelector('main .ant-skeleton, main .ant-spin-spinning'));
}
const paths = (page) => page.locator('.side nav a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));

/** Answers that are still on their way to a page have nobody to be changed for. */
async function close({ page, context }) {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await context.close();
}

/** The phones of those who see most, each page on the phone of whom it is for. */
async function phonesFor(settings) {
  const phoneOf = async (who) => {
    const phone = await open(chromium, PHONE);
    await phone.page.addInitScript((chosen) => localStorage.setItem('linli.settings', JSON.stringify({ data: JSON.stringify(chosen) })), settings);
    await phone.page.goto(`${linli.url}/app/#demo=${code(who)}`);
    await phone.page.getByText('我的积分').waitFor();
    return phone;
  };
  const [party, liaison] = [await phoneOf('party'), await phoneOf('liaison')];
  return {
    all: [party, liaison],
    of: (path) => (FOR_LIAISONS.includes(path) ? liaison : party),
    close: () => Promise.all([party, liaison].map(close)),
  };
}

for (const [light, settings, only] of [
  ['light', { theme: 'light' }, null],
  ['dark', { theme: 'dark' }, ['color-contrast']],
  ['elder', { elder: true, theme: 'light' }, ['color-contrast', 'target-size']],
])
  test(`every page of the app, ${light}`, async (t) => {
    const phones = await phonesFor(settings);
    for (const [n, path] of PAGES.entries())
      await t.test(path, async () => {
        const { page, faults } = phones.of(path);
        const before = faults().length;
        await visit(page, n, path);
        await picture(page, `app-${light}-${path.replace('pages/', '').replaceAll('/', '-')}`);
        assert.deepEqual([...faults().slice(before), ...(await faultsOf(page, only))], []);
        assert.deepEqual(await page.getByRole('alert').filter({ visible: true }).allInnerTexts(), []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= 375, `nothing is wider than the phone: ${wide}`);
      });
    await phones.close();
  });

for (const who of ['staff', 'liaison', 'city'])
  for (const light of ['light', 'dark'])
    test(`every page of the console of ${who}, ${light}`, async (t) => {
      const { page, context, faults } = await open(chromium, DESK, { colorScheme: light });
      await page.goto(`${linli.url}/console/#demo=${code(who)}`);
      await page.waitForSelector('.side nav');
      const pages = await paths(page);
      assert.ok(pages.length > 0);
      for (const path of pages)
        await t.test(path, async () => {
          const before = faults().length;
          await turn(page, path);
          await picture(page, `console-${light}-${who}-${path.replace(/\?.*/, '').replace(/\W+/g, '-')}`);
          assert.deepEqual([...faults().slice(before), ...(await faultsOf(page, light === 'dark' ? ['color-contrast'] : null))], []);
        });
      await context.close();
    });

/** The fields that answer one of a few words. A newer server may answer another one. */
const WORDS = new Set(
  Object.values(buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8')).getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) => Object.values(type.getFields()).filter((field) => isEnumType(getNamedType(field.type))).map(({ name }) => name)),
);
const newer = (value, name) => {
  if (Array.isArray(value)) return value.map((one) => newer(one, name));
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, newer(one, key)]));
  return WORDS.has(name) && /^[A-Z][A-Z_]+$/.test(value) ? 'OF_NEXT_YEAR' : value;
};
/** Every word that the server answers is one that this client does not know, but for who a person is and where they work. */
const fromNextYear = async (page) =>
  page.route('**/graphql', async (route) => {
    if (/^\s*query (Viewer|AreasWithin)\b/.test(route.request().postDataJSON().query)) return route.fallback();
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: newer(await answer.json(), '') });
  });

test('words that only a newer server knows break no page', async (t) => {
  const phones = await phonesFor({});
  for (const { page } of phones.all) await fromNextYear(page);
  for (const [n, path] of PAGES.entries())
    await t.test(path, async () => {
      const phone = phones.of(path);
      const before = phone.faults().length;
      await visit(phone.page, n, path);
      assert.deepEqual(phone.faults().slice(before), []);
      assert.doesNotMatch(await phone.page.locator('body').innerText(), /undefined|\[object|NaN/);
    });
  const desk = await open(chromium, DESK);
  await desk.page.goto(`${linli.url}/console/#demo=${code('staff')}`);
  await desk.page.waitForSelector('.side nav');
  const pages = await paths(desk.page);
  await fromNextYear(desk.page);
  await desk.page.reload();
  await desk.page.waitForSelector('.side nav');
  for (const path of pages)
    await t.test(path, async () => {
      const before = desk.faults().length;
      await turn(desk.page, path);
      assert.deepEqual(desk.faults().slice(before), []);
      assert.doesNotMatch(await desk.page.locator('body').innerText(), /undefined|\[object|NaN/);
    });
  await phones.close();
  await close(desk);
});

/** This act is answered as only a newer server would, first by a refusal and then by a fault. */
const answeredFromNextYear = async (page, act) => {
  const field = act[0].toLowerCase() + act.slice(1);
  const refusal = { __typename: 'Refusal', code: 'OF_NEXT_YEAR', message: '春天再说吧', field: 'season', retryAfterSeconds: null };
  const fault = { message: '夏天再说吧', extensions: { code: 'FAULT_OF_NEXT_YEAR' } };
  const answers = [{ data: { [field]: refusal } }, { data: null, errors: [fault] }];
  await page.route('**/graphql', async (route) => {
    if (!route.request().postData().includes(`mutation ${act}(`)) return route.fallback();
    await route.fulfill({ json: answers.shift() });
  });
};

test('refusals and faults that only a newer server knows are told in its words, in the app', async () => {
  const { page, context } = await open(chromium, PHONE);
  await page.goto(`${linli.url}/app/#demo=${code('resident2')}`);
  await page.getByText('我的积分').waitFor();
  await answeredFromNextYear(page, 'PostWish');
  await page.evaluate(() => (location.hash = '#/pages/help/post'));
  await page.getByLabel('一句话说清楚').fill('想种一盆花');
  await page.getByLabel('说详细一点').fill('窗台朝南。');
  for (const words of ['春天再说吧', '夏天再说吧']) {
    await page.getByRole('button', { name: '发出去' }).click();
    await page.getByText(words).filter({ visible: true }).waitFor();
    assert.equal(await page.getByLabel('一句话说清楚').inputValue(), '想种一盆花');
  }
  await context.close();
});

test('and in the console', async () => {
  const { page, context } = await open(chromium, DESK);
  await page.goto(`${linli.url}/console/#demo=${code('staff')}`);
  await page.waitForSelector('.side nav');
  await answeredFromNextYear(page, 'ApproveWish');
  await page.evaluate(() => (location.hash = '#/wishes/review'));
  await page.locator('.queue .line').first().waitFor();
  const waiting = await page.locator('.queue .line').count();
  for (const words of ['春天再说吧', '夏天再说吧']) {
    await page.keyboard.press('a');
    await page.getByText(words).first().waitFor();
    await page.waitForFunction((before) => document.querySelectorAll('.queue .line').length === before, waiting);
  }
  await context.close();
});
