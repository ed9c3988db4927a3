// The office in a browser: what staff, a street and a city set, so that others can work.

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
const submit = (page) => page.locator('.ant-modal button[type=submit]').click();

test('a rule of points is set, and its next version counts from the day that was chosen', async () => {
  const { page, context, faults } = await enter('staff', '/rules');
  await page.getByRole('button', { name: '新的规则' }).click();
  await page.getByLabel('哪件好事').fill('帮邻居买菜');
  await page.getByLabel('多少分').fill('15');
  await submit(page);
  const rules = page.getByRole('row').filter({ hasText: '帮邻居买菜' });
  await rules.getByRole('button').click();
  await page.getByLabel('多少分').fill('20');
  await page.getByLabel('何时起算').click();
  await page.keyboard.type(`${new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)} 08:00`);
  await page.locator('.ant-picker-ok button').click();
  await submit(page);
  await rules.filter({ hasText: '还没开始' }).waitFor();
  assert.deepEqual(await rules.locator('td:nth-child(2)').allTextContents(), ['15', '20']);
  assert.deepEqual(await rules.locator('td:nth-child(5)').allTextContents(), ['1', '2']);
  assert.deepEqual(faults(), []);
  await context.close();
});

test('a duty point shows a code that can be scanned, and is closed', async () => {
  const { page, context, faults } = await enter('staff', '/duty');
  await page.getByRole('button', { name: '新增值守点' }).click();
  await page.getByLabel('名称').fill('西门岗');
  await page.getByLabel('在哪里').fill('西门岗亭旁');
  await submit(page);
  await page.getByText('西门岗', { exact: true }).click();
  await page.locator('.sign .digits').filter({ hasText: /^\d{6}$/ }).waitFor();
  await page.getByRole('img', { name: '值守签到码' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.sign').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: '关闭', exact: true }).last().click();
  await page.getByRole('dialog').getByRole('button', { name: '关闭', exact: true }).last().click();
  await page.getByText('西门岗', { exact: true }).waitFor({ state: 'detached' });
  assert.deepEqual(faults(), []);
  await context.close();
});

test('a role is proposed from the page of a person, and another colleague carries it out', async () => {
  const staff = await enter('staff', '/residents');
  await staff.page.locator('td a').filter({ hasText: '张**' }).click();
  await staff.page.getByRole('button', { name: '授予角色' }).click();
  await staff.page.locator('#nodeId').click();
  await staff.page.locator('.ant-select-item-option').filter({ hasText: '第1网格' }).click();
  await submit(staff.page);
  await staff.page.locator('.ant-modal-confirm').getByRole('button').click();
  await staff.page.getByRole('button', { name: /收回我的提议/ }).waitFor();
  assert.equal(await staff.page.getByRole('button', { name: /^同意/ }).count(), 0, 'nobody carries out their own proposal');
  const street = await enter('street', '/proposals');
  await street.page.locator('.queue .line').filter({ hasText: '张**' }).click();
  await street.page.keyboard.press('a');
  await street.page.keyboard.type('情况属实');
  await Promise.all([street.page.waitForResponse((answer) => answer.request().postData()?.includes('DecideProposal') ?? false), street.page.keyboard.press('Enter')]);
  await street.page.locator('.queue .line').filter({ hasText: '张**' }).waitFor({ state: 'detached' });
  await street.page.evaluate(() => (location.hash = '#/audit'));
  await street.page.getByText('授予角色').first().waitFor();
  assert.deepEqual([...staff.faults(), ...street.faults()], []);
  await staff.context.close();
  await street.context.close();
});

test('a photo that is sent again after a lost answer goes under the same id', async () => {
  const { page, context } = await enter('staff', '/notices');
  const sent = [];
  await page.route('**/media', (route) => {
    sent.push(/name="requestId"\r\n\r\n([0-9a-f-]+)/.exec(route.request().postDataBuffer().toString('latin1'))[1]);
    return sent.length === 1 ? route.abort() : route.fulfill({ status: 422, json: { message: '看不清' } });
  });
  await page.getByRole('button', { name: '写公告' }).click();
  const file = { name: '楼道.png', mimeType: 'image/png', buffer: Buffer.from('a photo') };
  const choose = () => page.evaluate(({ name }) => {
    const files = new DataTransfer();
    files.items.add(new File(['a photo'], name, { type: 'image/png', lastModified: 1 }));
    const input = document.querySelector('.ant-drawer input[type=file]');
    input.files = files.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }, file);
  await page.waitForSelector('.ant-drawer input[type=file]', { state: 'attached' });
  await choose();
  await page.getByText('网络不太好').waitFor();
  await choose();
  await page.getByText('看不清').waitFor();
  await choose();
  await page.waitForFunction(() => document.querySelectorAll('.ant-message-error').length >= 2);
  assert.equal(sent[0], sent[1], 'no answer came: the same id');
  assert.notEqual(sent[1], sent[2], 'an answer came: another act');
  await context.close();
});

test('a new privacy text is seen before it is published, and then asked of everybody', async () => {
  const { page, context, faults } = await enter('city', '/texts');
  await page.getByRole('button', { name: '写新版本' }).click();
  const text = page.getByLabel('新版本的正文');
  await text.fill(`${await text.inputValue()}\n\n六、新的一条\n大屏不显示个人信息。`);
  await page.locator('article').getByText('大屏不显示个人信息').waitFor();
  await page.getByRole('button', { name: '发布第2版' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '发布', exact: true }).click();
  await page.getByText(/第2版，今天起生效/).waitFor();
  assert.deepEqual(faults(), []);
  await context.close();
});

test('what was asked for as a spreadsheet is downloaded when it is made', async () => {
  const { page, context, faults } = await enter('staff', '/sheets');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '做这张表' }).click()]);
  assert.match(file.suggestedFilename(), /^服务时长.*\.xlsx$/);
  await page.getByText('可下载').waitFor();
  assert.deepEqual(faults(), []);
  await context.close();
});

const communityOf = async (staff) => (await staff.ask('{ activities(first: 1) { edges { node { community { id } } } } }')).activities.edges[0].node.community.id;

test('staff see who kept duty at a point', async () => {
  const staff = await person(linli.url, 'staff');
  const point = await staff.act('createDutyPoint', { communityId: await communityOf(staff), name: '南门岗', place: '南门岗亭' }, '... on DutyPoint { id checkInCode { digits } }');
  const party = await person(linli.url, 'party');
  const { reportInQueue } = await staff.ask('{ reportInQueue(first: 1) { edges { node { id } } } }');
  await staff.act('acceptReportIn', { reportInId: reportInQueue.edges[0].node.id });
  await party.act('checkInAtDutyPoint', { dutyPointId: point.id, code: point.checkInCode.digits });
  const { page, context, faults } = await enter('staff', '/duty');
  await page.locator('tbody tr').filter({ hasText: '南门岗' }).getByRole('button', { name: '谁来过' }).click();
  await page.locator('.ant-drawer tbody tr').filter({ hasText: '赵**' }).filter({ hasText: '今天' }).waitFor();
  assert.deepEqual(faults(), []);
  await context.close();
});

test('what a rule said before stays readable', async () => {
  const staff = await person(linli.url, 'staff');
  const communityId = await communityOf(staff);
  for (const points of [7, 9]) await staff.act('setPointRule', { communityId, behaviour: 'DEED', deed: '送热饭', points });
  const { page, context, faults } = await enter('staff', '/rules');
  await page.getByRole('button', { name: '以前的版本' }).click();
  const rows = page.getByRole('row').filter({ hasText: '送热饭' });
  await rows.nth(1).waitFor();
  assert.deepEqual(await rows.locator('td:nth-child(2)').allTextContents(), ['9', '7']);
  assert.deepEqual(faults(), []);
  await context.close();
});
