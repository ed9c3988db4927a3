// What a resident does when something went wrong: a typing error, a helper who was not done, another home.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, open, PHONE } from './browser.mjs';
import { code, person, town } from './town.mjs';

let linli;
let chromium;
before(async () => {
  linli = await town('--rate-factor', '100');
  chromium = await browser();
});
after(async () => {
  await chromium?.close();
  await linli?.stop();
});

async function phoneOf(who) {
  const phone = await open(chromium, PHONE);
  await phone.page.goto(`${linli.url}/app/#demo=${code(who)}`);
  await phone.page.getByText('我的积分').waitFor();
  const seen = (locator) => locator.filter({ visible: true });
  return {
    ...phone,
    goTo: (path) => phone.page.evaluate((hash) => (location.hash = hash), `#/${path}`),
    tap: (name) => seen(phone.page.getByRole('button', { name })).first().click(),
    see: (text) => seen(phone.page.getByText(text)).first().waitFor(),
    field: (label) => seen(phone.page.getByLabel(label)),
    question: () => phone.page.locator('dialog[open] .p').innerText(),
    answer: (name) => phone.page.locator('dialog[open]').getByRole('button', { name }).click(),
  };
}
const post = (who, title) => who.act('postWish', { kind: 'GOODS', category: 'HOUSEHOLD', title, text: '三十瓦的，螺口。', costLimitFen: 2_500 }, '... on Wish { id }');

test('a typing error is corrected before anybody approves: the words are there again, and one wish stands', async () => {
  const author = await person(linli.url, 'resident2');
  const { id } = await post(author, '要一只等泡');
  const phone = await phoneOf('resident2');
  await phone.goTo(`pages/help/wish?id=${id}`);
  await phone.tap('写错了，改一改');
  await phone.answer('写错了，改一改');
  const title = phone.field('一句话说清楚');
  await title.waitFor();
  assert.equal(await title.inputValue(), '要一只等泡');
  assert.equal(await phone.field('大约多少钱（元，最多300）').inputValue(), '25');
  await title.fill('要一只灯泡');
  await phone.tap('发出去');
  await phone.see('待审核');
  const { viewer } = await author.ask('{ viewer { wishes(first: 2) { edges { node { title state } } } } }');
  assert.deepEqual(viewer.wishes.edges.map(({ node }) => [node.title, node.state]), [['要一只灯泡', 'PENDING_REVIEW'], ['要一只等泡', 'WITHDRAWN']]);
  assert.deepEqual(phone.faults(), []);
  await phone.context.close();
});

test('a wisher for whom it is not done says so, and staff look', async () => {
  const [author, helper, staff] = await Promise.all(['resident3', 'volunteer', 'staff'].map((who) => person(linli.url, who)));
  const { id } = await post(author, '要一只台灯');
  await staff.act('approveWish', { wishId: id });
  await helper.act('claimWish', { wishId: id });
  await helper.act('fulfilWish', { wishId: id, text: '放在门口了' });
  const phone = await phoneOf('resident3');
  await phone.goTo(`pages/help/wish?id=${id}`);
  await phone.tap('还没办好');
  await phone.field('哪里没办好').fill('门口没有');
  await phone.tap('告诉社区');
  await phone.see('收到了，社区会去看');
  const { moderationQueue } = await staff.ask('{ moderationQueue(first: 100) { edges { node { kind text reports { reason note } } } } }');
  const found = moderationQueue.edges.find(({ node }) => node.text === '放在门口了').node;
  assert.deepEqual(found.reports, [{ reason: 'FALSE', note: '门口没有' }]);
  // It can be confirmed all the same, once it is done.
  await phone.tap('5颗星');
  await phone.see('心愿实现了');
  assert.deepEqual(phone.faults(), []);
  await phone.context.close();
});

test('whoever moves is told first what stays and what ends', async () => {
  const phone = await phoneOf('resident4');
  await phone.goTo('pages/first/community');
  for (const area of [/江城市/, /临江区/, /梧桐街道/]) await phone.tap(area);
  await phone.tap(/桂花社区/);
  await phone.see('您已经住在桂花社区了');
  await phone.tap(/翠湖社区/);
  assert.match(await phone.question(), /从桂花社区搬到翠湖社区.*积分留在桂花社区/s);
  await phone.answer('先不');
  const { viewer } = await (await person(linli.url, 'resident4')).ask('{ viewer { home { community { name } } } }');
  assert.equal(viewer.home.community.name, '桂花社区');
  await phone.tap(/翠湖社区/);
  await phone.answer('搬过去');
  await phone.see('欢迎回家');
  assert.deepEqual(phone.faults(), []);
  await phone.context.close();
});
