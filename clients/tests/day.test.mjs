// One day of a community, through both clients: everybody at a page of their own, in one town.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, DESK, open, PHONE } from './browser.mjs';
import { photo } from './photo.mjs';
import { code, town } from './town.mjs';

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

/** Somebody's phone: what is meant by name is what can be seen of it. */
async function phone(who) {
  const opened = await open(chromium, PHONE);
  const { page } = opened;
  const button = (name) => page.getByRole('button', { name }).filter({ visible: true }).first();
  const it = {
    ...opened,
    tap: (name) => button(name).click(),
    /** Taps, and waits for the server: what a tap shows at once may come before it counts for others. */
    act: (name, mutation) =>
      Promise.all([page.waitForResponse((answer) => answer.request().postData()?.includes(`mutation ${mutation}`) ?? false), button(name).click()]),
    see: (words) => page.getByText(words).filter({ visible: true }).first().waitFor(),
    fill: (label, value) => page.getByLabel(label).filter({ visible: true }).first().fill(value),
    /** Yes, to "are you sure?". */
    yes: () => page.getByRole('dialog').filter({ visible: true }).getByRole('button').first().click(),
    at: (path) => page.evaluate((hash) => (location.hash = hash), `#/pages/${path}`),
    left: (path) => page.waitForURL((url) => !url.hash.includes(path)),
    async addPhoto() {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), it.tap('加照片')]);
      await Promise.all([page.waitForResponse((answer) => answer.url().endsWith('/media') && answer.ok()), chooser.setFiles({ name: 'photo.png', mimeType: 'image/png', buffer: photo() })]);
    },
  };
  await page.goto(`${linli.url}/app/#demo=${code(who)}`);
  await it.see(/我的积分|找到您的社区|花一分钟/);
  return it;
}

/** Somebody's desk. */
async function desk(who) {
  const opened = await open(chromium, DESK);
  const { page } = opened;
  await page.goto(`${linli.url}/console/#demo=${code(who)}`);
  await page.waitForSelector('.side nav');
  return { ...opened, at: (path) => page.evaluate((hash) => (location.hash = hash), `#${path}`), see: (words) => page.getByText(words).filter({ visible: true }).first().waitFor() };
}

test('one day', async (t) => {
  const [resident, volunteer] = [await phone('resident'), await phone('volunteer')];
  let staff;
  let newcomer;
  const step = async (name, walk) => {
    let walked = false;
    await t.test(name, async () => {
      await walk();
      walked = true;
    });
    assert.ok(walked, `the day ended when ${name}`);
  };

  await step('a resident says a wish, with a photo', async () => {
    await resident.tap('说一个心愿');
    await resident.fill('一句话说清楚', '阳台的晾衣绳断了');
    await resident.fill('说详细一点', '绳子买好了，够不着。');
    await resident.addPhoto();
    await resident.tap('发出去');
    await resident.see('社区看过后就会公开');
  });

  await step('staff approve it by keyboard', async () => {
    staff = await desk('staff');
    await staff.at('/wishes/review');
    await staff.page.locator('.queue .line', { hasText: '阳台的晾衣绳断了' }).click();
    await staff.page.locator('.queue .one h1', { hasText: '阳台的晾衣绳断了' }).waitFor();
    await Promise.all([staff.page.waitForResponse((answer) => answer.request().postData()?.includes('ApproveWish') ?? false), staff.page.keyboard.press('a')]);
    await staff.page.locator('.queue .line', { hasText: '阳台的晾衣绳断了' }).waitFor({ state: 'detached' });
  });

  await step('a volunteer claims it, sees the contact, and says with a photo that it is done', async () => {
    await volunteer.tap('看看谁需要帮忙');
    await volunteer.tap(/阳台的晾衣绳断了/);
    await volunteer.tap('我来帮');
    await volunteer.tap('看联系方式');
    await volunteer.see('王秀英');
    await volunteer.tap('办好了');
    await volunteer.fill('办得怎么样', '换好了，试过两遍。');
    await volunteer.addPhoto();
    await volunteer.act('交上去', 'FulfilWish');
    await volunteer.see('换好了，试过两遍。');
  });

  await step('the resident confirms, and points arrive in the passbook', async () => {
    await resident.at('home/index');
    await resident.tap(/阳台的晾衣绳断了/);
    await resident.see('换好了，试过两遍。');
    await resident.act('5颗星', 'ConfirmWish');
    await resident.see('心愿实现了');
    await volunteer.at('bank/passbook');
    await volunteer.see('阳台的晾衣绳断了');
    await volunteer.see('+30');
  });

  await step('somebody new comes in the first minute, and becomes a volunteer', async () => {
    newcomer = await phone('newcomer');
    await newcomer.tap('找我的社区');
    await newcomer.tap('我看过了，同意');
    for (const place of ['江城市', '临江区', '梧桐街道', '桂花社区']) await newcomer.tap(new RegExp(place));
    await newcomer.yes();
    await newcomer.see('欢迎回家');
    await newcomer.left('first/community');
    await newcomer.at('first/name');
    await newcomer.fill('真实姓名', '何小满');
    await newcomer.tap('保存');
    await newcomer.left('first/name');
    await newcomer.at('first/helper');
    await newcomer.act('登记成为志愿者', 'RegisterVolunteer');
    await newcomer.see('谢谢您');
  });

  await step('staff call for an activity, and two sign up for it', async () => {
    await staff.at('/activities');
    await staff.page.getByRole('button', { name: '发起活动' }).click();
    const form = staff.page.locator('.ant-drawer').filter({ visible: true });
    await form.getByLabel('名称').fill('冬至包汤圆');
    await form.getByLabel('地点').fill('社区活动室');
    await form.getByLabel('做什么，带什么').fill('围裙自带，馅料我们准备。');
    const begin = Math.ceil((Date.now() + 10 * 60_000) / 300_000) * 300_000;
    const [from, to] = [begin, begin + 2 * 3_600_000].map((at) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' '));
    for (const [n, time] of [from, to].entries()) {
      await form.locator('.ant-picker-range input').nth(n).fill(time);
      await staff.page.locator('.ant-picker-ok button').filter({ visible: true }).click();
    }
    await form.locator('button[type=submit]').click();
    await staff.page.locator('td').getByText('冬至包汤圆').waitFor();
    for (const one of [volunteer, newcomer]) {
      await one.at('activities/index');
      await one.tap(/冬至包汤圆/);
      await one.act('报名', 'SignUpForShift');
      await one.see('取消报名');
    }
  });

  await step('staff connect a screen in the hall, and somebody checks in by the code that it shows', async () => {
    const hall = await open(chromium, { viewport: { width: 1920, height: 1080 } });
    await hall.page.goto(`${linli.url}/console/#/screen`);
    const digits = hall.page.getByTestId('pairing-digits');
    await digits.filter({ hasText: /\d{3} \d{3}/ }).waitFor();
    await staff.at('/screens');
    await staff.page.getByRole('button', { name: '连接一块屏幕' }).click();
    await staff.page.getByLabel('屏幕上的八个字母').fill(await hall.page.getByTestId('pairing-code').textContent());
    await staff.page.getByLabel('屏幕上的六位数字').fill(await digits.textContent());
    await staff.page.getByText('今日签到码', { exact: true }).click();
    await staff.page.getByLabel('挂在哪里').fill('活动室门口');
    await staff.page.locator('.ant-drawer button[type=submit]').click();
    const shift = hall.page.locator('.hall-shift', { hasText: '冬至包汤圆' });
    await shift.locator('.hall-digits').waitFor();

    const neighbour = await phone('volunteer2');
    await neighbour.at('activities/index');
    await neighbour.tap(/冬至包汤圆/);
    await neighbour.act('报名', 'SignUpForShift');
    await neighbour.fill(/签到码/, (await shift.locator('.hall-digits').textContent()).replace(' ', ''));
    await neighbour.tap('签到');
    await neighbour.see('已签到');
    for (const one of [hall, neighbour]) {
      assert.deepEqual(one.faults(), []);
      await one.context.close();
    }
    await staff.page.locator('tbody tr', { hasText: '活动室门口' }).waitFor();
    await staff.at('/activities');
  });

  await step('one checks in by the code that staff show, the other is called by name', async () => {
    await staff.page.locator('tbody tr', { hasText: '冬至包汤圆' }).locator('a').first().click();
    await staff.page.getByRole('button', { name: '出示签到码' }).click();
    const digits = await staff.page.locator('.digits').textContent();
    await volunteer.fill(/签到码/, digits);
    await volunteer.tap('签到');
    await volunteer.see('已签到');
    const here = staff.page.locator('.ant-drawer tbody tr', { hasText: '何' });
    await here.getByRole('button', { name: /^到 ?了$/ }).click();
    await here.getByText('签到').waitFor();
    await newcomer.at('activities/index');
    await newcomer.tap(/冬至包汤圆/);
    await newcomer.see('已签到');
    await staff.page.keyboard.press('Escape');
  });

  await step('goods are redeemed, and handed out at the counter by their code', async () => {
    await volunteer.at('bank/index');
    await volunteer.tap(/肥皂两块/);
    await volunteer.tap('换一份');
    await volunteer.yes();
    await volunteer.see('到窗口给工作人员看这个码');
    const pickUp = await volunteer.page.getByText(/^\d{4} \d{4}$/).filter({ visible: true }).textContent();
    await staff.at('/counter');
    const input = staff.page.getByPlaceholder('扫领取码');
    await input.fill(pickUp);
    await input.press('Enter');
    await staff.page.getByRole('button', { name: /交给居民/ }).waitFor();
    await input.press('Enter');
    await staff.see(/已领走/);
    await volunteer.at('bank/passbook');
    await volunteer.see('-10');
  });

  await step('a notice is published, and read on the board', async () => {
    await staff.at('/notices');
    await staff.page.getByRole('button', { name: '写公告' }).click();
    await staff.page.getByLabel('标题').fill('明晚放露天电影');
    await staff.page.getByLabel('正文').fill('七点在小广场，请带小板凳。');
    await staff.page.locator('.ant-drawer button[type=submit]').click();
    await staff.page.locator('td').getByText('明晚放露天电影').waitFor();
    await resident.at('board/index');
    await resident.tap(/明晚放露天电影/);
    await resident.see('七点在小广场，请带小板凳。');
  });

  for (const one of [resident, volunteer, newcomer, staff]) assert.deepEqual(one.faults(), []);
});
