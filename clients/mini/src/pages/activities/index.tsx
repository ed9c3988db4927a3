import { span } from '@/shared/time'
import { word } from '@/shared/words'
import { useList } from '@/ask'
import { ActivitiesDocument } from '@/gql/graphql'
import { go } from '@/places'
import { ScanButton, Waiting } from '@/scan'
import { useLanguage } from '@/settings'
import { Empty, List, Page, Row, Tag } from '@/ui'
import { useWords } from '@/words'
import { activities } from '@/words/pages'

export default function Activities() {
  const t = useWords(activities)
  const language = useLanguage()
  const list = useList(ActivitiesDocument, {}, (data) => data.activities)
  return (
    <Page title={t('title')}>
      <Waiting />
      <ScanButton />
      <List list={list} empty={<Empty text={t('none')} />}>
        {(activity) => {
          const free = activity.shifts.reduce((sum, shift) => sum + Math.max(0, shift.capacity - shift.taken), 0)
          const mine = activity.shifts.find((shift) => shift.mySignUp && ['SEATED', 'WAITING'].includes(shift.mySignUp.state))?.mySignUp
          return (
            <Row
              title={activity.title}
              note={
                <>
                  {activity.cancelledAt && <Tag tone="wait">{word('SignUpState', 'CALLED_OFF', language)}</Tag>}
                  {mine && <Tag tone="done">{word('SignUpState', mine.state, language)}</Tag>}
                  {span(activity.startsAt, activity.endsAt, language)} {activity.place} · {free > 0 ? t('free', { n: free }) : t('full')}
                </>
              }
              onTap={() => go(`/pages/activities/activity?id=${activity.id}`)}
            />
          )
        }}
      </List>
    </Page>
  )
}
