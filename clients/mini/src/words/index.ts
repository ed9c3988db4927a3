// A page's words: `{ name: ['中文', 'English'] }`, with `{n}` for what is put in.
import { useCallback } from 'react'
import { settings, useLanguage } from '@/settings'
import type { Language } from '@/shared/time'

export type Dictionary = Record<string, readonly [zh: string, en: string]>
type Parts = Record<string, string | number>

export function say<D extends Dictionary>(words: D, name: keyof D, parts: Parts = {}, language: Language = settings.get().language): string {
  const text = words[name]?.[language === 'zh' ? 0 : 1] ?? ''
  return text.replace(/\{(\w+)\}/g, (_, part: string) => String(parts[part] ?? ''))
}

export function useWords<D extends Dictionary>(words: D): (name: keyof D, parts?: Parts) => string {
  const language = useLanguage()
  return useCallback((name, parts) => say(words, name, parts, language), [words, language])
}
