// What can be taken back is offered to be, for some seconds; what cannot is asked about before.

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

const enter = async (who, path) => {
  const desk = await open(chromium, DESK);
  await desk.page.goto(`${linli.url}/console/#demo=${code(who)}`);
  await desk.page.waitForSelector('.side nav');
  await desk.page.evaluate((hash) => (location.hash = hash), `#${path}`);
  return desk;
};
const communityOf = async (staff) => (await staff.ask('{ activities(first: 1) { edges { node { community { id } } } } }')).activities.edges[0].node.community.id;

test('goods that were taken off by mistake are back by one key', async () => {
  const { page, context, faults } = await enter('staff', '/bank');
  const soap = page.getByRole('row').filter({ hasText: '肥皂两块' });
  await soap.getByRole('button', { name: '下架' }).click();
  await soap.getByText('未上架').waitFor();
  await page.keyboard.press('z');
  await page.getByText('肥皂两块又上架了').waitFor();
  await soap.getByText('未上架').waitFor({ state: 'detached' });
  assert.deepEqual(faults(), []);
  await context.close();
});

test('a notice that was to be published later is taken back, and never hangs', async () => {
  const { page, context, faults } = await enter('staff', '/notices');
  const staff = await person(linli.url, 'staff');
  await page.getByRole('button', { name: '写公告' }).click();
  await page.getByLabel('标题').fill('后天的通知');
  await page.getByLabel('正文').fill('还没有想好。');
  await page.getByLabel('何时发布').click();
  await page.keyboard.type(`${new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)} 08:00`);
  await page.locator('.ant-picker-ok button').click();
  const [answer] = await Promise.all([
    page.waitForResponse((answer) => answer.request().postData()?.includes('mutation PublishNotice') ?? false),
    page.locator('.ant-drawer button[type=submit]').click(),
  ]);
  const { id } = (await answer.json()).data.publishNotice;
  await page.getByRole('button', { name: '撤销' }).click();
  await page.getByText('不会发布').waitFor();
  const { node } = await staff.ask('query ($id: ID!) { node(id: $id) { ... on Notice { state withdrawReason } } }', { id });
  assert.deepEqual(node, { state: 'WITHDRAWN', withdrawReason: '发错了' });
  assert.deepEqual(faults(), []);
  await context.close();
});

test('a notice that hangs is withdrawn from the message that says so', async () => {
  const { page, context, faults } = await enter('staff', '/notices');
  await page.getByRole('button', { name: '写公告' }).click();
  await page.getByLabel('标题').fill('发得太早');
  await page.getByLabel('正文').fill('正文还没有写完。');
  await page.locator('.ant-drawer button[type=submit]').click();
  await page.getByRole('button', { name: '发错了，撤下' }).click();
  await page.getByText('已撤下，标题和原因会留着').waitFor();
  await page.locator('td a').filter({ hasText: '发得太早' }).click();
  await page.locator('.ant-drawer').getByText(/发错了/).waitFor();
  assert.deepEqual(faults(), []);
  await context.close();
});

test('somebody is checked out only after the question, because their time is granted then', async () => {
  const staff = await person(linli.url, 'staff');
  const startsAt = new Date(Date.now() + 60_000).toISOString();
  const communityId = await communityOf(staff);
  const input = { communityId, title: '门前扫雪', place: '小区北门', text: '带上手套。', audience: 'HELPERS', shifts: [{ startsAt, endsAt: new Date(Date.parse(startsAt) + 7_200_000).toISOString(), capacity: 5 }] };
  const { shifts } = await staff.act('createActivity', input, '... on Activity { shifts { id } }');
  await (await person(linli.url, 'volunteer')).act('signUp', { shiftId: shifts[0].id });
  const { page, context, faults } = await enter('staff', `/activities?shift=${shifts[0].id}`);
  await page.getByRole('button', { name: '到了' }).click();
  await page.getByRole('button', { name: '离开' }).click();
  await page.getByText('时长就此记下，不能撤回').waitFor();
  await page.locator('.ant-popover').getByRole('button', { name: '返回' }).click();
  await page.locator('.ant-popover').waitFor({ state: 'hidden' });
  assert.equal(await page.getByText('已签退').count(), 0);
  await page.locator('.ant-drawer').getByRole('button', { name: '离开' }).click();
  await page.locator('.ant-popover').getByRole('button', { name: '离开' }).click();
  await page.getByText('已签退').waitFor();
  assert.deepEqual(faults(), []);
  await context.close();
});

test('points that wait for a second person are taken back by the first', async () => {
  const staff = await person(linli.url, 'staff');
  const communityId = await communityOf(staff);
  await staff.act('setPointRule', { communityId, behaviour: 'DEED', deed: '救人', points: 200 });
  const { page, context, faults } = await enter('staff', '/residents');
  await page.locator('td a').filter({ hasText: '张**' }).click();
  await page.getByRole('button', { name: '奖励积分' }).click();
  await page.locator('#deed').click();
  await page.locator('.ant-select-item-option').filter({ hasText: '救人' }).click();
  await page.getByLabel('原因').fill('从水里救起孩子');
  await page.locator('.ant-modal button[type=submit]').click();
  await page.getByText('等另一位同事复核').waitFor();
  await page.keyboard.press('z');
  await page.getByText('已收回').waitFor();
  const { proposals } = await staff.ask('{ proposals(first: 50) { edges { node { what { __typename ... on ProposedAward { deed } } } } } }');
  assert.ok(!proposals.edges.some(({ node }) => node.what.deed === '救人'));
  assert.deepEqual(faults(), []);
  await context.close();
});
