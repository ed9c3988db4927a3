// The home page is what people open most, often on a bad network: all that it shows comes by one request.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browser, open, PHONE } from './browser.mjs';
import { town } from './town.mjs';

let linli, chromium;
before(async () => {
  linli = await town();
  chromium = await browser();
});
after(async () => {
  await chromium?.close();
  await linli?.stop();
});

for (const who of ['resident', 'volunteer', 'party']) {
  test(`the home page of a ${who} asks once`, async () => {
    const { context, page, faults } = await open(chromium, PHONE);
    const whole = () => page.waitForFunction(() => document.querySelector('main .card') && !document.querySelector('main .bone'));
    await page.goto(`${linli.url}/app/#demo=${who}.home`);
    await whole();
    // As somebody who comes back the next day, with nothing kept to show at once.
    await page.evaluate(() => localStorage.removeItem('linli.answers'));
    const asked = [];
    page.on('request', (request) => request.method() === 'POST' && asked.push(request.postData()));
    await page.reload();
    await whole();
    await page.waitForLoadState('networkidle');
    assert.equal(asked.length, 1, asked.join('\n'));
    assert.deepEqual(faults(), []);
    await context.close();
  });
}
