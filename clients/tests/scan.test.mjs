// Codes that are scanned or typed: known by what they say, kept where there is no network, handed in once and for the right person.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, open, PHONE } from './browser.mjs';
import { code, person, town } from './town.mjs';
import { phone as wechat } from './wechat.mjs';

let linli;
let chromium;
let staff;
const phones = [];
before(async () => {
  linli = await town('--rate-factor', '100');
  chromium = await browser();
  staff = await person(linli.url, 'staff');
});
after(async () => {
  for (const one of phones) one.close();
  await chromium?.close();
  await linli?.stop();
});

let shifts = 0;
/** An activity that begins soon, with a shift that these people have a seat in. Nobody can be at two at a time. */
async function activity(title, ...people) {
  shifts += 1;
  const begin = Date.now() + shifts * 6 * 60_000;
  const [startsAt, endsAt] = [begin, begin + 5 * 60_000].map((at) => new Date(at).toISOString());
  const made = await staff.act('createActivity', { title, text: '围裙自带。', place: '活动室', shifts: [{ startsAt, endsAt, capacity: 20 }] }, '... on Activity { shifts { id } }');
  const shiftId = made.shifts[0].id;
  const seats = [];
  for (const one of people) seats.push(await one.act('signUp', { shiftId }, '... on SignUp { id }'));
  return { shiftId, seats, sign: async () => (await staff.ask('query ($id: ID!) { node(id: $id) { ... on Shift { checkInCode { digits qrText } } } }', { id: shiftId })).node.checkInCode };
}

/** What the town knows of the attendance at a shift. */
async function attendance(who, shiftId) {
  const { viewer } = await who.ask('{ viewer { signUps(first: 50) { edges { node { shift { id } attendance { checkedInAt checkedOutAt } } } } } }');
  return viewer.signUps.edges.find(({ node }) => node.shift.id === shiftId)?.node.attendance ?? null;
}

async function logIn(phone, who) {
  await phone.page.goto(`${linli.url}/app/?${Math.random()}#demo=${code(who)}`);
  await phone.see('我的积分');
}

async function phoneOf(who) {
  const opened = await open(chromium, PHONE);
  const seen = (locator) => locator.filter({ visible: true }).first();
  const { page } = opened;
  const sent = [];
  page.on('request', (request) => request.postData()?.includes('CheckIn') && sent.push(request.postDataJSON().variables.input));
  const phone = {
    ...opened,
    sent,
    goTo: (path) => page.evaluate((hash) => (location.hash = hash), `#/${path}`),
    tap: (name) => seen(page.getByRole('button', { name })).click(),
    see: (text) => seen(page.getByText(text)).waitFor(),
    gone: (text) => page.waitForFunction((words) => ![...document.querySelectorAll('main')].some((main) => main.offsetParent !== null && main.innerText.includes(words)), text),
    type: (label, text) => seen(page.getByLabel(label)).fill(text),
    answer: (name) => page.getByRole('dialog').filter({ visible: true }).getByRole('button', { name }).click(),
    asked: (text) => page.getByRole('dialog').filter({ visible: true, hasText: text }).waitFor(),
    online: (there) => opened.context.setOffline(!there),
    /** The page of codes, with the digits of a sign typed and their shift chosen. */
    async types(digits, title) {
      await phone.type(/六位数字/, digits);
      await phone.tap('下一步');
      await phone.tap(new RegExp(title));
    },
    /** A phone without network cannot but say so in its console. */
    faults: () => opened.faults().filter((fault) => !fault.includes('ERR_INTERNET_DISCONNECTED')),
  };
  await logIn(phone, who);
  return phone;
}

test('digits that were typed without network are kept, and count from when they were typed', async () => {
  const volunteer = await person(linli.url, 'volunteer');
  const { shiftId, sign } = await activity('包汤圆', volunteer);
  const phone = await phoneOf('volunteer');
  await phone.goTo('pages/me/index');
  await phone.tap(/^扫一扫\s*签到/);
  await phone.see('下一步');
  await phone.online(false);
  await phone.types((await sign()).digits, '包汤圆');
  await phone.see('已经记在手机里');
  const typedAt = Date.now();
  await phone.see('1次扫码在等网络');
  assert.equal(await attendance(volunteer, shiftId), null);

  // The same sign once more does not check out by itself.
  await phone.goTo('pages/scan/index');
  await phone.types((await sign()).digits, '包汤圆');
  await phone.asked('现在要签退吗');
  await phone.answer('还没结束');

  await phone.online(true);
  await phone.gone('在等网络');
  const { checkedInAt, checkedOutAt } = await attendance(volunteer, shiftId);
  assert.equal(checkedOutAt, null);
  assert.ok(Math.abs(Date.parse(checkedInAt) - typedAt) < 10_000);
  const handed = phone.sent.at(-1);
  assert.equal(Date.parse(checkedInAt), Date.parse(handed.scannedAt));
  assert.equal(phone.sent[0].scannedAt, undefined, 'the first try says nothing of the clock of the phone');
  assert.deepEqual(phone.faults(), []);
  await phone.context.close();
});

test('what one person scanned is not handed in by another who uses the same phone', async () => {
  const volunteer = await person(linli.url, 'volunteer');
  const other = await person(linli.url, 'volunteer2');
  const { shiftId, sign } = await activity('修水管', volunteer, other);
  const phone = await phoneOf('volunteer');
  // No check-in gets out of this phone, not even from a page that is being left, until the other person is logged in.
  const lost = (route) => (route.request().postData()?.includes('mutation CheckIn') ? route.abort('internetdisconnected') : route.fallback());
  await phone.page.route('**/graphql', lost);
  await phone.goTo('pages/scan/index');
  await phone.see('下一步');
  await phone.types((await sign()).digits, '修水管');
  await phone.see('已经记在手机里');
  await logIn(phone, 'volunteer2');
  await phone.page.unroute('**/graphql', lost);
  const tried = phone.sent.length;
  await phone.page.evaluate(() => dispatchEvent(new Event('online')));
  await phone.goTo('pages/activities/index');
  await phone.see('修水管');
  assert.equal(phone.sent.length, tried, 'nothing of the first person is sent for the second');
  assert.equal(await phone.page.getByText('在等网络').filter({ visible: true }).count(), 0);
  assert.equal(await attendance(other, shiftId), null);
  assert.equal(await attendance(volunteer, shiftId), null);

  await logIn(phone, 'volunteer');
  await phone.see('补交好了');
  assert.ok(await attendance(volunteer, shiftId));
  assert.equal(await attendance(other, shiftId), null);
  await phone.context.close();
});

test('a kept scan that is refused is told with its place, and goes away', async () => {
  const volunteer = await person(linli.url, 'volunteer');
  const { seats, sign } = await activity('擦栏杆', volunteer);
  const phone = await phoneOf('volunteer');
  await phone.goTo('pages/scan/index');
  await phone.see('下一步');
  await phone.online(false);
  await phone.types((await sign()).digits, '擦栏杆');
  await phone.see('已经记在手机里');
  await volunteer.act('cancelSignUp', { signUpId: seats[0].id });
  await phone.online(true);
  await phone.asked('擦栏杆');
  await phone.answer('知道了');
  await phone.gone('在等网络');
  await phone.page.reload();
  await phone.goTo('pages/home/index');
  await phone.see('我的积分');
  assert.equal(await phone.page.getByText('在等网络').filter({ visible: true }).count(), 0);
  await phone.context.close();
});

test('what is typed is known by what it is', async () => {
  const phone = await phoneOf('volunteer2');
  await phone.goTo('pages/scan/index');
  await phone.type(/六位数字/, '12ab');
  await phone.tap('下一步');
  await phone.see('请再看一眼');
  await phone.type(/六位数字/, 'wdjb mjht');
  await phone.tap('下一步');
  await phone.page.waitForURL(/pages\/pairing\/allow/);
  await phone.context.close();
});

test('in WeChat: one button scans every code, a cellar takes nothing away, and nobody is checked out unasked', async () => {
  const volunteer = await person(linli.url, 'volunteer2');
  const { shiftId, sign } = await activity('搬书', volunteer);
  const mini = await wechat(linli.url, 'volunteer2');
  phones.push(mini);
  await mini.see('我的积分');
  mini.scans('https://example.com/menu');
  await mini.tap('扫一扫');
  await mini.toldOf('这不是邻里的码');

  mini.network(false);
  mini.scans((await sign()).qrText);
  await mini.tap('扫一扫');
  await mini.toldOf('已经记在手机里');
  await mini.see('1次扫码在等网络');
  assert.equal(await attendance(volunteer, shiftId), null);
  mini.network(true);
  await mini.toldOf('补交好了：签到 搬书');
  await mini.until('nothing to wait', () => !mini.shows().includes('在等网络'));
  assert.ok(await attendance(volunteer, shiftId));

  mini.says(false);
  mini.scans((await sign()).qrText);
  await mini.tap('扫一扫');
  await mini.toldOf('“搬书”您已经签到了。现在要签退吗？');
  assert.equal((await attendance(volunteer, shiftId)).checkedOutAt, null);
  mini.says(true);
  await mini.tap('扫一扫');
  await mini.toldOf('签退好了');
  assert.ok((await attendance(volunteer, shiftId)).checkedOutAt);

  mini.scans('https://linli.example/pair/WDJB-MJHT');
  await mini.tap('扫一扫');
  await mini.on('pages/pairing/allow');
  assert.deepEqual(mini.faults().filter((fault) => !fault.includes('pairing')), []);
});
