// Where things are in the client, and how one gets there.
import Taro from '@tarojs/taro'

const TABS = ['/pages/home/index', '/pages/help/index', '/pages/bank/index', '/pages/board/index', '/pages/me/index']

let left = 0

export function go(url: string): void {
  // Whoever goes on will come back from there, however soon.
  left = 0
  if (TABS.includes(url)) void Taro.switchTab({ url })
  else void Taro.navigateTo({ url })
}

/** One step, also for whoever tapped twice what leads back once it is done. */
export function back(): void {
  const now = Date.now()
  if (Math.abs(now - left) < 400) return
  left = now
  if (Taro.getCurrentPages().length > 1) void Taro.navigateBack()
  else void Taro.switchTab({ url: TABS[0]! })
}

/** In the place of the page that is shown, so that "back" does not return to a form that was sent. */
export function goInstead(url: string): void {
  if (TABS.includes(url)) void Taro.switchTab({ url })
  else void Taro.redirectTo({ url })
}

/** The page that shows an object, by the kind that its id begins with; null where there is none. */
export function pageOf(id: string | null | undefined): string | null {
  const kind = id?.slice(0, id.indexOf('_'))
  const page = kind && PAGES[kind]
  return page ? `${page}?id=${id}` : null
}

const PAGES: Record<string, string> = {
  wish: '/pages/help/wish',
  activity: '/pages/activities/activity',
  shift: '/pages/activities/activity',
  signup: '/pages/activities/activity',
  redemption: '/pages/bank/redemption',
  entry: '/pages/bank/passbook',
  notice: '/pages/board/notice',
  goods: '/pages/bank/goods',
  team: '/pages/teams/team',
  hours: '/pages/me/hours',
  certificate: '/pages/me/certificates',
  reportin: '/pages/party/index',
  unit: '/pages/party/index',
  dutypoint: '/pages/party/point',
}
