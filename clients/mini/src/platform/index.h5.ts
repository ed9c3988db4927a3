// The same for browsers.
import type { Answer } from '@/shared/api'

export interface Picked {
  /** Which photo it is, also when it is picked once more. */
  name: string
  path: string
  file?: Blob
}

export const inBrowser = true
export const canScan = false
export const canReadAloud = 'speechSynthesis' in window
export const device = browser()

function browser(): string {
  const agent = navigator.userAgent
  const name = /MicroMessenger/.test(agent) ? '微信' : /Edg/.test(agent) ? 'Edge' : /Firefox/.test(agent) ? 'Firefox' : /Chrome/.test(agent) ? 'Chrome' : /Safari/.test(agent) ? 'Safari' : '浏览器'
  return `${name}（网页）`
}

/** In the demo, a number that was typed stands in for what WeChat gives. */
export const phoneCodeOfDemo = (number: string): string => `phone-${number}.${Date.now()}`
export const inDemo = (): boolean => sessionStorage.getItem('linli.demo') !== null

async function answer(response: Response): Promise<Answer> {
  return { status: response.status, body: await response.json().catch(() => null) }
}

export async function send(body: string, headers: Record<string, string>): Promise<Answer> {
  return answer(await fetch(`${API_BASE}/graphql`, { method: 'POST', body, headers, credentials: 'omit' }))
}

export async function loginCode(): Promise<string | null> {
  return null
}

export function pickPhotos(count: number): Promise<Picked[]> {
  return new Promise((picked) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = 'image/jpeg,image/png,image/webp'
    input.multiple = count > 1
    input.onchange = () => picked([...(input.files ?? [])].slice(0, count).map((file) => ({ name: `${file.name}:${file.size}:${file.lastModified}`, path: URL.createObjectURL(file), file })))
    input.oncancel = () => picked([])
    input.click()
  })
}

export async function upload(photo: Picked, requestId: string, headers: Record<string, string>): Promise<Answer> {
  const form = new FormData()
  form.append('requestId', requestId)
  form.append('file', photo.file!, 'photo')
  return answer(await fetch(`${API_BASE}/media`, { method: 'POST', body: form, headers, credentials: 'omit' }))
}

export async function scan(): Promise<string | null> {
  return null
}

export function call(phone: string): void {
  location.href = `tel:${phone}`
}

/** Whether the text can be pasted now. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

/** In which language the page is read by machines that read aloud. */
export function written(language: 'zh' | 'en'): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}

/** Reads a text; gives what stops it. */
export function readAloud(text: string, language: 'zh' | 'en', ended: () => void): () => void {
  speechSynthesis.cancel()
  const speech = new SpeechSynthesisUtterance(text)
  speech.lang = language === 'zh' ? 'zh-CN' : 'en'
  speech.rate = 0.9
  speech.onend = ended
  speech.onerror = ended
  speechSynthesis.speak(speech)
  return () => speechSynthesis.cancel()
}

/** What is written on the page that is shown. */
export function pageText(): string {
  const mains = [...document.querySelectorAll('main')].filter((main) => main.offsetParent !== null)
  return mains[mains.length - 1]?.innerText ?? ''
}

export async function openFile(url: string, kind: 'pdf' | 'xlsx' | 'json', headers: Record<string, string> = {}): Promise<boolean> {
  // A signed address is fetched by the browser itself, which shows what it can show.
  if (!headers.authorization) {
    const link = document.createElement('a')
    link.href = url
    link.target = '_blank'
    link.rel = 'noopener'
    link.click()
    return true
  }
  try {
    const response = await fetch(url, { headers, credentials: 'omit' })
    if (!response.ok) return false
    const link = document.createElement('a')
    link.href = URL.createObjectURL(await response.blob())
    link.download = `linli.${kind}`
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
    return true
  } catch {
    return false
  }
}

export async function askForMessages(_templates: string[]): Promise<Record<string, string> | null> {
  return null
}

export function showPhotos(_urls: string[], current: string): void {
  window.open(current, '_blank', 'noopener')
}

export function update(): void {
  location.reload()
}

export function onPrivacyNeeded(_show: unknown): void {}

export function openPrivacyGuide(): void {}

/** Called when the network is back. */
export function onOnline(back: () => void): void {
  addEventListener('online', back)
}

let lock: Promise<{ release(): Promise<void> } | null> | null = null
/** A phone that is shown to others does not go dark. */
export function stayLit(lit: boolean): void {
  void lock?.then((held) => held?.release()).catch(() => {})
  lock = lit && navigator.wakeLock ? navigator.wakeLock.request('screen').catch(() => null) : null
}
