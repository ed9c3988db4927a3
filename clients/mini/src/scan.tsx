// One button for every code, and what waits for the network.
import { toast } from './api'
import { go } from './places'
import { canScan, scan } from './platform'
import { checkIn, handIn, useWaiting, type Place } from './scans'
import { Box, Button, Card, Row } from './ui'
import { say, useWords } from './words'
import { scan as words } from './words/scan'

/** Of whom a code is: its own text says so. Six digits alone do not say of which place. */
export function readCode(text: string): { place: Place; code: string } | { pairing: string } | { digits: string } | null {
  const plain = text.normalize('NFKC').trim()
  const place = /^linli:((?:shift|dutypoint)_[\w-]+):(\d{6})$/.exec(plain)
  if (place) return { place: { id: place[1]! }, code: place[2]! }
  const address = /(?:\/pair\/|#pair=)([a-z]{4}-?[a-z]{4})\/?$/i.exec(plain)
  if (address) return { pairing: plain }
  const bare = plain.replace(/[\s-]/g, '')
  if (/^[a-z]{8}$/i.test(bare)) return { pairing: bare }
  return /^\d{6}$/.test(bare) ? { digits: bare } : null
}

/** Does what the code is for; false where it says nothing that Linli knows. */
export function follow(text: string): boolean {
  const read = readCode(text)
  if (read && 'place' in read) void checkIn(read.place, read.code)
  else if (read && 'pairing' in read) go(`/pages/pairing/allow?code=${encodeURIComponent(read.pairing)}`)
  else return false
  return true
}

/** Scans; where nothing can scan, what stands there is typed. */
export async function openScan(): Promise<void> {
  if (!canScan) return go('/pages/scan/index')
  const text = await scan()
  if (text && !follow(text)) toast(say(words, 'unknown'))
}

export function ScanButton() {
  const t = useWords(words)
  return <Button second onTap={() => void openScan()}>{t('row')}</Button>
}

export function ScanRow() {
  const t = useWords(words)
  return <Row title={t('row')} note={t('rowNote')} onTap={() => void openScan()} />
}

/** Scans that nobody has answered yet; nothing where there are none. */
export function Waiting() {
  const t = useWords(words)
  const waiting = useWaiting()
  if (waiting.length === 0) return null
  return (
    <Card>
      <Box className="strong" role="status">{t('waiting', { n: waiting.length })}</Box>
      {waiting.map((one) => <Box key={one.id}>{t(one.kind)} · {one.place.name ?? t(one.kind === 'DUTY' ? 'point' : 'shift')}</Box>)}
      <Box className="soft p">{t('waitingNote')}</Box>
      <Button second onTap={() => void handIn()}>{t('now')}</Button>
    </Card>
  )
}
