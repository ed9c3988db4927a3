// What was built is as small as it has to be, and has nothing that WeChat would refuse: found before it is sent there.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'

const faults = []
const built = { weapp, h5 }
for (const [name, check] of Object.entries(built)) {
  const root = new URL(`dist/${name}/`, import.meta.url).pathname
  if (existsSync(root)) check(root)
  else console.log(`${name}: not built`)
}
for (const fault of faults) console.error(fault)
process.exitCode = faults.length > 0 ? 1 : 0

/** Sizes, code made from text, pages without their files, domains that are not declared. */
function weapp(root) {
  const PACKAGE = 2 * 1024 * 1024
  const TOTAL = 700 * 1000
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

  console.log(`weapp: ${pages.length} pages, ${total} bytes`, sizes)
}

/** What the first page needs: what index.html loads, what pages share, and the largest page. */
function h5(root) {
  const FIRST = 250 * 1000
  const packed = (name) => gzipSync(readFileSync(join(root, name)), { level: 9 }).length
  const index = readFileSync(join(root, 'index.html'), 'utf8')
  const begin = ['index.html', ...[...index.matchAll(/(?:src|href)="\/app\/([^"]+\.(?:js|css))"/g)].map(([, name]) => name)]
  const later = readdirSync(join(root, 'js')).filter((name) => name.endsWith('.js')).map((name) => `js/${name}`).filter((name) => !begin.includes(name))
  const shared = later.filter((name) => name.startsWith('js/pages.'))
  const page = Math.max(...later.filter((name) => !shared.includes(name)).map(packed))
  const first = [...begin, ...shared].reduce((sum, name) => sum + packed(name), page)
  if (first > FIRST) faults.push(`the first page of h5 takes ${first} bytes, more than ${FIRST}`)
  console.log(`h5: ${first} bytes packed for the first page, ${page} of them the largest page's own`)
}
