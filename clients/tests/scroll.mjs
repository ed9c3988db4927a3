// The longest frame while tables of the console are scrolled by the wheel, to their last row and back. Rows come page by page: they are all fetched
// first, so that what is measured is the scrolling. Six runs; the best counts, since a computer that does other things loses frames of its own.
//
//   LINLI_PROGRAM=target/release/linli node clients/tests/scroll.mjs

import { loadavg } from 'node:os';
import { browser, DESK, open } from './browser.mjs';
import { code, person, town } from './town.mjs';

const LIMIT = 50;
const ROWS = 120;
const RUNS = 6;
const TABLES = [
  ['staff', '/duty'],
  ['city', '/audit'],
];

const linli = await town('--rate-factor', '1000');
const staff = await person(linli.url, 'staff');
const { viewer } = await staff.ask('{ viewer { home { community { id } } } }');
const communityId = viewer.home.community.id;
for (let n = 1; n <= ROWS; n += 1) await staff.act('createDutyPoint', { communityId, name: `${n}号值守点`, place: `${n}号楼旁` });
const chromium = await browser();

/** Turns the wheel, frame after frame, until nothing moves any more; the time between two frames at its longest. */
const wheel = (page, by) =>
  page.evaluate(async () => {
    const frames = [];
    let last = performance.now();
    globalThis.watching = true;
    globalThis.frames = frames;
    const frame = (now) => {
      frames.push(now - last);
      last = now;
      if (globalThis.watching) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }).then(async () => {
    for (let n = 0; n < 40; n += 1) await page.mouse.wheel(0, by);
    return page.evaluate(() => {
      globalThis.watching = false;
      return Math.round(Math.max(...globalThis.frames.slice(2)));
    });
  });

let slow = false;
for (const [who, path] of TABLES) {
  const { context, page } = await open(chromium, DESK);
  await page.goto(`${linli.url}/console/#demo=${code(who)}`);
  await page.waitForSelector('.side nav');
  await page.evaluate((hash) => (location.hash = hash), path);
  const shown = page.getByTestId('shown');
  const count = async () => Number((await shown.textContent()).replace(/\D/g, ''));
  await page.waitForFunction(() => /[1-9]/.test(document.querySelector('[data-testid=shown]')?.textContent ?? ''));
  for (let before = 0; (await count()) < ROWS; ) {
    if ((await count()) === before) throw new Error(`${path} has only ${before} rows`);
    before = await count();
    await page.getByTestId('more').click();
    await page.waitForFunction((had) => Number(document.querySelector('[data-testid=shown]').textContent.replace(/\D/g, '')) > had, before);
  }
  await page.mouse.move(800, 500);
  const runs = [];
  for (let n = 0; n < RUNS; n += 1) runs.push(Math.max(await wheel(page, 150), await wheel(page, -150)));
  const best = Math.min(...runs);
  slow ||= best > LIMIT;
  console.log(`${path}: ${await count()} rows, longest frame ${best} ms (runs: ${runs.join(', ')}; load ${loadavg()[0].toFixed(1)})`);
  await context.close();
}
await chromium.close();
await linli.stop();
if (slow) {
  console.error(`a frame took longer than ${LIMIT} ms`);
  process.exitCode = 1;
}
