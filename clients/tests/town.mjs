// A town of its own for a test: `linli demo` on a free port, stopped at the end, with nothing left behind.

import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = process.env.LINLI_PROGRAM;
if (!PROGRAM) throw new Error('LINLI_PROGRAM names the program under test: scripts/test-clients sets it');

/** A code that logs in as this person of the town, good for once. */
export const code = (person) => `${person}.${randomUUID().slice(0, 8)}`;

/** Starts a town and gives its address, what it printed, and how to stop it. Building one takes its time: it may have been built before. */
export async function town(...options) {
  const data = await mkdtemp(join(tmpdir(), 'linli-town-'));
  if (process.env.LINLI_TOWN) await cp(process.env.LINLI_TOWN, data, { recursive: true });
  return start(data, options);
}

const start = (data, options) => run(data, ['demo', '--listen', '127.0.0.1:0', '--data', data, ...options]);

/** The same town, as a city would serve it: `linli serve`, with these settings. */
export async function served(settings) {
  const data = await mkdtemp(join(tmpdir(), 'linli-town-'));
  if (process.env.LINLI_TOWN) await cp(process.env.LINLI_TOWN, data, { recursive: true });
  else await start(data, []).then((built) => built.leave());
  const key = join(data, 'town.key');
  const wechat = createServer((request, answer) => {
    const asked = new URL(request.url, 'http://wechat');
    const who = asked.searchParams.get('js_code')?.split('.')[0];
    answer.end(JSON.stringify(who ? { openid: `openid-${who}`, session_key: 'none' } : { errcode: -1, errmsg: 'busy' }));
  });
  const [port] = await Promise.all([free(), new Promise((ready) => wechat.listen(0, '127.0.0.1', ready))]);
  const linli = await run(data, [
    'serve', '--single-process', '--listen', `127.0.0.1:${port}`, '--public-url', `http://127.0.0.1:${port}`, '--database-url', `sqlite:${join(data, 'town.db')}`,
    '--data-keys-file', key, '--lookup-key-file', key, '--signing-keys-file', key, '--drain-seconds', '0', '--media', join(data, 'media'),
    '--wechat-url', `http://127.0.0.1:${wechat.address().port}`, '--wechat-appid', 'wx00000000000d3a00', '--wechat-secret', randomBytes(16).toString('hex'), ...settings(data),
  ]);
  const stop = linli.stop.bind(linli);
  return { ...linli, stop: () => stop().finally(() => wechat.close()) };
}

/** A port that nobody listens on. */
const free = () =>
  new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });

async function run(data, command) {
  const linli = spawn(PROGRAM, command, { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const url = await new Promise((ready, failed) => {
    const look = (text) => {
      printed += text;
      const found = /^Linli is ready at (http:\S+)$/m.exec(printed);
      if (found) ready(found[1]);
    };
    linli.stdout.on('data', look);
    linli.stderr.on('data', look);
    linli.on('exit', (status) => failed(new Error(`the town ended with ${status}: ${printed}`)));
    setTimeout(() => failed(new Error(`the town did not start: ${printed}`)), 120_000).unref();
  });
  const leave = async () => {
    const ended = new Promise((done) => linli.once('exit', done));
    if (linli.exitCode === null && linli.signalCode === null) {
      linli.kill('SIGTERM');
      await ended;
    }
  };
  return {
    url,
    printed: () => printed,
    leave,
    async stop() {
      await leave();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** Somebody who talks to the town without a page. */
export async function person(url, name) {
  const asked = async (query, variables = {}, token = undefined) => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await answer.json();
    if (errors) throw new Error(`${name}: ${JSON.stringify(errors)}`);
    return data;
  };
  const { login } = await asked('mutation ($code: String!) { login(input: { code: $code }) { ... on Login { accessToken } ... on Refusal { code } } }', { code: code(name) });
  if (!login.accessToken) throw new Error(`${name} cannot log in: ${login.code}`);
  return {
    token: login.accessToken,
    ask: (query, variables) => asked(query, variables, login.accessToken),
    /** Acts; the answer must not be a refusal. */
    async act(mutation, input, selection = '__typename') {
      const type = `${mutation[0].toUpperCase()}${mutation.slice(1)}Input`;
      const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename ${selection} ... on Refusal { code message } } }`;
      const done = (await asked(query, { input: { requestId: randomUUID(), ...input } }, login.accessToken))[mutation];
      if (done.__typename === 'Refusal') throw new Error(`${name}: ${mutation}: ${done.code}`);
      return done;
    },
  };
}

// node town.mjs FOLDER: builds a town that tests copy.
if (process.argv[1] === fileURLToPath(import.meta.url)) await start(process.argv[2], []).then((built) => built.leave());
