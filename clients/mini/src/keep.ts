import Taro from '@tarojs/taro'
import type { Keep } from '@/shared/kept'

/** The storage of the phone, or of the browser. */
export const keep: Keep = {
  get: (name) => (Taro.getStorageSync(name) as string) || null,
  set: (name, value) => Taro.setStorageSync(name, value),
  remove: (name) => Taro.removeStorageSync(name),
}
