// Short words and questions over a page: WeChat's own here; in dialogs.h5.tsx those of the page, which know its type and colours.
import Taro from '@tarojs/taro'

const ACCENT = '#a3201d'

/** Says it, and goes by itself. */
export function note(title: string): void {
  void Taro.showToast({ title, icon: 'none', duration: 2500 })
}

/** Asks; only says it where there is no `no`. */
export async function question(content: string, yes: string, no: string | null): Promise<boolean> {
  const { confirm } = await Taro.showModal({ content, confirmText: yes, showCancel: no !== null, ...(no === null ? {} : { cancelText: no }), confirmColor: ACCENT })
  return confirm
}

export const Dialogs = (): null => null
