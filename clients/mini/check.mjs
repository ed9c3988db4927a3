// What WeChat would refuse, found before it is sent there: sizes, code made from text, pages without their files.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, relative } from 'node:path'

const root = new URL('dist/weapp/', import.meta.url).pathname
const PACKAGE = 2 * 1024 * 1024
const TOTAL = 700 * 1000
const faults = []

const files = readdirSync(root, { recursive: true })
  .map((name) => join(root, name))
  .filter((file) => statSync(file).isFile() && !file.endsWith('.txt'))
const app = JSON.parse(readFileSync(join(root, 'app.json'), 'utf8'))
const packages = app.subPackages ?? app.subpackages ?? []

const sizes = { main: 0, ...Object.fromEntries(packages.map(({ root }) => [root, 0])) }
for (const file of files) {
  const name = relative(root, file)
  const owner = packages.find(({ root }) => name.startsWith(`${root}/`))?.root ?? 'main'
  sizes[owner] += statSync(file).size
  // Webpack's way to the global object has a last resort that is never reached where there is `globalThis`.
  const text = extname(file) === '.js' ? readFileSync(file, 'utf8').replace('new Function("return this")', '') : ''
  if (/\beval\(|new Function\(/.test(text)) faults.push(`${name} makes code from text`)
}
for (const [name, size] of Object.entries(sizes)) if (size >= PACKAGE) faults.push(`package ${name} has ${size} bytes`)
const total = Object.values(sizes).reduce((sum, size) => sum + size, 0)
if (total > TOTAL) faults.push(`all packages have ${total} bytes, more than ${TOTAL}`)

const pages = [...app.pages, ...packages.flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`))]
for (const page of pages) for (const kind of ['js', 'json', 'wxml']) if (!existsSync(join(root, `${page}.${kind}`))) faults.push(`${page}.${kind} is missing`)
for (const { pagePath } of app.tabBar.list) if (!app.pages.includes(pagePath)) faults.push(`tab ${pagePath} is not in the main package`)

// Domains are declared in WeChat's console, so there may be one only: that of the API.
const ours = files.filter((file) => extname(file) === '.js').flatMap((file) => readFileSync(file, 'utf8').match(/(?:https?|wss?):\/\/[a-z0-9.-]+\.[a-z]+/g) ?? [])
const api = process.env.API_BASE ?? 'https://linli.example'
const known = [api, 'http://www.w3.org', 'https://reactjs.org', 'https://react.dev', 'https://taro-docs.jd.com', 'https://docs.taro.zone', 'https://github.com', 'https://taro.zone', 'https://taro.com']
for (const domain of new Set(ours)) if (!known.some((one) => domain.startsWith(one))) faults.push(`${domain} is not declared`)

console.log(`${pages.length} pages, ${total} bytes`, sizes)
for (const fault of faults) console.error(fault)
process.exitCode = faults.length > 0 ? 1 : 0
