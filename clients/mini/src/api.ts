// Asking and acting: the shared core, with what a person is told when something does not work.
import Taro from '@tarojs/taro'
import { Api, type Answer, type Done, type Typed } from '@/shared/api'
import { Failed, Refused } from '@/shared/failure'
import { device, inBrowser, loginCode, send, upload as sendFile, type Picked } from './platform'
import { forget, stale } from './cache'
import { LogInDocument, RefreshDocument } from './gql/graphql'
import { keep } from './keep'
import { go } from './places'
import { settings } from './settings'
import { Store, useStore } from './store'
import { forgetWho, learn } from './who'
import { app } from './words/app'
import { note, question } from './ui/dialogs'
import { say } from './words'

const outdated = new Store<string | null>(null)
const login = new Store(false)
/** Counts logins: an answer to an earlier one says nothing about who is here now. */
let logins = 0

/** Set when this client is too old for the server. */
export const useOutdated = (): string | null => useStore(outdated)
export const useLoggedIn = (): boolean => useStore(login)

export const api = new Api(
  {
    send,
    keep,
    language: () => settings.get().language,
    loggedIn: (now) => {
      login.set(now)
      logins += 1
      forgetWho()
      if (!now) forget()
    },
    tooOld: (message) => outdated.set(message),
  },
  RefreshDocument,
)
login.set(api.session.tokens !== null)

let entering: Promise<boolean> | null = null

/** Logs in if nobody is: by WeChat itself, or with a code that a link brought. */
export function enter(code?: string): Promise<boolean> {
  if (!code && api.session.tokens) return Promise.resolve(true)
  entering ??= enterWith(code).finally(() => {
    entering = null
  })
  return entering
}

async function enterWith(given?: string): Promise<boolean> {
  const code = given ?? (await loginCode())
  if (!code) return false
  if (given) api.session.end()
  api.session.begin(await api.do(LogInDocument, { input: { code, device } }))
  return true
}

function needsLogin(): void {
  const pages = Taro.getCurrentPages()
  const shown = pages[pages.length - 1]?.route ?? ''
  if (inBrowser && !shown.includes('pages/first/')) void Taro.reLaunch({ url: `/pages/first/login?to=${encodeURIComponent(location.hash.slice(1))}` })
}

/** Asks. Throws `Failed`, with words that can be shown. */
export async function ask<Result, Variables>(document: Typed<Result, Variables>, variables: Variables): Promise<Result> {
  const known = async () => {
    const at = logins
    const answer = await api.ask(document, variables)
    if (at === logins) learn(answer)
    return answer
  }
  try {
    await enter()
    return await known()
  } catch (failure) {
    if (!(failure instanceof Failed) || failure.code !== 'UNAUTHENTICATED') throw failure
    // The login has ended. WeChat gives another one without a word.
    if (api.session.tokens) api.session.end()
    if (await enter()) return known()
    needsLogin()
    throw failure
  }
}

/** What a refusal asks for first, each with a page that offers it. */
const FIRST: Record<string, string> = {
  CONSENT_MISSING: '/pages/first/consent',
  NO_HOME_COMMUNITY: '/pages/first/community',
  NO_REAL_NAME: '/pages/first/name',
  NOT_A_HELPER: '/pages/first/helper',
  NOT_A_PARTY_MEMBER: '/pages/party/index',
  NO_ACTIVE_REPORT_IN: '/pages/party/index',
  SECOND_FACTOR_NEEDED: '/pages/me/factor',
}

/** The page that offers what is needed first; null where nothing is. */
export function firstOf(failure: Refused | Failed): string | null {
  return FIRST[failure.code] ?? (failure instanceof Failed ? FIRST[failure.more.refusal ?? ''] : undefined) ?? null
}

/** Tells a person kindly, and offers what is needed first. */
export function tell(failure: unknown): void {
  if (failure instanceof Refused || failure instanceof Failed) {
    const page = firstOf(failure)
    if (page) return offer(failure.message, page)
    if (failure.code === 'UNKNOWN_DOCUMENT' || failure.code === 'UNAUTHENTICATED') return
    const wait = failure instanceof Failed ? failure.more.retryAfterSeconds : null
    if (failure.code === 'RATE_LIMITED' && wait) return toast(say(app, 'slowDown', { n: wait }))
    // The name that the API has for a field says nothing to a person.
    return toast(failure.message.replace(/^\w+(：|: )/, ''))
  }
  toast(say(app, 'wentWrong'))
}

function offer(content: string, page: string): void {
  void question(content, say(app, 'go'), say(app, 'later')).then((yes) => {
    if (yes) go(page)
  })
}

/** A short word about what happened; a long one waits until it was read. */
export function toast(title: string): void {
  if (title.length <= 20) note(title)
  else void question(title, say(app, 'done'), null)
}

export function confirm(content: string, yes: string = say(app, 'done')): Promise<boolean> {
  return question(content, yes, say(app, 'cancel'))
}

/** Whoever deals with a refusal or failure themselves says so by `true`. */
type Otherwise = (failure: Refused | Failed) => boolean | void

async function told<T>(work: Promise<T>, otherwise?: Otherwise): Promise<T | null> {
  try {
    const done = await work
    stale()
    return done
  } catch (failure) {
    const known = failure instanceof Refused || failure instanceof Failed
    if (!known || !otherwise?.(failure)) tell(failure)
    // What was shown may be why it was refused.
    if (failure instanceof Refused) stale()
    return null
  }
}

/**
 * Acts; `name` says what with (`claimWish:wish_…`), so that after a lost answer the same act is sent again under the same
 * id. Null if it was refused or failed: the person has been told, and what was shown ahead is to be taken back.
 */
export async function act<Result, Input extends { requestId: string }>(
  document: Typed<Result, { input: Input }>,
  name: string,
  input: Omit<Input, 'requestId'>,
  otherwise?: Otherwise,
): Promise<Done<Result> | null> {
  return told(enter().then(() => api.act(document, name, input)), otherwise)
}

/** The same for acts without a request id. */
export async function perform<Result, Variables>(
  document: Typed<Result, Variables>,
  variables: Variables,
  otherwise?: Otherwise,
): Promise<Done<Result> | null> {
  return told(enter().then(() => api.do(document, variables)), otherwise)
}

export interface Uploaded {
  id: string
  url: string
  thumbnailUrl: string
}

/** How often a photo is sent by itself when nobody answers. */
const SENDS = 2

/** Sends a photo; its id goes into `photoIds`. After a lost answer the same photo is sent again under the same request id. */
export async function upload(photo: Picked): Promise<Uploaded> {
  await enter()
  const name = `upload:${photo.name}`
  const requestId = api.requests.begin(name, photo.name)
  const answer = await sendPhoto(photo, requestId)
  if (answer.status < 500) api.requests.end(name)
  const body = (answer.body ?? {}) as Partial<Uploaded> & { code?: string; message?: string }
  if (answer.status === 200 && body.id) return body as Uploaded
  throw new Failed(body.code ?? 'UNAVAILABLE', body.message ?? say(app, 'photoFailed'))
}

async function sendPhoto(photo: Picked, requestId: string): Promise<Answer> {
  for (let tried = 1; ; tried += 1) {
    const token = await api.session.access()
    const headers: Record<string, string> = { 'accept-language': settings.get().language }
    if (token) headers.authorization = `Bearer ${token}`
    try {
      const answer = await sendFile(photo, requestId, headers)
      const again = answer.status >= 500 || (answer.status === 401 && token && (await api.session.renew(token)))
      if (!again || tried === SENDS) return answer
    } catch {
      if (tried === SENDS) throw new Failed('OFFLINE', say(app, 'photoFailed'))
    }
  }
}

/** The headers that fetch a file which is one's own. */
export async function bearer(): Promise<Record<string, string>> {
  await enter()
  const token = await api.session.access()
  return token ? { authorization: `Bearer ${token}` } : {}
}
