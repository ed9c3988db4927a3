import { useEffect, useState } from 'react'
import { useRouter } from '@tarojs/taro'
import { clock, span } from '@/shared/time'
import { word } from '@/shared/words'
import { act, ask, confirm } from '@/api'
import { useList } from '@/ask'
import { CallRollDocument, RollDocument, SignDocument, type RollCallMark, type RollQuery, type SignQuery } from '@/gql/graphql'
import { stayLit } from '@/platform'
import { useLanguage } from '@/settings'
import { Box, Button, Card, Empty, List, Page, QrCode, Tap } from '@/ui'
import { useWords } from '@/words'
import { roll as words } from '@/words/roll'

type Shift = Extract<NonNullable<RollQuery['node']>, { __typename: 'Shift' }>
type SignedUp = NonNullable<Shift['roster']>['edges'][number]['node']
type Code = NonNullable<Extract<NonNullable<SignQuery['node']>, { __typename: 'Shift' }>['checkInCode']>

const HOUR = 3_600_000
/** A clock of the phone that is wrong must not ask all the time, nor never. */
const SOONEST = 5_000
const LATEST = 30_000

const shiftOf = (data: RollQuery | null): Shift | null => (data?.node?.__typename === 'Shift' ? data.node : null)

export default function Roll() {
  const t = useWords(words)
  const language = useLanguage()
  const { id = '' } = useRouter().params
  const list = useList(RollDocument, { id }, (data) => shiftOf(data)?.roster)
  const [shown, setShown] = useState(false)
  const shift = shiftOf(list.data)
  const me = list.data?.viewer.id
  const all = list.items?.filter(({ state }) => state === 'SEATED') ?? []
  const still = all.filter(({ member, attendance }) => member.id !== me && attendance && !attendance.checkedOutAt)
  const early = shift !== null && Date.now() < Date.parse(shift.startsAt) - HOUR

  const mark = async ({ id: signUpId, member }: SignedUp, present: RollCallMark) => {
    const now = new Date().toISOString()
    const takeBack = list.change((one) => {
      if (one.id !== signUpId) return one
      if (present === 'OUT' && one.attendance) return { ...one, attendance: { ...one.attendance, checkedOutAt: now } }
      return { ...one, attendance: { checkedInAt: now, checkedOutAt: null, worth: 'OPEN', grantedMinutes: 0 } }
    })
    const done = await act(CallRollDocument, `rollCall:${signUpId}:${present}`, { shiftId: id, memberId: member.id, present })
    if (!done) takeBack()
    return done !== null
  }
  const close = async () => {
    if (!(await confirm(t('sureAll', { n: still.length })))) return
    // One after the other; what stops it has been told, and the rest is still there to be tapped.
    for (const one of still) if (!(await mark(one, 'OUT'))) return
  }
  if (list.data && !shift?.roster) return <Page title={t('title')}><Empty text={t('gone')} /></Page>
  return (
    <Page title={t('title')}>
      {shift && (
        <Card>
          <Box className="strong">{shift.activity.title}</Box>
          <Box className="soft">{span(shift.startsAt, shift.endsAt, language)} {shift.activity.place}</Box>
          <Box>{early ? t('early') : t('count', { here: all.filter(({ attendance }) => attendance).length, n: all.length })}</Box>
        </Card>
      )}
      {shift && shown && <Sign id={id} renewed={() => void list.retry()} />}
      {shift && <Button second={shown} onTap={() => setShown(!shown)}>{t(shown ? 'hide' : 'show')}</Button>}
      <List list={list} empty={<Empty text={t('none')} />}>
        {(one) => <Line one={one} mine={one.member.id === me} early={early} mark={(present) => void mark(one, present)} />}
      </List>
      {still.length > 1 && <Button second onTap={() => void close()}>{t('all', { n: still.length })}</Button>}
    </Page>
  )
}

function Line({ one, mine, early, mark }: { one: SignedUp; mine: boolean; early: boolean; mark(present: RollCallMark): void }) {
  const t = useWords(words)
  const language = useLanguage()
  const { attendance, position, member } = one
  const name = member.shownName || t('nameless')
  const stands = () => {
    if (one.state === 'WAITING') return t('line', { n: position ?? '' })
    if (!attendance) return mine ? t('self') : t('notYet')
    if (!attendance.checkedOutAt) return t('here', { time: clock(attendance.checkedInAt) })
    const worth = attendance.worth === 'GRANTED' ? t('minutes', { n: attendance.grantedMinutes }) : attendance.worth === 'OPEN' ? '' : word('AttendanceWorth', attendance.worth, language)
    return [t('left', { from: clock(attendance.checkedInAt), to: clock(attendance.checkedOutAt) }), worth].filter(Boolean).join(' · ')
  }
  const next: RollCallMark | null = mine || early || one.state !== 'SEATED' || attendance?.checkedOutAt ? null : attendance ? 'OUT' : 'IN'
  return (
    <Card>
      <Box className="row">
        <Box className="grow">
          <Box className="strong">{name}</Box>
          <Box className="soft">{stands()}</Box>
        </Box>
        {next && <Tap className={next === 'IN' ? 'chip on' : 'chip'} label={`${name} ${t(next === 'IN' ? 'in' : 'out')}`} onTap={() => mark(next)}>{t(next === 'IN' ? 'in' : 'out')}</Tap>}
      </Box>
    </Card>
  )
}

/** The phone as the sign: the code that counts now, and the next one by itself. */
function Sign({ id, renewed }: { id: string; renewed(): void }) {
  const t = useWords(words)
  const [code, setCode] = useState<Code | null>(null)
  const [offline, setOffline] = useState(false)
  useEffect(() => {
    let over = false
    let timer: ReturnType<typeof setTimeout>
    const next = async () => {
      let wait = SOONEST
      try {
        const { node } = await ask(SignDocument, { id })
        if (over) return
        const now = node?.__typename === 'Shift' ? node.checkInCode : null
        if (now) wait = Math.min(LATEST, Math.max(SOONEST, Date.parse(now.until) - Date.now()))
        setCode(now ?? null)
        setOffline(false)
        renewed()
      } catch {
        if (over) return
        setOffline(true)
      }
      timer = setTimeout(() => void next(), wait)
    }
    void next()
    stayLit(true)
    return () => {
      over = true
      clearTimeout(timer)
      stayLit(false)
    }
  }, [id])
  return (
    <Card>
      <Box className="p middle">{t('sign')}</Box>
      {code && <QrCode text={code.qrText} label={t('show')} />}
      {code && <Box className="big middle">{code.digits.slice(0, 3)} {code.digits.slice(3)}</Box>}
      <Box className="soft middle" role="status">{t(offline ? 'offline' : 'renews')}</Box>
    </Card>
  )
}
