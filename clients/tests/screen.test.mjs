// A hall screen in a browser: connected from the console, back by itself, ended by staff.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, DESK, open } from './browser.mjs';
import { code, town } from './town.mjs';

const HALL = { viewport: { width: 1920, height: 1080 } };

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

/** The code that whoever has this token is answered. */
const refusal = async (query, token) => {
  const answer = await fetch(`${linli.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ query }) });
  return (await answer.json()).errors?.[0].extensions.code;
};

test('a screen is connected from the console, outlives its page and its network, and pairs anew once staff end it', async () => {
  const desk = await open(chromium, DESK);
  await desk.page.goto(`${linli.url}/console/#demo=${code('staff')}`);
  await desk.page.waitForSelector('.side nav');
  await desk.page.evaluate(() => (location.hash = '#/screens'));

  const hall = await open(chromium, HALL);
  await hall.page.goto(`${linli.url}/console/#/screen`);
  const digits = hall.page.getByTestId('pairing-digits');
  await digits.filter({ hasText: /\d{3} \d{3}/ }).waitFor();
  await desk.page.getByRole('button', { name: '连接一块屏幕' }).click();
  await desk.page.getByLabel('屏幕上的八个字母').fill(await hall.page.getByTestId('pairing-code').textContent());
  await desk.page.getByLabel('屏幕上的六位数字').fill(await digits.textContent());
  await desk.page.getByLabel('挂在哪里').fill('后门');
  await desk.page.locator('.ant-drawer button[type=submit]').click();
  const board = hall.page.locator('.hall-notice h2');
  await board.waitFor();
  const listed = desk.page.locator('tbody tr').filter({ hasText: '后门' });
  await listed.waitFor();

  const entering = hall.page.waitForResponse((answer) => answer.request().postData()?.includes('mutation EnterScreen') ?? false);
  await hall.page.reload();
  await board.waitFor();
  assert.deepEqual(hall.faults(), []);

  const { accessToken } = (await (await entering).json()).data.enterScreen;
  for (const query of ['{ viewer { id } }', '{ wishes { edges { node { id } } } }', '{ residents: node(id: "area_x") { __typename } }', 'mutation { logoutEverywhere { __typename } }'])
    assert.equal(await refusal(query, accessToken), 'FORBIDDEN', `a screen is refused ${query}`);

  await hall.context.setOffline(true);
  await hall.page.getByText('起没有连上').waitFor({ timeout: 60_000 });
  assert.ok(await board.isVisible(), 'what was shown stays');
  await hall.context.setOffline(false);
  await hall.page.getByText('起没有连上').waitFor({ state: 'detached', timeout: 60_000 });

  await listed.getByRole('button').click();
  await desk.page.locator('.ant-popover .ant-btn-dangerous').last().click();
  await digits.filter({ hasText: /\d{3} \d{3}/ }).waitFor({ timeout: 90_000 });
  assert.equal(await hall.page.evaluate(() => localStorage.getItem('linli.screen')), null);
  assert.deepEqual(desk.faults(), []);
  await hall.context.close();
  await desk.context.close();
});
