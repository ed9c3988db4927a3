// The captain of a team with the phone as the sign and the list, and what a volunteer has ahead.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, open, PHONE } from './browser.mjs';
import { code, person, town } from './town.mjs';

let linli;
let chromium;
let captain;
let member;
let made;
before(async () => {
  linli = await town('--rate-factor', '100');
  chromium = await browser();
  captain = await person(linli.url, 'volunteer');
  member = await person(linli.url, 'volunteer2');
  const team = await captain.act('foundTeam', { name: '周末修理队' }, '... on Team { id }');
  await member.act('joinTeam', { teamId: team.id });
  const begin = Date.now() + 5 * 60_000;
  const [startsAt, endsAt] = [begin, begin + 3_600_000].map((at) => new Date(at).toISOString());
  made = await captain.act('createActivity', { title: '修桌椅', text: '工具自带。', place: '活动室', audience: 'TEAM', teamId: team.id, shifts: [{ startsAt, endsAt, capacity: 5 }] }, '... on Activity { id shifts { id } }');
  for (const one of [captain, member]) await one.act('signUp', { shiftId: made.shifts[0].id });
});
after(async () => {
  await chromium?.close();
  await linli?.stop();
});

async function phoneOf(who) {
  const phone = await open(chromium, PHONE);
  const seen = (locator) => locator.filter({ visible: true }).first();
  await phone.page.goto(`${linli.url}/app/#demo=${code(who)}`);
  await phone.page.getByText('我的积分').waitFor();
  return {
    ...phone,
    seen,
    goTo: (path) => phone.page.evaluate((hash) => (location.hash = hash), `#/${path}`),
    tap: (name) => seen(phone.page.getByRole('button', { name })).click(),
    see: (text) => seen(phone.page.getByText(text)).waitFor(),
    yes: () => phone.page.getByRole('dialog').filter({ visible: true }).getByRole('button').first().click(),
  };
}

test('a captain shows the code, which renews itself, and calls the roll of others', async () => {
  const phone = await phoneOf('volunteer');
  await phone.page.clock.install();
  await phone.goTo(`pages/activities/activity?id=${made.id}`);
  await phone.tap('点名、出示签到码');
  await phone.see('到了0人，报名2人');
  await phone.see('您自己，请别人替您点');
  assert.equal(await phone.page.getByRole('button', { name: /到了$/ }).filter({ visible: true }).count(), 1);

  const signs = [];
  phone.page.on('request', (request) => request.postData()?.includes('query Sign(') && signs.push(request));
  await phone.tap('出示签到码');
  const digits = phone.seen(phone.page.getByText(/^\d{3} \d{3}$/));
  await digits.waitFor();
  const shown = (await digits.textContent()).replace(' ', '');
  const { node } = await captain.ask('query ($id: ID!) { node(id: $id) { ... on Shift { checkInCode { digits } } } }', { id: made.shifts[0].id });
  assert.equal(shown, node.checkInCode.digits);
  const before = signs.length;
  await Promise.all([phone.page.waitForRequest((request) => request.postData()?.includes('query Sign(') ?? false), phone.page.clock.runFor(31_000)]);
  assert.ok(signs.length > before);

  const answered = phone.page.waitForResponse((answer) => answer.request().postData()?.includes('mutation CallRoll') ?? false);
  await phone.tap(/到了$/);
  await phone.see('到了1人，报名2人');
  await phone.see(/\d\d:\d\d到的/);
  // What is shown is shown before it was answered.
  await answered;
  const present = await member.ask('{ viewer { signUps { edges { node { attendance { checkedInBy } } } } } }');
  assert.equal(present.viewer.signUps.edges[0].node.attendance.checkedInBy, 'ROLL_CALL');
  assert.deepEqual(phone.faults(), []);
  await phone.context.close();
});

test('whoever does not lead it is not offered the roll, and sees nobody there', async () => {
  const phone = await phoneOf('volunteer2');
  await phone.goTo(`pages/activities/activity?id=${made.id}`);
  await phone.see('修桌椅');
  assert.equal(await phone.page.getByText('点名、出示签到码').filter({ visible: true }).count(), 0);
  await phone.context.close();
});

test('what is ahead stands in the plan by its day, and a place is given back there', async () => {
  const staff = await person(linli.url, 'staff');
  const day = 24 * 3_600_000;
  const shifts = [1, 2].map((n) => ({ startsAt: new Date(Date.now() + n * day).toISOString(), endsAt: new Date(Date.now() + n * day + 3_600_000).toISOString(), capacity: 1 }));
  const { shifts: [first, second] } = await staff.act('createActivity', { title: '读报', text: '带眼镜。', place: '阅览室', shifts }, '... on Activity { shifts { id } }');
  await captain.act('signUp', { shiftId: second.id });
  for (const { id } of [first, second]) await member.act('signUp', { shiftId: id });

  const phone = await phoneOf('volunteer2');
  await phone.goTo('pages/me/index');
  await phone.see('登录的设备');
  await phone.tap('我的安排');
  await phone.see('明天');
  await phone.see('排队第1位');
  await phone.tap('去不了，取消');
  await phone.yes();
  await phone.see('取消好了');
  await phone.page.getByRole('heading', { name: '明天' }).filter({ visible: true }).waitFor({ state: 'detached' });
  const { viewer } = await member.ask('{ viewer { signUps { edges { node { state shift { id } } } } } }');
  assert.deepEqual(viewer.signUps.edges.map(({ node }) => node.state), ['SEATED', 'WAITING']);
  assert.deepEqual(phone.faults(), []);
  await phone.context.close();
});
