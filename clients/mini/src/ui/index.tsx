import { type PropsWithChildren, type ReactNode, useEffect, useRef, useState } from 'react'
import Taro, { useReachBottom } from '@tarojs/taro'
import { encode } from 'uqr'
import { Failed } from '@/shared/failure'
import { firstOf, useOutdated, upload, tell, type Uploaded } from '@/api'
import { canReadAloud, inBrowser, onPrivacyNeeded, openPrivacyGuide, pageText, pickPhotos, readAloud, showPhotos, update, written, type Picked } from '@/platform'
import { back, go } from '@/places'
import { useSettings } from '@/settings'
import { Store, useStore } from '@/store'
import { useWords } from '@/words'
import { app } from '@/words/app'
import { Box, Img, Input, Tap, Words, type InputProps } from './base'
import { Dialogs } from './dialogs'

export { Box, Img, Input, Tap, Words } from './base'
export { Fold, Stars } from './fold'

const TABS = ['home', 'help', 'bank', 'board', 'me'] as const
type Tab = (typeof TABS)[number]

/** How much is unread, for the tab bar. */
export const unread = new Store(0)

interface PrivacyAnswer { (answer: { event: 'exposureAuthorization' | 'agree' | 'disagree'; buttonId?: string }): void }
const privacy = new Store<PrivacyAnswer | null>(null)
onPrivacyNeeded((resolve) => privacy.set(resolve))

/** `start`: there is nothing to go back to. */
export function Page({ title, tab, start, children }: PropsWithChildren<{ title: string; tab?: Tab; start?: boolean }>) {
  const { elder, theme, language } = useSettings()
  const t = useWords(app)
  const outdated = useOutdated()
  useEffect(() => void Taro.setNavigationBarTitle({ title }), [title])
  useEffect(() => written(language), [language])
  return (
    <Box className={`linli ${theme} ${elder ? 'elder' : ''}`}>
      {(inBrowser || elder) && (
        <Box as="header" className="head">
          {!tab && !start && inBrowser && <Tap label={t('back')} onTap={back}>‹ {t('back')}</Tap>}
          <Box as="h1" className="title">{title}</Box>
          {elder && canReadAloud && <ReadAloud />}
        </Box>
      )}
      <Box as="main">
        {outdated ? <Empty text={t('tooOld')} action={t('update')} onTap={update} /> : children}
      </Box>
      {tab && <TabBar tab={tab} />}
      <Privacy />
      <Dialogs />
    </Box>
  )
}

function ReadAloud() {
  const t = useWords(app)
  const { language } = useSettings()
  const stop = useRef<(() => void) | null>(null)
  const [reading, setReading] = useState(false)
  useEffect(() => () => stop.current?.(), [])
  const tap = () => {
    if (reading) stop.current?.()
    else stop.current = readAloud(pageText(), language, () => setReading(false))
    setReading(!reading)
  }
  return <Tap className="chip" onTap={tap}>{t(reading ? 'stopReading' : 'readAloud')}</Tap>
}

function TabBar({ tab }: { tab: Tab }) {
  const t = useWords(app)
  const { elder } = useSettings()
  const count = useStore(unread)
  return (
    <Box as="nav" className="bar" label={t('name')}>
      {TABS.filter((name) => !elder || name !== 'board').map((name) => (
        <Tap key={name} className={name === tab ? 'on' : ''} selected={name === tab} onTap={() => go(`/pages/${name}/index`)}>
          {t(name)}
          {name === 'home' && count > 0 && <Words className="dot">{count >= 100 ? '99+' : count}</Words>}
        </Tap>
      ))}
    </Box>
  )
}

/** WeChat's own privacy prompt: before photo, scan and phone number. */
function Privacy() {
  const t = useWords(app)
  const answer = useStore(privacy)
  useEffect(() => void answer?.({ event: 'exposureAuthorization' }), [answer])
  if (!answer) return null
  const end = (event: 'agree' | 'disagree') => {
    answer({ event, buttonId: 'agreePrivacyAuthorization' })
    privacy.set(null)
  }
  return (
    <Box className="sheet" role="dialog" label={t('privacyTitle')}>
      <Box className="card">
        <Box className="strong">{t('privacyTitle')}</Box>
        <Box className="p">{t('privacyText')}</Box>
        <Tap onTap={openPrivacyGuide}>{t('privacyRead')}</Tap>
        <Tap className="button" openType="agreePrivacyAuthorization" onAgree={() => end('agree')}>{t('privacyAgree')}</Tap>
        <Tap className="button second" onTap={() => end('disagree')}>{t('cancel')}</Tap>
      </Box>
    </Box>
  )
}

export function Card({ onTap, label, children }: PropsWithChildren<{ onTap?: () => void; label?: string }>) {
  if (onTap) return <Tap className="card open" label={label} onTap={onTap}>{children}</Tap>
  return <Box className="card">{children}</Box>
}

export function Button({ second, disabled, onTap, children }: PropsWithChildren<{ second?: boolean; disabled?: boolean; onTap(): void }>) {
  return <Tap className={`button ${second ? 'second' : ''} ${disabled ? 'off' : ''}`} disabled={disabled} onTap={onTap}>{children}</Tap>
}

export function Tag({ tone = '', children }: PropsWithChildren<{ tone?: '' | 'wait' | 'done' | 'now' }>) {
  return <Words className={`tag ${tone}`}>{children}</Words>
}

export function Title({ children }: PropsWithChildren) {
  return <Box as="h2" className="title2">{children}</Box>
}

/** A line that leads somewhere. */
export function Row({ title, note, value, onTap }: { title: ReactNode; note?: ReactNode; value?: ReactNode; onTap?: () => void }) {
  return (
    <Card onTap={onTap}>
      <Box className="row">
        <Box className="grow">
          <Box className="strong">{title}</Box>
          {note && <Box className="soft">{note}</Box>}
        </Box>
        {value !== undefined && <Box className="soft">{value}</Box>}
        {onTap && <Words className="soft">›</Words>}
      </Box>
    </Card>
  )
}

export function Field({ fault, ...input }: InputProps & { fault?: string | null }) {
  return (
    <Box className="field">
      <Words className="name">{input.label}</Words>
      <Input {...input} />
      {/* What is wrong with it stands under its label, and need not begin with the name that the API has for it. */}
      {fault && <Box className="fault" role="alert">{fault.replace(/^\w+(：|: )/, '')}</Box>}
    </Box>
  )
}

export function Chips<T extends string>({ label, of, chosen, word, onChoose }: { label: string; of: T[]; chosen: NoInfer<T> | null; word(value: NoInfer<T>): string; onChoose(value: NoInfer<T>): void }) {
  return (
    <Box className="wrap" role="group" label={label}>
      {of.map((value) => (
        <Tap key={value} className={`chip ${value === chosen ? 'on' : ''}`} selected={value === chosen} onTap={() => onChoose(value)}>{word(value)}</Tap>
      ))}
    </Box>
  )
}

export function Empty({ text, action, onTap }: { text: string; action?: string; onTap?: () => void }) {
  return (
    <Box className="empty">
      <Box as="p" className="p">{text}</Box>
      {action && onTap && <Button onTap={onTap}>{action}</Button>}
    </Box>
  )
}

export function Skeleton({ cards = 3 }: { cards?: number }) {
  const t = useWords(app)
  return (
    <Box role="status" label={t('loading')}>
      {Array.from({ length: cards }, (_, n) => (
        <Card key={n}>
          <Box className="bone short" />
          <Box className="bone" />
        </Card>
      ))}
    </Box>
  )
}

export function ErrorView({ failure, retry }: { failure: Failed; retry(): void }) {
  const t = useWords(app)
  const id = failure.code === 'INTERNAL_SERVER_ERROR' ? failure.more.requestId : null
  const first = firstOf(failure)
  return (
    <Box className="empty" role="alert">
      <Box as="p" className="p">{failure.message || t('wentWrong')}</Box>
      {id && <Box className="p soft">{t('number')} {id}</Box>}
      {first ? <Button onTap={() => go(first)}>{t('go')}</Button> : <Button second onTap={retry}>{t('retry')}</Button>}
    </Box>
  )
}

/** What `useAsk` gives, shown: bones first, then the page; an error where there is nothing to show. */
export function Shown<T>({ asked, children }: { asked: { data: T | null; failure: Failed | null; retry(): void }; children(data: T): ReactNode }) {
  const t = useWords(app)
  if (asked.data === null) return asked.failure ? <ErrorView failure={asked.failure} retry={asked.retry} /> : <Skeleton />
  return (
    <>
      {asked.failure && <Box className="card soft" role="status">{t('offline')}</Box>}
      {children(asked.data)}
    </>
  )
}

interface ListProps<T> {
  list: { items: T[] | null; failure: Failed | null; retry(): void; hasMore: boolean; more(): void }
  empty: ReactNode
  children(item: T): ReactNode
}
/** What `useList` gives, shown. */
export function List<T extends { id: string }>({ list, empty, children }: ListProps<T>) {
  const t = useWords(app)
  useReachBottom(() => list.more())
  if (list.items === null) return list.failure ? <ErrorView failure={list.failure} retry={list.retry} /> : <Skeleton />
  if (list.items.length === 0) return <>{empty}</>
  return (
    <>
      {list.items.map((item) => <Box key={item.id}>{children(item)}</Box>)}
      {list.failure && <ErrorView failure={list.failure} retry={list.retry} />}
      {list.hasMore && <Button second onTap={list.more}>{t('more')}</Button>}
    </>
  )
}

export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 0 })
  const path = data.flatMap((line, y) => line.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : []))).join('')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path d="${path}"/></svg>`
  return <Box className="qr" role="img" label={label} style={{ backgroundImage: `url("data:image/svg+xml,${encodeURIComponent(svg)}")` }} />
}

export function Photos({ photos, large }: { photos: { id: string; url: string; thumbnailUrl: string }[]; large?: boolean }) {
  const t = useWords(app)
  if (photos.length === 0) return null
  return (
    <Box className={large ? 'wrap large' : 'wrap'}>
      {photos.map((photo) => (
        <Tap key={photo.id} label={t('photo')} onTap={() => showPhotos(photos.map((one) => one.url), photo.url)}>
          <Img className="photo" src={photo.thumbnailUrl} alt={t('photo')} />
        </Tap>
      ))}
    </Box>
  )
}

/** A photo that did not arrive stays, and a tap sends it again. */
export function PhotoPicker({ photos, most = 3, onChange }: { photos: Uploaded[]; most?: number; onChange(photos: Uploaded[]): void }) {
  const t = useWords(app)
  const [waiting, setWaiting] = useState<Picked[]>([])
  const [sending, setSending] = useState(false)
  const send = async (picked: Picked[]) => {
    setSending(true)
    setWaiting(picked)
    const sent = [...photos]
    let left = picked
    try {
      for (const photo of picked) {
        sent.push(await upload(photo))
        onChange([...sent])
        left = left.slice(1)
        setWaiting(left)
      }
    } catch (failure) {
      // Another try may only help where nobody has said what is wrong with it.
      if (failure instanceof Failed && !failure.passing && !['RATE_LIMITED', 'INTERNAL_SERVER_ERROR'].includes(failure.code)) setWaiting(left.slice(1))
      tell(failure)
    }
    setSending(false)
  }
  const add = async () => {
    const picked = await pickPhotos(most - photos.length)
    if (picked.length > 0) await send(picked)
  }
  return (
    <Box className="wrap">
      {photos.map((photo) => (
        <Tap key={photo.id} label={t('removePhoto')} onTap={() => onChange(photos.filter((one) => one !== photo))}>
          <Img className="photo" src={photo.thumbnailUrl} alt={t('photo')} />
        </Tap>
      ))}
      {waiting.length > 0 ? (
        <Tap className="add" disabled={sending} onTap={() => void send(waiting)}>{t(sending ? 'photoSending' : 'photoAgain')}</Tap>
      ) : (
        photos.length < most && <Tap className="add" onTap={() => void add()}>{t('addPhoto')}</Tap>
      )}
    </Box>
  )
}
