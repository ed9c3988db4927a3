// Chromium for a test: a phone or a desk, which writes down what a page must not do.

import { chromium } from 'playwright-core';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const PHONE = { viewport: { width: 375, height: 667 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
export const DESK = { viewport: { width: 1440, height: 900 } };

export async function browser(...more) {
  return chromium.launch({ executablePath: process.env.LINLI_CHROMIUM ?? '/usr/bin/chromium', args: [...ARGS, ...more] });
}

/**
 * A page of its own storage. `faults()` lists console errors, uncaught errors, requests that failed, answers from 400
 * on or with errors, and whatever the content security policy blocked: a test ends by seeing it empty.
 */
export async function open(chromium, kind, options = {}) {
  const context = await chromium.newContext({ ...kind, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...options });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const faults = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.stack ?? error}`));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // A page that is left gives up what it was still waiting for.
    if (why !== 'net::ERR_ABORTED') faults.push(`failed: ${request.method()} ${request.url()} ${why}`);
  });
  page.on('response', (answer) => {
    if (answer.status() >= 400) faults.push(`${answer.status()}: ${answer.request().method()} ${answer.url()}`);
    else if (answer.url().endsWith('/graphql') && answer.request().method() === 'POST')
      void answer.json().then(({ errors }) => errors && faults.push(`errors: ${JSON.stringify(errors)}`), () => {});
  });
  return { context, page, faults: () => faults };
}
