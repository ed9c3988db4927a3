import { useState } from 'react'
import { useRouter } from '@tarojs/taro'
import { Refused } from '@/shared/failure'
import { dayAndClock } from '@/shared/time'
import { values, word } from '@/shared/words'
import { api, tell } from '@/api'
import { useAsk } from '@/ask'
import { AllowPairingDocument, PairingPageDocument, RefusePairingDocument, type PairingPageQuery, type ScreenPurpose } from '@/gql/graphql'
import { openScan } from '@/pairing'
import { go } from '@/places'
import { canScan } from '@/platform'
import { useLanguage } from '@/settings'
import { Box, Button, Card, Chips, Empty, Field, Page, Shown, Words } from '@/ui'
import { useWords } from '@/words'
import { pairing as words } from '@/words/pairing'

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
  const [typed, setTyped] = useState('')
  const [entered, setEntered] = useState(code || (q ? decodeURIComponent(q) : ''))
  const [over, setOver] = useState<string | null>(null)
  const asked = useAsk(PairingPageDocument, { code: entered }, { skip: !entered })
  const ended = over ?? (asked.failure && !asked.failure.passing && asked.failure.code !== 'UNAUTHENTICATED' ? asked.failure.message : null)
  const anew = () => {
    setOver(null)
    setTyped('')
    setEntered('')
    if (canScan) void openScan()
  }
  return (
    <Page title={t('allow')}>
      {!entered ? (
        <>
          {canScan && <Button onTap={() => void openScan()}>{t('row')}</Button>}
          <Field label={t('type')} hint="WDJB-MJHT" max={100} value={typed} onChange={setTyped} />
          <Button second={canScan} disabled={typed.replace(/[^a-z]/gi, '').length < 8} onTap={() => setEntered(typed.trim())}>{t('go')}</Button>
        </>
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
  const communities = viewer.roles.flatMap(({ node }) => (node.__typename === 'Area' && node.kind === 'COMMUNITY' ? [node] : []))
  const [digits, setDigits] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const [communityId, setCommunity] = useState(communities[0]?.id ?? null)
  const [purpose, setPurpose] = useState<ScreenPurpose>('BOARD')
  const [name, setName] = useState('')
  const [sending, setSending] = useState(false)
  const allow = async () => {
    setFault(null)
    setSending(true)
    const screen = forScreen && communityId ? { screen: { communityId, purpose, name: name.trim() } } : {}
    try {
      await api.act(AllowPairingDocument, `allowPairing:${pairing.code}`, { code, digits, ...screen })
      end('allowed')
    } catch (failure) {
      const why = failure instanceof Refused ? failure.code : ''
      if (OVER.includes(why)) end((failure as Refused).message)
      else if (why === 'PAIRING_DIGITS_WRONG') {
        setFault((failure as Refused).message)
        setDigits('')
      } else tell(failure)
    }
    setSending(false)
  }
  const refuse = async () => {
    if (await refusePairing(code)) end('refused')
  }
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
      {forScreen && (
        <>
          <Words className="name">{t('community')}</Words>
          <Chips label={t('community')} of={communities.map((one) => one.id)} chosen={communityId} word={(id) => communities.find((one) => one.id === id)?.name ?? id} onChoose={setCommunity} />
          <Words className="name">{t('purpose')}</Words>
          <Chips label={t('purpose')} of={values<ScreenPurpose>('ScreenPurpose')} chosen={purpose} word={(one) => word('ScreenPurpose', one, language)} onChoose={setPurpose} />
          <Field label={t('name')} hint={t('nameHint')} max={30} value={name} onChange={setName} />
        </>
      )}
      <Field label={t('digits')} kind="number" max={7} value={digits} fault={fault} onChange={(text) => setDigits(text.replace(/\D/g, '').slice(0, 6))} />
      <Button disabled={sending || digits.length < 6 || (forScreen && (!communityId || !name.trim()))} onTap={() => void allow()}>{t('yes')}</Button>
      <Button second onTap={() => void refuse()}>{t('no')}</Button>
    </>
  )
}
