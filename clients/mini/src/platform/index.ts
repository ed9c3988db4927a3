// What WeChat does for us. `index.h5.ts` is the same for browsers.
import Taro from '@tarojs/taro'
import type { Answer } from '@/shared/api'

export interface Picked {
  /** Which photo it is. */
  name: string
  path: string
  file?: Blob
}

export const inBrowser = false
export const canScan = true
export const canReadAloud = false
export const device = '微信小程序'

/** WeChat's own button gives the number here. */
export const phoneCodeOfDemo = (_number: string): string => ''
export const inDemo = (): boolean => false

export async function send(body: string, headers: Record<string, string>): Promise<Answer> {
  const { statusCode, data } = await Taro.request({ url: `${API_BASE}/graphql`, method: 'POST', data: body, header: headers, timeout: 15_000 })
  return { status: statusCode, body: data as unknown }
}

/** The code that `login` takes; null where a person has to log in by a page. */
export async function loginCode(): Promise<string | null> {
  return (await Taro.login()).code
}

export async function pickPhotos(count: number): Promise<Picked[]> {
  try {
    const { tempFiles } = await Taro.chooseMedia({ count, mediaType: ['image'], sizeType: ['compressed'] })
    return tempFiles.map((file) => ({ name: file.tempFilePath, path: file.tempFilePath }))
  } catch {
    return []
  }
}

export async function upload(photo: Picked, requestId: string, headers: Record<string, string>): Promise<Answer> {
  const { statusCode, data } = await Taro.uploadFile({
    url: `${API_BASE}/media`,
    filePath: photo.path,
    name: 'file',
    formData: { requestId },
    header: headers,
  })
  return { status: statusCode, body: JSON.parse(data) as unknown }
}

/** What a code says; null if the person turned back. */
export async function scan(): Promise<string | null> {
  try {
    return (await Taro.scanCode({ scanType: ['qrCode', 'wxCode'] as never })).result
  } catch {
    return null
  }
}

export function call(phone: string): void {
  void Taro.makePhoneCall({ phoneNumber: phone }).catch(() => {})
}

/** Whether the text can be pasted now. */
export async function copy(text: string): Promise<boolean> {
  try {
    await Taro.setClipboardData({ data: text })
    return true
  } catch {
    return false
  }
}

export function written(_language: 'zh' | 'en'): void {}

export function readAloud(_text: string, _language: 'zh' | 'en', _ended: () => void): () => void {
  return () => {}
}

export const pageText = (): string => ''

/** Fetches a file and shows it. */
export async function openFile(url: string, kind: 'pdf' | 'xlsx' | 'json', headers: Record<string, string> = {}): Promise<boolean> {
  const filePath = `${Taro.env.USER_DATA_PATH}/linli.${kind}`
  try {
    const { statusCode } = await Taro.downloadFile({ url: /^https?:/.test(url) ? url : API_BASE + url, header: headers, filePath })
    if (statusCode !== 200) return false
    if (kind === 'json') await Taro.shareFileMessage({ filePath })
    else await Taro.openDocument({ filePath, fileType: kind, showMenu: true })
    return true
  } catch {
    return false
  }
}

/** WeChat's prompt for messages; null where there is none. */
export async function askForMessages(tmplIds: string[]): Promise<Record<string, string> | null> {
  try {
    return (await Taro.requestSubscribeMessage({ tmplIds, entityIds: [] } as never)) as unknown as Record<string, string>
  } catch {
    return null
  }
}

export function showPhotos(urls: string[], current: string): void {
  void Taro.previewImage({ urls, current })
}

export function update(): void {
  const manager = Taro.getUpdateManager()
  manager.onUpdateReady(() => manager.applyUpdate())
  Taro.reLaunch({ url: '/pages/home/index' })
}

type Resolve = (answer: { event: 'exposureAuthorization' | 'agree' | 'disagree'; buttonId?: string }) => void

/** Called when WeChat wants its privacy prompt shown first. */
export function onPrivacyNeeded(show: (resolve: Resolve) => void): void {
  const wechat = Taro as unknown as { onNeedPrivacyAuthorization?: (listener: (resolve: Resolve) => void) => void }
  wechat.onNeedPrivacyAuthorization?.(show)
}

export function openPrivacyGuide(): void {
  const wechat = Taro as unknown as { openPrivacyContract?: (options: object) => void }
  wechat.openPrivacyContract?.({})
}

/** Called when the network is back. */
export function onOnline(back: () => void): void {
  Taro.onNetworkStatusChange(({ isConnected }) => isConnected && back())
}

/** A phone that is shown to others does not go dark. */
export function stayLit(lit: boolean): void {
  void Taro.setKeepScreenOn({ keepScreenOn: lit }).catch(() => {})
}
