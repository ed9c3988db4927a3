// What a person chose for this phone: language, large type, dark or light.
import { keep } from './keep'
import { Store, useStore } from './store'
import type { Language } from '@/shared/time'

export interface Settings {
  language: Language
  elder: boolean
  theme: 'auto' | 'light' | 'dark'
}

const NAME = 'linli.settings'

function read(): Settings {
  const settings: Settings = { language: 'zh', elder: false, theme: 'auto' }
  try {
    return { ...settings, ...(JSON.parse(keep.get(NAME) ?? '{}') as Partial<Settings>) }
  } catch {
    return settings
  }
}

export const settings = new Store<Settings>(read())

export function choose(part: Partial<Settings>): void {
  settings.set({ ...settings.get(), ...part })
  keep.set(NAME, JSON.stringify(settings.get()))
}

export const useSettings = (): Settings => useStore(settings)
export const useLanguage = (): Language => useSettings().language
