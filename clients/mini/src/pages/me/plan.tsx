import { day, dayAndClock, clock } from '@/shared/time'
import { word } from '@/shared/words'
import { act, confirm, toast } from '@/api'
import { useAsk } from '@/ask'
import { CancelSignUpDocument, PlanDocument, type PlannedFragment } from '@/gql/graphql'
import { go } from '@/places'
import { ScanButton, Waiting } from '@/scan'
import { useLanguage } from '@/settings'
import { Box, Button, Card, Empty, Page, Row, Shown, Tag, Tap, Title } from '@/ui'
import { useWords } from '@/words'
import { plan as words } from '@/words/plan'

/** What is ahead, by the day on which it begins. */
function byDay(plan: PlannedFragment[], name: (time: string) => string): [day: string, of: PlannedFragment[]][] {
  const days = new Map<string, PlannedFragment[]>()
  for (const one of plan) {
    const on = name(one.shift.startsAt)
    days.set(on, [...(days.get(on) ?? []), one])
  }
  return [...days]
}

export default function Plan() {
  const t = useWords(words)
  const language = useLanguage()
  // Kept on the phone: where one is going is looked up on the way.
  const asked = useAsk(PlanDocument, {}, { kept: 'plan' })
  return (
    <Page title={t('title')}>
      <Waiting />
      <Shown asked={asked}>
        {({ viewer }) => (
          <>
            {viewer.signUps.edges.length === 0 && <Empty text={t('none')} action={t('look')} onTap={() => go('/pages/activities/index')} />}
            {byDay(viewer.signUps.edges.map(({ node }) => node), (time) => day(time, language)).map(([on, plan]) => (
              <Box key={on}>
                <Title>{on}</Title>
                {plan.map((one) => <Planned key={one.id} one={one} />)}
              </Box>
            ))}
            {viewer.signUps.edges.length > 0 && <ScanButton />}
            {viewer.partyMembership?.state === 'CONFIRMED' && <Row title={t('duty')} onTap={() => go('/pages/party/duty')} />}
            <Row title={t('calendar')} onTap={() => go('/pages/me/calendar')} />
            <Row title={t('hours')} onTap={() => go('/pages/me/hours')} />
          </>
        )}
      </Shown>
    </Page>
  )
}

function Planned({ one: { id, state, position, attendance, shift } }: { one: PlannedFragment }) {
  const t = useWords(words)
  const language = useLanguage()
  const { activity } = shift
  const waits = state === 'WAITING'
  const now = Date.now()
  const cancel = async () => {
    if (!(await confirm(t(waits ? 'sureLine' : 'sure', { name: activity.title })))) return
    if (await act(CancelSignUpDocument, `cancelSignUp:${id}`, { signUpId: id })) toast(t('cancelled'))
  }
  return (
    <Card>
      <Tap className="line" onTap={() => go(`/pages/activities/activity?id=${activity.id}`)}>
        <Box className="strong">{activity.title}</Box>
        <Box>{clock(shift.startsAt)}–{clock(shift.endsAt)} {activity.place}</Box>
        <Box className="soft">
          <Tag tone={state === 'SEATED' ? 'done' : 'wait'}>{word('SignUpState', state, language)}</Tag>
          {waits && position != null && t('line', { n: position })}
        </Box>
      </Tap>
      {waits && <Box className="soft p">{t('offered')}</Box>}
      {state === 'SEATED' && !attendance && now < Date.parse(shift.cancelUntil) && shift.cancelUntil < shift.startsAt && <Box className="soft p">{t('until', { day: dayAndClock(shift.cancelUntil, language) })}</Box>}
      {(state === 'SEATED' || waits) && !attendance && now < Date.parse(shift.startsAt) && <Button second onTap={() => void cancel()}>{t(waits ? 'leave' : 'cancel')}</Button>}
    </Card>
  )
}
