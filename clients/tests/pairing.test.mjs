// The app in a browser is let in by a phone on which somebody uses Linli already: they scan the page's code and type its six digits.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { codeOf } from './authenticator.mjs';
import { browser, open, PHONE } from './browser.mjs';
import { code, person, served, town } from './town.mjs';

const { encode } = createRequire(new URL('../mini/package.json', import.meta.url))('uqr');

let linli;
let chromium;
before(async () => {
  // Everybody here has one address.
  linli = await town('--rate-factor', '100');
  chromium = await browser();
});
after(async () => {
  await chromium?.close();
  await linli?.stop();
});

/** A phone that is logged in as this person. */
async function phoneOf(who, url = linli.url) {
  const phone = await open(chromium, PHONE);
  await phone.page.goto(`${url}/app/#demo=${code(who)}`);
  await phone.page.getByText('我的积分').waitFor();
  return phone;
}

/** A page that asks to be let in, and the text that its QR code says, which is checked against what is drawn. */
async function pageThatAsks(url = linli.url) {
  const asking = await open(chromium, PHONE);
  const answered = asking.page.waitForResponse(async (answer) => answer.url().endsWith('/graphql') && 'askPairing' in ((await answer.json()).data ?? {}));
  await asking.page.goto(`${url}/app/`);
  const { qrText } = (await (await answered).json()).data.askPairing;
  const drawn = await asking.page.locator('.qr').evaluate((element) => decodeURIComponent(/path d=%22([^%]*|.*?)%22/i.exec(element.style.backgroundImage)?.[1] ?? element.style.backgroundImage));
  const { data } = encode(qrText, { ecc: 'M', border: 0 });
  const path = data.flatMap((line, y) => line.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : []))).join('');
  assert.ok(drawn.includes(path), 'the code that is drawn says where it is allowed');
  const letters = await asking.page.locator('.letters').innerText();
  assert.ok(qrText.endsWith(letters), 'and ends with the letters for those who cannot scan');
  const digits = (await asking.page.locator('.digits').innerText()).replace(/\D/g, '');
  assert.ok(!qrText.includes(digits), 'the digits are not in it');
  return { ...asking, scanned: url + new URL(qrText).pathname, letters, digits };
}

const field = (page) => page.getByLabel('页面上的六位数字');
const allow = (page) => page.getByRole('button', { name: '是我面前的页面，允许' });
/** What the phone's camera does with the code. */
const scan = (page, address) => page.goto(address);
const otherDigits = (digits) => String((Number(digits) + 1) % 1_000_000).padStart(6, '0');

test('a page is logged in once the phone has scanned it and was given its digits, and is somebody elsewhere, too', async () => {
  const phone = await phoneOf('resident');
  const asking = await pageThatAsks();
  assert.equal(await asking.page.getByRole('button', { name: '返回' }).filter({ visible: true }).count(), 0, 'there is nothing to go back to');

  await scan(phone.page, asking.scanned);
  await phone.page.getByText('只有这个页面就在您面前').waitFor();
  await asking.page.getByText('手机已扫到').waitFor();
  await field(phone.page).fill(asking.digits.slice(0, 4));
  await allow(phone.page).click();
  await phone.page.getByText('还差2位数字').waitFor();
  await field(phone.page).fill(asking.digits);
  await allow(phone.page).click();
  await phone.page.getByText('已允许').waitFor();
  await asking.page.getByText('我的积分').waitFor();

  const { viewer } = await (await person(linli.url, 'resident')).ask('{ viewer { shownName sessions { device current } } }');
  assert.ok(viewer.sessions.length >= 3, 'the page has a login of its own');
  await asking.page.evaluate(() => (location.hash = '#/pages/me/index'));
  await asking.page.getByText('王秀英').waitFor();
  // The page asked for its home before it asked to be let in.
  assert.deepEqual([...phone.faults(), ...asking.faults()].filter((fault) => !fault.includes('UNAUTHENTICATED')), []);
  for (const one of [phone, asking]) await one.context.close();
});

test('digits that are wrong three times end it, on the phone and on the page', async () => {
  const phone = await phoneOf('resident');
  const asking = await pageThatAsks();
  await scan(phone.page, asking.scanned);
  for (let tried = 1; tried <= 2; tried += 1) {
    await field(phone.page).fill(otherDigits(asking.digits));
    await allow(phone.page).click();
    await phone.page.waitForFunction(() => document.querySelector('.fault')?.textContent);
    assert.equal(await field(phone.page).inputValue(), '', 'they are to be typed anew');
  }
  await field(phone.page).fill(otherDigits(asking.digits));
  await allow(phone.page).click();
  await phone.page.getByText('这个码已经用不了了').waitFor();
  await asking.page.getByRole('button', { name: '换一个新的码' }).waitFor();
  // Also the right ones come too late, from whichever phone.
  const late = await (await person(linli.url, 'resident')).ask(
    'mutation ($input: AllowPairingInput!) { allowPairing(input: $input) { __typename ... on Refusal { code } } }',
    { input: { requestId: randomUUID(), code: asking.letters, digits: asking.digits } },
  );
  assert.equal(late.allowPairing.code, 'PAIRING_ENDED');
  await asking.page.getByRole('button', { name: '换一个新的码' }).click();
  await asking.page.locator('.letters').waitFor();
  assert.notEqual(await asking.page.locator('.letters').innerText(), asking.letters);
  for (const one of [phone, asking]) await one.context.close();
});

test('a page that was refused on the phone stays outside', async () => {
  const phone = await phoneOf('resident');
  const asking = await pageThatAsks();
  await scan(phone.page, asking.scanned);
  await phone.page.getByRole('button', { name: '不是我，拒绝' }).click();
  await phone.page.getByText('已拒绝').waitFor();
  await asking.page.getByRole('button', { name: '换一个新的码' }).waitFor();
  for (const one of [phone, asking]) await one.context.close();
});

test('letters that are half typed, or are none, are answered kindly, and the page is found in the end', async () => {
  const phone = await phoneOf('volunteer');
  const asking = await pageThatAsks();
  await phone.page.evaluate(() => (location.hash = '#/pages/pairing/allow'));
  const letters = phone.page.getByLabel('页面上的八个字母');
  const next = phone.page.getByRole('button', { name: '下一步' });
  const other = asking.letters.replace(/./, (letter) => (letter === 'B' ? 'C' : 'B'));
  for (const [typed, said] of [
    ['', '还差8个字母'],
    [asking.letters.slice(0, 5), '还差4个字母'],
    [`${asking.letters}B`, '多了1个字母'],
    ['123456', '码里只有字母'],
    ['AEIOUAEI', '没有对上'],
  ]) {
    await letters.fill(typed);
    await next.click();
    await phone.page.locator('.fault', { hasText: said }).waitFor();
    assert.equal(await letters.inputValue(), typed, 'what was typed stays to be corrected');
  }
  await letters.fill(other);
  await next.click();
  await phone.page.getByText('这个码已经用不了了').waitFor();
  await phone.page.getByRole('button', { name: '再扫一次' }).click();
  await letters.fill(asking.letters.toLowerCase().replace('-', ' '));
  await next.click();
  await field(phone.page).fill(asking.digits);
  await allow(phone.page).click();
  await asking.page.getByText('我的积分').waitFor();
  for (const one of [phone, asking]) await one.context.close();
});

test('a street administrator sets up a second factor in the app, allows a screen below them with it, and gives a code on a page that was let in', async (t) => {
  // The demo asks for no second factor.
  const city = await served(() => ['--rate-factor', '100']);
  t.after(() => city.stop());
  const phone = await phoneOf('street', city.url);
  const asked = await fetch(`${city.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'mutation { askPairing(input: { purpose: SCREEN, device: "大屏" }) { ... on Pairing { code digits secret } } }' }),
  });
  const screen = (await asked.json()).data.askPairing;
  await phone.page.evaluate((code) => (location.hash = `#/pages/pairing/allow?code=${code}`), screen.code);
  await phone.page.getByText('这件事要先输动态验证码').waitFor();
  await phone.page.getByRole('button', { name: '开始设置' }).click();
  const start = phone.page.getByRole('button', { name: '开始设置' }).filter({ visible: true });
  await phone.page.getByText('街道和市级管理员每次登录').waitFor();
  await start.click();
  const key = (await phone.page.locator('.key').innerText()).trim();
  const digitsOfApp = phone.page.getByLabel('身份验证器里的六位数字').filter({ visible: true });
  await digitsOfApp.fill('12');
  const confirm = phone.page.getByRole('button', { name: '确认' }).filter({ visible: true });
  await confirm.click();
  await phone.page.getByText('还差4位数字').waitFor();
  // The code before this one counts still, and leaves the one of now for the page.
  await digitsOfApp.fill(codeOf(key, Date.now() - 30_000));
  await confirm.click();

  await phone.page.getByText('桂花社区').filter({ visible: true }).click();
  await phone.page.getByLabel('大屏叫什么').fill('街道大厅');
  await field(phone.page).fill(screen.digits);
  await allow(phone.page).click();
  await phone.page.getByText('已允许，大屏').waitFor();
  const staff = await person(city.url, 'staff');
  const taken = await staff.ask('mutation ($input: TakePairingInput!) { takePairing(input: $input) { __typename } }', { input: { code: screen.code, secret: screen.secret } });
  assert.equal(taken.takePairing.__typename, 'ScreenKey');
  const { screens } = await staff.ask('{ screens(first: 10) { edges { node { name } } } }');
  assert.ok(screens.edges.some(({ node }) => node.name === '街道大厅'), 'it is in the community that was chosen');

  const asking = await pageThatAsks(city.url);
  await scan(phone.page, asking.scanned);
  await field(phone.page).fill(asking.digits);
  await allow(phone.page).click();
  await asking.page.getByText('我的积分').waitFor();
  await asking.page.evaluate(() => (location.hash = '#/pages/me/index'));
  await asking.page.getByRole('button', { name: /动态验证码.*要输一次/s }).click();
  const again = asking.page.getByLabel('身份验证器里的六位数字');
  await again.fill(codeOf(key, Date.now() + 600_000));
  await asking.page.getByRole('button', { name: '确认' }).click();
  await asking.page.locator('.fault', { hasText: '不正确' }).waitFor();
  await again.fill(codeOf(key, Date.now()));
  await asking.page.getByRole('button', { name: '确认' }).click();
  await asking.page.getByRole('button', { name: /动态验证码/ }).waitFor({ state: 'detached' });
  for (const one of [phone, asking]) await one.context.close();
});
