// The counter with a camera: Chromium films what a resident holds up.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import encodeQR from '../console/node_modules/qr/index.js';
import { browser, DESK, open } from './browser.mjs';
import { code, person, town } from './town.mjs';

let linli;
let folder;
let redemption;
before(async () => {
  linli = await town();
  folder = await mkdtemp(join(tmpdir(), 'linli-counter-'));
  redemption = await redeem();
});
after(async () => {
  await linli?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function redeem() {
  const party = await person(linli.url, 'party');
  const { moralBank } = await party.ask('{ moralBank { goods(first: 20) { edges { node { id pricePoints stock { onShelf } } } } } }');
  const [cheapest] = moralBank.goods.edges.map(({ node }) => node).filter(({ stock }) => stock.onShelf > 1).sort((one, other) => one.pricePoints - other.pricePoints);
  return party.act('redeemGoods', { goodsId: cheapest.id, quantity: 2 }, '... on Redemption { id code goodsName }');
}

/** A film of a phone that is held still: one frame in YUV4MPEG2, as Chromium takes it for a camera. */
async function film(text) {
  const [width, height, dot] = [640, 480, 10];
  const code = encodeQR(text, 'raw');
  const light = Buffer.alloc(width * height, 235);
  const left = Math.floor((width - code.length * dot) / 2);
  const top = Math.floor((height - code.length * dot) / 2);
  for (let y = 0; y < code.length * dot; y += 1)
    for (let x = 0; x < code.length * dot; x += 1) if (code[Math.floor(y / dot)][Math.floor(x / dot)]) light[(top + y) * width + left + x] = 16;
  const path = join(folder, `${text}.y4m`);
  await writeFile(path, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\nFRAME\n`), light, Buffer.alloc((width * height) / 2, 128)]));
  return path;
}

const atCounter = async (chromium, options) => {
  const desk = await open(chromium, DESK, options);
  // What the page opened, to see that it closes it again.
  await desk.page.addInitScript(() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    window.tracks = [];
    navigator.mediaDevices.getUserMedia = async (what) => {
      const stream = await ask(what);
      window.tracks.push(...stream.getTracks());
      return stream;
    };
  });
  await desk.page.goto(`${linli.url}/console/#demo=${code('staff')}`);
  await desk.page.waitForSelector('.side nav');
  await desk.page.evaluate(() => (location.hash = '#/counter'));
  return desk;
};
const states = (page) => page.evaluate(() => window.tracks.map((track) => track.readyState));

test('a code before the camera is looked up, handed out by one key, and the camera is off once the page is left', async () => {
  const chromium = await browser('--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${await film(redemption.code)}`);
  try {
    const { page, faults } = await atCounter(chromium, { permissions: ['camera'] });
    await page.getByRole('button', { name: '用摄像头扫' }).click();
    await page.getByRole('button', { name: /交给居民/ }).waitFor();
    assert.deepEqual(await states(page), ['live']);
    if (process.env.LINLI_PICTURES) await page.screenshot({ path: join(process.env.LINLI_PICTURES, 'counter.png') });
    await page.keyboard.press('Enter');
    await page.getByText(`的${redemption.goodsName} 2件已领走`).waitFor();
    // The phone is still held up: it is not read as the next one.
    const asked = [];
    page.on('request', (request) => request.postData()?.includes('RedemptionByCode') && asked.push(request));
    const filmed = await page.locator('video').evaluate((video) => video.currentTime);
    await page.waitForFunction((from) => document.querySelector('video').currentTime > from + 1, filmed);
    assert.equal(asked.length, 0);
    await page.evaluate(() => (location.hash = '#/bank'));
    await page.getByRole('heading', { name: '道德银行' }).waitFor();
    assert.deepEqual(await states(page), ['ended']);
    assert.deepEqual(faults(), []);
  } finally {
    await chromium.close();
  }
});

test('where the camera is not allowed, the page says what to do, and digits are typed as before', async () => {
  const chromium = await browser('--use-fake-device-for-media-stream', '--deny-permission-prompts');
  try {
    const { page } = await atCounter(chromium);
    await page.getByRole('button', { name: '用摄像头扫' }).click();
    await page.getByText('浏览器没有允许用摄像头').waitFor();
    await page.getByPlaceholder('扫领取码').fill('00000000');
    await page.keyboard.press('Enter');
    await page.locator('.ant-alert-warning').nth(1).waitFor();
  } finally {
    await chromium.close();
  }
});
