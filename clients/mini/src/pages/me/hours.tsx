import { day, duration } from '@/shared/time'
import { word } from '@/shared/words'
import { useList } from '@/ask'
import { MyHoursDocument, type MyHoursQuery } from '@/gql/graphql'
import { go } from '@/places'
import { useLanguage } from '@/settings'
import { Box, Button, Card, Empty, Fold, List, Page, Stars, Tag, Title } from '@/ui'
import { useWords } from '@/words'
import { hours as words } from '@/words/hours'

type Account = MyHoursQuery['viewer']['hours']
type Entry = Account['entries']['edges'][number]['node']

export default function MyHours() {
  const t = useWords(words)
  const list = useList(MyHoursDocument, {}, (data) => data.viewer.hours.entries)
  const account = list.data?.viewer.hours
  return (
    <Page title={t('title')}>
      {account && <Standing account={account} />}
      {account && account.totalMinutes > 0 && <Button onTap={() => go('/pages/me/certificates')}>{t('certificates')}</Button>}
      {list.items && list.items.length > 0 && <Title>{t('entries')}</Title>}
      <List list={list} empty={<Empty text={t('none')} action={t('look')} onTap={() => go('/pages/activities/index')} />}>
        {(entry) => <Line entry={entry} />}
      </List>
    </Page>
  )
}

function Standing({ account }: { account: Account }) {
  const t = useWords(words)
  const language = useLanguage()
  const { star, starMinutes, starRule, totalMinutes } = account
  const next = starRule.hours[star]
  return (
    <Card>
      <Box className="soft">{t('total')}</Box>
      <Box className="big">{duration(totalMinutes, language)}</Box>
      <Stars n={star} label={star > 0 ? t('star', { n: star }) : t('noStar')} />
      {starRule.window === 'CALENDAR_YEAR' && starMinutes !== totalMinutes && <Box className="soft">{t('year')} {duration(starMinutes, language)}</Box>}
      <Box className="soft">{next === undefined ? t('top') : t('next', { time: duration(Math.max(0, next * 60 - starMinutes), language), n: star + 1 })}</Box>
    </Card>
  )
}

function Line({ entry }: { entry: Entry }) {
  const t = useWords(words)
  const language = useLanguage()
  return (
    <Fold
      title={entry.activityTitle}
      note={<>{entry.voidedAt && <Tag tone="wait">{t('off')}</Tag>}{day(entry.day, language)} · {word('HoursHow', entry.how, language)}</>}
      value={duration(entry.minutes, language)}
    >
      <Box className="p">{t('why')}</Box>
      <Box>{t('by', { name: entry.confirmer.shownName })}</Box>
      <Box>{t('at', { name: entry.community.name, day: day(entry.grantedAt, language) })}</Box>
      {entry.reason && <Box>{t('corrected', { why: entry.reason })}</Box>}
      {entry.voidReason && <Box>{t('voided', { why: entry.voidReason })}</Box>}
      {entry.shift && <Button second onTap={() => go(`/pages/activities/activity?id=${entry.shift!.id}`)}>{t('shift')}</Button>}
    </Fold>
  )
}
