// Runs the audits of npm `graphql-http` against a server: node scripts/graphql-http-audit.mjs http://127.0.0.1:8080/graphql
// Needs `npm install graphql-http graphql@16` in a folder that node searches (NODE_PATH does not count for modules).
import { createRequire } from 'node:module';

const require = createRequire(`${process.cwd()}/`);
const { serverAudits } = require('graphql-http');

const url = process.argv[2];
if (!url) throw new Error('which URL?');
let passed = 0;
let failed = 0;
for (const audit of serverAudits({ url, fetchFn: fetch })) {
  const result = await audit.fn();
  if (result.status === 'ok') passed += 1;
  else {
    failed += 1;
    console.log(`${result.status} ${audit.id} ${audit.name}: ${result.reason}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
