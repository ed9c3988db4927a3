import { useState } from 'react'
import { useRouter } from '@tarojs/taro'
import { Failed, Refused } from '@/shared/failure'
import { dayAndClock } from '@/shared/time'
import { digitsIn } from '@/shared/typed'
import { word } from '@/shared/words'
import { api, tell, toast } from '@/api'
import { useAsk } from '@/ask'
import { AllowPairingDocument, PairingPageDocument, RefusePairingDocument, type PairingPageQuery } from '@/gql/graphql'
import { GiveCode } from '@/factor'
import { go } from '@/places'
import { canScan } from '@/platform'
import { openScan } from '@/scan'
import { useLanguage } from '@/settings'
import { Box, Button, Card, Empty, Field, Page, Shown, Words } from '@/ui'
import { useWords } from '@/words'
import { factor } from '@/words/factor'
import { pairing as words } from '@/words/pairing'
import { answersFor, ScreenForm, type Draft } from './screen'

/** After these the page has to show another code, or another device has to allow it. */
const OVER = ['PAIRING_ENDED', 'PAIRING_ALREADY_ALLOWED', 'PAIRING_NEEDS_PHONE']

// Not by `act` and `perform`: nothing else changes, and a code that is used is not asked for again.
async function refusePairing(code: string): Promise<boolean> {
  try {
    await api.do(RefusePairingDocument, { input: { code } })
    return true
  } catch (failure) {
    tell(failure)
    return false
  }
}

/** What a code that was scanned or typed would let in; WeChat gives the whole address of one that it scanned as `q`. */
export default function Allow() {
  const t = useWords(words)
  const { code, q } = useRouter().params
  const [entered, setEntered] = useState(code || (q ? decodeURIComponent(q) : ''))
  const [over, setOver] = useState<string | null>(null)
  const asked = useAsk(PairingPageDocument, { code: entered }, { skip: !entered })
  const notCode = asked.failure?.code === 'BAD_USER_INPUT'
  const ended = over ?? (asked.failure && !asked.failure.passing && !notCode && asked.failure.code !== 'UNAUTHENTICATED' ? asked.failure.message : null)
  const anew = () => {
    setOver(null)
    setEntered('')
    if (canScan) void openScan()
  }
  return (
    <Page title={t('allow')}>
      {!entered || notCode ? (
        <Enter given={entered} wrong={notCode} enter={setEntered} />
      ) : over === 'allowed' ? (
        <Done code={entered} screen={asked.data?.pairing.purpose === 'SCREEN'} refused={() => setOver('refused')} />
      ) : over === 'refused' ? (
        <Empty text={t('refused')} action={t('home')} onTap={() => go('/pages/home/index')} />
      ) : ended ? (
        <>
          <Empty text={`${t('over')}\n${ended}`} action={t('scanAgain')} onTap={anew} />
          <Button second onTap={() => go('/pages/home/index')}>{t('home')}</Button>
        </>
      ) : (
        <Shown asked={asked}>{(data) => <Asked code={entered} data={data} end={setOver} />}</Shown>
      )}
    </Page>
  )
}

/** What is wrong with a code that was typed, as far as it can be seen here; an address that was scanned is none of these. */
function faultIn(text: string): ['short' | 'long' | 'noDigits', number] | null {
  if (text.includes('/')) return null
  const plain = text.normalize('NFKC')
  if (/\d/.test(plain)) return ['noDigits', 0]
  const missing = 8 - plain.replace(/[^a-z]/gi, '').length
  return missing > 0 ? ['short', missing] : missing < 0 ? ['long', -missing] : null
}

function Enter({ given, wrong, enter }: { given: string; wrong: boolean; enter(code: string): void }) {
  const t = useWords(words)
  // A whole address that was scanned is nothing to correct.
  const [typed, setTyped] = useState(given.includes('/') || given.length > 20 ? '' : given)
  const [fault, setFault] = useState<string | null>(null)
  const next = () => {
    const found = faultIn(typed)
    if (found) setFault(t(found[0], { n: found[1] }))
    else if (typed.trim() === given) setFault(t('notCode'))
    else enter(typed.trim())
  }
  return (
    <>
      {canScan && <Button onTap={() => void openScan()}>{t('row')}</Button>}
      <Field
        label={t('type')}
        hint="WDJB-MJHT"
        max={100}
        value={typed}
        fault={fault ?? (wrong && (typed === given || !typed) ? t('notCode') : null)}
        onChange={(text) => {
          setTyped(text)
          setFault(null)
        }}
      />
      <Button second={canScan} onTap={next}>{t('go')}</Button>
    </>
  )
}

function Done({ code, screen, refused }: { code: string; screen: boolean; refused(): void }) {
  const t = useWords(words)
  const takeBack = async () => {
    if (await refusePairing(code)) refused()
  }
  return (
    <>
      <Card><Box className="p strong" role="status">{t(screen ? 'allowedScreen' : 'allowed')}</Box></Card>
      <Button onTap={() => go('/pages/home/index')}>{t('home')}</Button>
      <Button second onTap={() => void takeBack()}>{t('takeBack')}</Button>
    </>
  )
}

function Told({ name, what }: { name: string; what: string }) {
  return <Box className="p"><Words className="soft">{name}</Words> <Words className="strong">{what}</Words></Box>
}

function Asked({ code, data: { pairing, viewer }, end }: { code: string; data: PairingPageQuery; end(how: string): void }) {
  const t = useWords(words)
  const language = useLanguage()
  const forScreen = pairing.purpose === 'SCREEN'
  const areas = answersFor(viewer)
  const [digits, setDigits] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const [nameFault, setNameFault] = useState<string | null>(null)
  const [draft, setDraft] = useState<Draft>({ community: areas.find((area) => area.kind === 'COMMUNITY') ?? null, purpose: 'BOARD', name: '' })
  const [sending, setSending] = useState(false)
  const allow = async () => {
    setFault(null)
    setNameFault(null)
    if (forScreen && !draft.community) return toast(t('noCommunity'))
    if (forScreen && !draft.name.trim()) return setNameFault(t('noName'))
    if (digits.length < 6) return setFault(t('shortDigits', { n: 6 - digits.length }))
    setSending(true)
    const screen = forScreen && draft.community ? { screen: { communityId: draft.community.id, purpose: draft.purpose, name: draft.name.trim() } } : {}
    try {
      await api.act(AllowPairingDocument, `allowPairing:${pairing.code}`, { code, digits, ...screen })
      end('allowed')
    } catch (failure) {
      const why = failure instanceof Refused ? failure.code : ''
      if (OVER.includes(why)) end((failure as Refused).message)
      else if (why === 'PAIRING_DIGITS_WRONG') {
        setFault((failure as Refused).message)
        setDigits('')
      } else if (failure instanceof Failed && failure.more.field?.includes('name')) setNameFault(failure.message)
      else tell(failure)
    }
    setSending(false)
  }
  const refuse = async () => {
    if (await refusePairing(code)) end('refused')
  }
  // Until a code was given only what somebody is in a community itself counts.
  const locked = forScreen && ['CODE_NEEDED', 'NOT_ENROLLED'].includes(viewer.secondFactor) && !areas.some((area) => area.kind === 'COMMUNITY')
  const roles = viewer.roles.map((held) => `${word('Role', held.role, language)}（${held.node.name}）`)
  return (
    <>
      <Card>
        <Box className="p strong">{t(forScreen ? 'asksScreen' : 'asks')}</Box>
        <Box className="p">{t('only')}</Box>
      </Card>
      <Card>
        <Told name={t('browser')} what={[pairing.device, pairing.browser].filter(Boolean).join(' · ')} />
        <Told name={t('address')} what={pairing.address} />
        {!forScreen && <Told name={t('asWhom')} what={[viewer.shownName || t('myself'), ...roles].join('、')} />}
        {pairing.sessionEndsAt && <Told name={t('until')} what={dayAndClock(pairing.sessionEndsAt, language)} />}
      </Card>
      {forScreen && areas.length === 0 ? (
        <Box className="p" role="status">{t('notStaff')}</Box>
      ) : locked ? (
        <Locked enrolled={viewer.secondFactor === 'CODE_NEEDED'} />
      ) : (
        <>
          {forScreen && <ScreenForm areas={areas} draft={draft} fault={nameFault} change={(part) => setDraft({ ...draft, ...part })} />}
          <Field label={t('digits')} kind="number" max={20} value={digits} fault={fault} onChange={(text) => setDigits(digitsIn(text, 6))} />
          <Button disabled={sending} onTap={() => void allow()}>{t('yes')}</Button>
        </>
      )}
      <Button second onTap={() => void refuse()}>{t('no')}</Button>
    </>
  )
}

function Locked({ enrolled }: { enrolled: boolean }) {
  const t = useWords(factor)
  return (
    <>
      <Box className="p strong">{t('first')}</Box>
      {enrolled ? <GiveCode /> : <Button onTap={() => go('/pages/me/factor')}>{t('start')}</Button>}
    </>
  )
}
