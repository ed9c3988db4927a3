// A party member in office, with the phone: known by the unit's roster, received by the community, on duty, and in the record of the unit.

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
    tap: (name) => seen(phone.page.getByRole('button', { name })).click(),
    see: (text) => seen(phone.page.getByText(text)).first().waitFor(),
    type: (label, text) => seen(phone.page.getByLabel(label)).fill(text),
    yes: () => phone.page.locator('dialog[open] button').first().click(),
  };
}

/** Does what has no `requestId`. */
async function tell(who, mutation, input) {
  const type = `${mutation[0].toUpperCase()}${mutation.slice(1)}Input`;
  const done = await who.ask(`mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename ... on Refusal { code } } }`, { input });
  assert.notEqual(done[mutation].__typename, 'Refusal', `${mutation}: ${done[mutation].code}`);
}

test('a member whom the roster knows reports in, keeps duty, and ends it', async () => {
  const member = await person(linli.url, 'engineer');
  const staff = await person(linli.url, 'staff');
  const { viewer: desk } = await staff.ask('{ viewer { home { community { id name } } } }');
  const { privacyPolicy } = await member.ask('{ privacyPolicy { version } }');
  await member.act('giveConsent', { version: privacyPolicy.version });
  await tell(member, 'joinCommunity', { communityId: desk.home.community.id });
  await tell(member, 'setRealName', { realName: '吴晓敏' });
  const point = await staff.act('createDutyPoint', { communityId: desk.home.community.id, name: '北门岗', place: '北门岗亭' }, '... on DutyPoint { id }');

  const phone = await phoneOf('engineer');
  await phone.goTo('pages/me/index');
  await phone.tap('我是在职党员');
  await phone.tap(/手机号.*还没填/s);
  await phone.type('手机号（11位）', '13800001004');
  await phone.tap('就用这个号码');
  await phone.tap('找我的单位');
  await phone.tap(/江城市供水公司/);
  await phone.tap('这是我的单位');
  await phone.yes();
  await phone.see('名册对上了');
  await phone.tap(`向${desk.home.community.name}报到`);
  await phone.see('待接收');

  const { reportInQueue } = await staff.ask('{ reportInQueue(first: 100) { edges { node { id member { id } } } } }');
  const { viewer } = await member.ask('{ viewer { id } }');
  const asked = reportInQueue.edges.find(({ node }) => node.member.id === viewer.id).node;
  await staff.act('acceptReportIn', { reportInId: asked.id });
  await phone.page.reload();
  await phone.see('已报到');

  await phone.tap(/^值守/);
  await phone.see('还没有签到过');
  await phone.tap(/北门岗/);
  const { node } = await staff.ask('query ($id: ID!) { node(id: $id) { ... on DutyPoint { checkInCode { digits } } } }', { id: point.id });
  const wrong = String((Number(node.checkInCode.digits) + 1) % 1_000_000).padStart(6, '0');
  for (const digits of [wrong, node.checkInCode.digits]) {
    await phone.type('值守点的六位数字', digits);
    await phone.tap('签到');
    if (digits === wrong) await phone.page.locator('.fault').filter({ visible: true }).waitFor();
  }
  await phone.see('值守签到好了');
  const { dutyCheckIns } = (await member.ask('{ viewer { dutyCheckIns { edges { node { dutyPoint { name } } } } } }')).viewer;
  assert.deepEqual(dutyCheckIns.edges.map(({ node }) => node.dutyPoint.name), ['北门岗']);
  await phone.see(/今天 \d\d:\d\d/);

  await phone.goTo('pages/party/index');
  await phone.tap('结束报到');
  await phone.type('为什么结束', '搬家了');
  await phone.tap('结束');
  await phone.see('结束：搬家了');
  await phone.tap(`向${desk.home.community.name}报到`);
  await phone.tap('撤回');
  await phone.yes();
  await phone.see('结束：本人撤回');
  assert.deepEqual(phone.faults(), []);
  await phone.context.close();
});

test('a liaison decides about those whom the roster does not know, and opens figures to their entries', async () => {
  const phone = await phoneOf('liaison');
  await phone.goTo('pages/me/index');
  await phone.tap(/单位联络员/);
  await phone.see('等您核对');
  await phone.tap('是本单位党员');
  await phone.page.getByText('等您核对').waitFor({ state: 'detached' });
  const waited = await (await person(linli.url, 'party3')).ask('{ viewer { partyMembership { state } } }');
  assert.equal(waited.viewer.partyMembership.state, 'CONFIRMED');
  await phone.tap(/赵\*\*/);
  // It opens where there is something.
  await phone.page.getByRole('button', { name: '心愿', pressed: true }).waitFor();
  await phone.see('桂花社区');
  await phone.tap('值守');
  await phone.see('这段时间没有');
  assert.deepEqual(phone.faults(), []);
  await phone.context.close();
});
