import { useState } from 'react'
import { useRouter } from '@tarojs/taro'
import { clock, span } from '@/shared/time'
import { digitsIn } from '@/shared/typed'
import { word } from '@/shared/words'
import { act, confirm } from '@/api'
import { useAsk } from '@/ask'
import { ActivityPageDocument, CancelSignUpDocument, SignUpForShiftDocument, type ActivityWholeFragment } from '@/gql/graphql'
import { go } from '@/places'
import { canScan } from '@/platform'
import { Remind } from '@/remind'
import { openScan, Waiting } from '@/scan'
import { checkIn, type Place } from '@/scans'
import { useLanguage } from '@/settings'
import { Box, Button, Card, Empty, Field, Page, Photos, Shown, Tag } from '@/ui'
import { useWords } from '@/words'
import { activities } from '@/words/pages'

/** An hour before a shift begins its code may be shown. */
const EARLY = 3_600_000

export default function Activity() {
  const t = useWords(activities)
  const { id = '' } = useRouter().params
  const asked = useAsk(ActivityPageDocument, { id })
  const node = asked.data?.node
  const activity = node?.__typename === 'Activity' ? node : node?.__typename === 'Shift' ? node.activity : node?.__typename === 'SignUp' ? node.shift.activity : null
  return (
    <Page title={activity?.title ?? t('title')}>
      <Waiting />
      <Shown asked={asked}>
        {() =>
          !activity ? (
            <Empty text={t('none')} />
          ) : (
            <>
              <Card>
                {activity.cancelledAt && <Box className="p strong">{t('called', { why: activity.cancelReason ?? '' })}</Box>}
                <Box as="p" className="p">{activity.text}</Box>
                <Photos photos={activity.photos} />
                <Box className="soft">{activity.place} · {activity.organiser.shownName}</Box>
              </Card>
              {activity.shifts.map((shift) => <Shift key={shift.id} shift={shift} name={activity.title} led={activity.ledByMe} off={Boolean(activity.cancelledAt)} />)}
            </>
          )
        }
      </Shown>
    </Page>
  )
}

function Shift({ shift, name, led, off }: { shift: ActivityWholeFragment['shifts'][number]; name: string; led: boolean; off: boolean }) {
  const t = useWords(activities)
  const language = useLanguage()
  const mine = shift.mySignUp && ['SEATED', 'WAITING'].includes(shift.mySignUp.state) ? shift.mySignUp : null
  const free = shift.capacity - shift.taken
  const now = Date.now()
  const underWay = now > Date.parse(shift.startsAt) - EARLY && now < Date.parse(shift.endsAt) + EARLY
  const signUp = () => act(SignUpForShiftDocument, `signUp:${shift.id}`, { shiftId: shift.id })
  const cancel = async () => {
    if (mine && (await confirm(t('sureCancel')))) await act(CancelSignUpDocument, `cancelSignUp:${mine.id}`, { signUpId: mine.id })
  }
  return (
    <Card>
      <Box className="strong">{span(shift.startsAt, shift.endsAt, language)}</Box>
      <Box className="soft p">{free > 0 ? t('free', { n: free }) : t('full')}</Box>
      {mine && (
        <Box className="p">
          <Tag tone="done">{word('SignUpState', mine.state, language)}</Tag>
          {mine.position != null && t('place', { n: mine.position })}
          {mine.attendance && t('present', { time: clock(mine.attendance.checkedInAt) })}
        </Box>
      )}
      {!off && led && <Button onTap={() => go(`/pages/activities/roll?id=${shift.id}`)}>{t('roll')}</Button>}
      {!off && !mine && <Button second={led} onTap={() => void signUp()}>{t(free > 0 ? 'signUp' : 'wait')}</Button>}
      {/* Whoever sees the code is called by somebody else. */}
      {!off && !led && mine?.state === 'SEATED' && underWay && !mine.attendance?.checkedOutAt && <Code place={{ id: shift.id, name }} out={Boolean(mine.attendance)} />}
      {!off && mine && !mine.attendance && <Remind topic="VOLUNTEERING" />}
      {!off && mine && !mine.attendance && <Button second onTap={() => void cancel()}>{t('cancel')}</Button>}
    </Card>
  )
}

function Code({ place, out }: { place: Place; out: boolean }) {
  const t = useWords(activities)
  const [code, setCode] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const send = async () => {
    setFault(null)
    if (await checkIn(place, code, out ? 'CHECK_OUT' : 'CHECK_IN', setFault)) setCode('')
  }
  return (
    <>
      {canScan && <Button onTap={() => void openScan()}>{t('scan')}</Button>}
      <Field label={t('code')} kind="number" max={20} value={code} fault={fault} onChange={(text) => setCode(digitsIn(text, 6))} />
      <Button second={canScan} disabled={code.length < 6} onTap={() => void send()}>{t(out ? 'checkOut' : 'checkIn')}</Button>
    </>
  )
}
