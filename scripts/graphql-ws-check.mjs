// Runs the published client of `graphql-transport-ws`, npm `graphql-ws`, against `linli demo`:
// node scripts/graphql-ws-check.mjs http://127.0.0.1:8080/graphql
// Needs `npm install graphql-ws@6 graphql@16 ws@8` in a folder that node searches (NODE_PATH does not count for modules).
import { createRequire } from 'node:module';
import { randomUUID } from 'node:crypto';
import assert from 'node:assert/strict';

const require = createRequire(`${process.cwd()}/`);
const { createClient } = require('graphql-ws');
const WebSocket = require('ws');

const url = process.argv[2];
if (!url) throw new Error('which URL?');
setTimeout(() => { console.log('nothing came for 20 s'); process.exit(1); }, 20_000).unref();

async function ask(query, variables, token) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const { data, errors } = await answer.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}

const login = async (who) => (await ask('mutation($code: String!) { login(input: { code: $code }) { ... on Login { accessToken } } }',
  { code: `${who}.${randomUUID()}` })).login.accessToken;

const clientOf = (token, more = {}) => createClient({
  url: url.replace(/^http/, 'ws'), webSocketImpl: WebSocket, connectionParams: { authorization: `Bearer ${token}` }, retryAttempts: 0, ...more,
});

const staff = await login('staff');
const home = (await ask('{ viewer { roles { node { ... on Area { id } } } } }', {}, staff)).viewer.roles[0].node.id;
const resident = await login('resident');
const client = clientOf(resident);

// At once, and when something changed.
const board = client.iterate({ query: 'subscription { boardChanged { notices(first: 1) { title } } }' });
const first = (await board.next()).value;
assert.ok(first.data.boardChanged.notices, JSON.stringify(first));
const title = `gate ${randomUUID()}`.slice(0, 40);
const input = { requestId: randomUUID(), areaId: home, category: 'GENERAL', title, text: 'gate', audience: ['RESIDENTS'], pinned: true };
await ask('mutation($input: PublishNoticeInput!) { publishNotice(input: $input) { __typename } }', { input }, staff);
assert.equal((await board.next()).value.data.boardChanged.notices[0].title, title);

// What is wrong is an error of its own; the socket and the other subscription go on.
for (const query of ['subscription { nothing }', '{ viewer { id } }', 'subscription { checkInCode(shiftId: "x") { digits } }']) {
  await assert.rejects(client.iterate({ query }).next(), (errors) => errors[0].extensions.code === 'BAD_USER_INPUT', query);
}
const ended = await board.return();
assert.equal(ended.done, true);

// The client pings by itself, and is answered.
const pinged = new Promise((answered) => {
  const pinging = clientOf(resident, { lazy: false, keepAlive: 50, on: { pong: (received) => received && answered(pinging.dispose()) } });
});
await pinged;

// Nobody gets in without a login.
const closed = new Promise((told) => { clientOf('x', { lazy: false, onNonLazyError: told }); });
assert.equal((await closed).code, 4403);

await client.dispose();
console.log('graphql-ws passed');
process.exit(0);
