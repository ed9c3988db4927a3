import { useState } from 'react'
import { span } from '@/shared/time'
import { useAsk } from '@/ask'
import { PlanDocument, type PlanQuery } from '@/gql/graphql'
import { back, go } from '@/places'
import { canScan } from '@/platform'
import { follow, openScan, readCode, Waiting } from '@/scan'
import { checkIn } from '@/scans'
import { useLanguage } from '@/settings'
import { Box, Button, Card, Field, Page, Row, Title } from '@/ui'
import { useWords } from '@/words'
import { scan as words } from '@/words/scan'

/** An hour before a shift begins one may check in; a code is shown for those who leave for a while after its end. */
const AROUND = 3_600_000

export default function Scan() {
  const t = useWords(words)
  // Asked for before it is needed: there may be no network when it is.
  const asked = useAsk(PlanDocument, {}, { kept: 'plan' })
  const [typed, setTyped] = useState('')
  const [digits, setDigits] = useState<string | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const next = () => {
    const read = readCode(typed)
    if (!read) return setFault(t('neither'))
    if ('digits' in read) return setDigits(read.digits)
    follow(typed)
    setTyped('')
  }
  return (
    <Page title={t('title')}>
      <Waiting />
      {canScan && <Button onTap={() => void openScan()}>{t('row')}</Button>}
      {digits ? (
        <Which
          digits={digits}
          viewer={asked.data?.viewer ?? null}
          done={back}
          wrong={(message) => {
            setDigits(null)
            setFault(message)
          }}
        />
      ) : (
        <>
          <Field
            label={t('typed')}
            hint="123456"
            max={100}
            value={typed}
            fault={fault}
            onChange={(text) => {
              setTyped(text)
              setFault(null)
            }}
          />
          <Button second={canScan} onTap={next}>{t('go')}</Button>
        </>
      )}
    </Page>
  )
}

/** Digits alone do not say of which place they are: the shifts of now are offered. */
function Which({ digits, viewer, done, wrong }: { digits: string; viewer: PlanQuery['viewer'] | null; done(): void; wrong(message: string): void }) {
  const t = useWords(words)
  const language = useLanguage()
  const now = Date.now()
  const shifts = viewer?.signUps.edges.map(({ node }) => node).filter(({ state, shift }) => state === 'SEATED' && Date.parse(shift.startsAt) - AROUND < now && now < Date.parse(shift.endsAt) + AROUND) ?? []
  const take = async (id: string, name: string) => {
    if (await checkIn({ id, name }, digits, undefined, wrong)) done()
  }
  return (
    <>
      <Title>{t('which')}</Title>
      {shifts.map(({ id, shift }) => <Row key={id} title={shift.activity.title} note={`${span(shift.startsAt, shift.endsAt, language)} ${shift.activity.place}`} onTap={() => void take(shift.id, shift.activity.title)} />)}
      {viewer && shifts.length === 0 && <Card><Box className="p">{t('noShift')}</Box></Card>}
      {viewer?.partyMembership && <Row title={t('duty')} onTap={() => go('/pages/party/duty')} />}
      {viewer && shifts.length === 0 && <Button second onTap={() => go('/pages/activities/index')}>{t('activities')}</Button>}
    </>
  )
}
