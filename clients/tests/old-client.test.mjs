// Phones update late: a client of the last two releases goes on working, one that is older is told to update.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { browser, DESK, open, PHONE } from './browser.mjs';
import { code, served } from './town.mjs';

/** A document as this release wrote it: another text, and so another hash, than today's. */
const text = (document, release) => `# ${release}\n${document}`;
const hash = (document) => createHash('sha256').update(document).digest('hex');
const today = (client) => JSON.parse(readFileSync(new URL(`../${client}/dist/documents.json`, import.meta.url)));

let linli;
let chromium;
before(async () => {
  linli = await served((folder) => {
    const manifests = ['mini', 'console'].flatMap((client) =>
      ['1.1', '1.2'].map((release) => {
        const file = join(folder, `${client}-${release}.json`);
        const documents = Object.values(today(client)).map((document) => text(document, release));
        writeFileSync(file, JSON.stringify(Object.fromEntries(documents.map((document) => [`sha256:${hash(document)}`, document]))));
        return file;
      }),
    );
    return ['--documents', ['built-in', ...manifests].join()];
  });
  chromium = await browser();
});
after(async () => {
  await chromium?.close();
  await linli?.stop();
});

/** A page that asks by the documents of this release. */
async function of(release, kind) {
  const documents = { ...today('mini'), ...today('console') };
  const opened = await open(chromium, kind);
  await opened.page.route('**/graphql', async (route) => {
    const body = JSON.parse(route.request().postData());
    const query = text(documents[body.documentId], release);
    await route.continue({ postData: JSON.stringify({ ...body, query, documentId: `sha256:${hash(query)}` }) });
  });
  return opened;
}

for (const release of ['1.1', '1.2'])
  test(`the clients of ${release} go on working`, async () => {
    const phone = await of(release, PHONE);
    await phone.page.goto(`${linli.url}/app/#demo=${code('resident')}`);
    await phone.page.getByText('我的积分').waitFor();
    await phone.page.evaluate(() => (location.hash = '#/pages/help/index'));
    await phone.page.getByRole('button', { name: /网格/ }).first().click();
    await phone.page.getByText('经过').filter({ visible: true }).waitFor();
    const desk = await of(release, DESK);
    await desk.page.goto(`${linli.url}/console/#demo=${code('staff')}`);
    await desk.page.locator('.side nav a').first().waitFor();
    for (const one of [phone, desk]) {
      assert.deepEqual(one.faults(), []);
      await one.context.close();
    }
  });

test('what is older is told to update', async () => {
  const phone = await of('1.0', PHONE);
  await phone.page.goto(`${linli.url}/app/#demo=${code('resident')}`);
  await phone.page.getByText('请更新后再用').filter({ visible: true }).waitFor();
  const desk = await of('1.0', DESK);
  await desk.page.goto(`${linli.url}/console/#demo=${code('staff')}`);
  await desk.page.getByRole('heading', { name: '工作台有新版本' }).waitFor();
});
