// The mini-program's own bundle, as it is handed to WeChat, on phones of several people of one town.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { photo } from './photo.mjs';
import { person, town } from './town.mjs';
import { phone } from './wechat.mjs';

let linli;
let staff;
const phones = [];
before(async () => {
  linli = await town();
  staff = await person(linli.url, 'staff');
});
after(async () => {
  for (const one of phones) one.close();
  await linli?.stop();
});

const phoneOf = async (who) => {
  const opened = await phone(linli.url, who);
  phones.push(opened);
  return opened;
};
/** Until the server has answered this act: what a tap shows at once may come before it counts for others. */
const done = (mini, mutation) => mini.until(mutation, () => mini.requests.some(({ body, status }) => body?.includes(`mutation ${mutation}`) && status === 200));
const idOf = (mini) => mini.requests.findLast(({ url, body }) => url.endsWith('/graphql') && /"id":"/.test(body)).body.match(/"id":"([^"]+)"/)[1];

test('somebody new is at home in the first minute: consent, community, and what is there', async () => {
  const mini = await phoneOf('newcomer');
  await mini.tap('找我的社区');
  await mini.tap('我看过了，同意');
  for (const place of ['江城市', '临江区', '梧桐街道', '桂花社区']) await mini.tap(place);
  await mini.toldOf('欢迎回家');
  await mini.open('/pages/help/index');
  await mini.see('等');
  assert.deepEqual(mini.faults(), []);
});

test('a wish is posted with a photo, claimed, called about, fulfilled and confirmed; points arrive, and are redeemed', async () => {
  const resident = await phoneOf('resident');
  resident.picks(photo());
  await resident.tap('说一个心愿');
  await resident.type('一句话说清楚', '厨房的灯坏了');
  await resident.type('说详细一点', '灯泡买好了，够不着。');
  await resident.tap('加照片');
  await resident.until('the photo', () => resident.requests.some(({ url, status }) => url.endsWith('/media') && status === 200));
  await resident.tap('发出去');
  await resident.on('pages/help/wish');
  await resident.see('社区看过后就会公开');
  const wishId = idOf(resident);
  await staff.act('approveWish', { wishId });

  const volunteer = await phoneOf('volunteer');
  await volunteer.tap('看看谁需要帮忙');
  await volunteer.tap('厨房的灯坏了');
  await volunteer.tap('我来帮');
  await volunteer.toldOf('认领好了');
  await volunteer.tap('看联系方式');
  await volunteer.see('对方还没有留电话');
  await volunteer.see('王秀英');
  await volunteer.tap('办好了');
  await volunteer.type('办得怎么样', '换好了灯泡');
  await volunteer.tap('交上去');
  await done(volunteer, 'FulfilWish');
  await volunteer.see('换好了灯泡');

  await resident.open('/pages/home/index');
  await resident.see('心愿办好了吗');
  await resident.tap('厨房的灯坏了');
  await resident.tap('5颗星');
  await done(resident, 'ConfirmWish');
  await resident.toldOf('心愿实现了');

  await volunteer.open('/pages/bank/index');
  await volunteer.tap('每一分的来历');
  await volunteer.see('+30');
  await volunteer.see('厨房的灯坏了');
  await volunteer.open('/pages/bank/index');
  await volunteer.tap('大米5公斤');
  await volunteer.tap('换一份');
  await volunteer.on('pages/bank/redemption');
  await volunteer.see('到窗口给工作人员看这个码');
  const [, first, second] = /(\d{4}) (\d{4})/.exec(volunteer.shows());
  await staff.act('handOutGoods', { code: first + second });
  await volunteer.open('/pages/bank/passbook');
  await volunteer.see('-30');
  for (const one of [resident, volunteer]) assert.deepEqual(one.faults(), []);
});

test('somebody signs up for a shift and scans its code', async () => {
  const mini = await phoneOf('volunteer2');
  await mini.open('/pages/activities/index');
  await mini.tap('楼道清理');
  await mini.tap('报名');
  await mini.see('取消报名');
  const { activities } = await staff.ask('{ activities { edges { node { title shifts { checkInCode { qrText } } } } } }');
  const { node } = activities.edges.find((edge) => edge.node.title === '楼道清理');
  mini.scans(node.shifts[0].checkInCode.qrText);
  await mini.tap('扫一扫');
  await mini.see('已签到');
  assert.deepEqual(mini.faults(), []);
});

test('what is refused is told in words, and nothing is sent twice', async () => {
  const mini = await phoneOf('resident2');
  await mini.open('/pages/help/index');
  mini.network(false);
  await mini.open('/pages/help/post');
  await mini.type('一句话说清楚', '想学用手机');
  await mini.type('说详细一点', '周末都可以。');
  await mini.tap('发出去');
  await mini.toldOf('网络不太好');
  mini.network(true);
  await mini.tap('发出去');
  await mini.on('pages/help/wish');
  const ids = mini.requests.filter(({ body }) => body?.includes('PostWish')).map(({ body }) => JSON.parse(body).variables.input.requestId);
  assert.equal(new Set(ids).size, 1);
  assert.deepEqual(mini.faults(), []);
});

test('a party member whom the roster of the unit knows is confirmed at once, and reports in', async () => {
  const member = await person(linli.url, 'engineer');
  const { privacyPolicy } = await member.ask('{ privacyPolicy { version } }');
  await member.act('giveConsent', { version: privacyPolicy.version });
  const { viewer } = await staff.ask('{ viewer { home { community { id } } } }');
  const say = (mutation, type, input) => member.ask(`mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename ... on Refusal { code } } }`, { input });
  await say('joinCommunity', 'JoinCommunityInput', { communityId: viewer.home.community.id });
  await say('setRealName', 'SetRealNameInput', { realName: '孙丽华' });
  await say('bindPhone', 'BindPhoneInput', { code: 'phone-13800001002.1' });
  const mini = await phoneOf('engineer');
  await mini.open('/pages/me/index');
  await mini.tap('我是在职党员');
  await mini.tap('找我的单位');
  await mini.tap('江城市供水公司');
  await mini.tap('这是我的单位');
  await mini.toldOf('名册对上了');
  await mini.tap('向桂花社区报到');
  await mini.see('待接收');
  assert.deepEqual(mini.faults(), []);
});
