// When a slow phone first paints the h5 client, by a link as people get it: 4G (1.6 Mbit/s down, 750 kbit/s up, 150 ms), a processor four times
// slower, nothing kept from before. Three runs; the middle one counts. And what the console fetches until its desk is whole.
//
//   LINLI_PROGRAM=target/release/linli node clients/tests/first-paint.mjs     or, of a program that runs:  … first-paint.mjs http://127.0.0.1:8080

import { browser, DESK, open, PHONE } from './browser.mjs';

const LIMIT = 2000;
const CONSOLE_LIMIT = 350_000;
const code = () => `volunteer.${Math.random().toString(36).slice(2)}`;

const given = process.argv[2];
const town = given ? { url: given, stop: async () => {} } : await (await import('./town.mjs')).town();
const chromium = await browser();

async function run() {
  const { context, page } = await open(chromium, PHONE);
  const shown = () => page.waitForFunction(() => document.querySelector('main .card') && !document.querySelector('main .bone') && performance.getEntriesByName('first-contentful-paint').length > 0);
  await page.goto(`${town.url}/app/#demo=${code()}`);
  await shown();
  const phone = await context.newCDPSession(page);
  await phone.send('Network.enable');
  await phone.send('Network.clearBrowserCache');
  await phone.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 });
  await phone.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  // The home page that was kept would be painted sooner than its answer.
  await page.evaluate(() => localStorage.removeItem('linli.answers'));
  const visit = async () => {
    await page.reload({ waitUntil: 'commit' });
    await shown();
    return page.evaluate(() => ({
      paint: Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime),
      page: Math.round(performance.now()),
      bytes: performance.getEntriesByType('resource').filter((one) => /\/app\//.test(one.name)).reduce((sum, one) => sum + one.transferSize, 0),
    }));
  };
  const first = await visit();
  const again = await visit();
  await context.close();
  return { first, again };
}

async function desk() {
  const { context, page } = await open(chromium, DESK);
  await page.goto(`${town.url}/console/#demo=staff.${Math.random().toString(36).slice(2)}`);
  await page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('.ant-skeleton, .ant-spin'));
  const bytes = await page.evaluate(() => performance.getEntriesByType('resource').filter((one) => /\/console\//.test(one.name)).reduce((sum, one) => sum + one.transferSize, 0));
  await context.close();
  return bytes;
}

const runs = [];
for (let n = 0; n < 3; n += 1) runs.push(await run());
const deskBytes = await desk();
await chromium.close();
await town.stop();

const middle = (values) => values.sort((a, b) => a - b)[1];
const told = (visit, what) => middle(runs.map((one) => one[visit][what]));
console.log(`first visit: painted after ${told('first', 'paint')} ms, home page whole after ${told('first', 'page')} ms, ${told('first', 'bytes')} bytes`);
console.log(`next visit: painted after ${told('again', 'paint')} ms, home page whole after ${told('again', 'page')} ms`);
if (told('first', 'paint') >= LIMIT) {
  console.error(`more than ${LIMIT} ms until something is painted`);
  process.exitCode = 1;
}
console.log(`console, first visit: ${deskBytes} bytes until the desk is whole`);
if (deskBytes > CONSOLE_LIMIT) {
  console.error(`more than ${CONSOLE_LIMIT} bytes`);
  process.exitCode = 1;
}
