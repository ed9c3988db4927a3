import { day, dayAndClock, duration, type Language } from '@/shared/time'
import { word } from '@/shared/words'
import { useList } from '@/ask'
import { PassbookDocument, type PassbookQuery } from '@/gql/graphql'
import { go, pageOf } from '@/places'
import { useLanguage } from '@/settings'
import { Box, Button, Empty, Fold, List, Page, Row } from '@/ui'
import { useWords } from '@/words'
import { bank } from '@/words/pages'

type Entry = NonNullable<PassbookQuery['viewer']['bankAccount']>['entries']['edges'][number]['node']

export default function Passbook() {
  const t = useWords(bank)
  const list = useList(PassbookDocument, {}, (data) => data.viewer.bankAccount?.entries)
  return (
    <Page title={t('passbook')}>
      <List list={list} empty={<Empty text={t('noEntries')} />}>
        {(entry) => <Line entry={entry} />}
      </List>
      <Row title={t('rules')} onTap={() => go('/pages/bank/rules')} />
    </Page>
  )
}

const ruleName = (rule: { behaviour: string; deed?: string | null }, language: Language): string => rule.deed ?? word('Behaviour', rule.behaviour, language)

function Line({ entry }: { entry: Entry }) {
  const t = useWords(bank)
  const language = useLanguage()
  const { why } = entry
  const page = why.source === 'DEED' ? null : pageOf(why.sourceId)
  return (
    <Fold
      title={why.title}
      note={`${word('Movement', entry.movement, language)} · ${dayAndClock(entry.bookedAt, language)}`}
      value={`${entry.balanceChange > 0 ? '+' : ''}${entry.balanceChange}`}
    >
      <Box>{word('PointSource', why.source, language)} · {t('after', { n: entry.balanceAfter })}</Box>
      {why.rule && why.minutes != null && <Box>{t('sum', { time: duration(why.minutes, language), points: why.rule.points, n: entry.points })}</Box>}
      {why.rule && why.minutes == null && <Box>{t('asRule', { rule: ruleName(why.rule, language), n: why.rule.points })}</Box>}
      {why.rule && <Box className="soft">{t('rule', { version: why.rule.version, day: day(why.rule.validFrom, language) })}{why.rule.dayCap != null && `，${t('dayCap', { n: why.rule.dayCap })}`}{why.rule.monthCap != null && `，${t('monthCap', { n: why.rule.monthCap })}`}</Box>}
      {why.note && <Box>{why.note}</Box>}
      <Box className="soft">{t('by', { name: why.confirmer.shownName })}</Box>
      {page && <Button second onTap={() => go(page)}>{t('deed')}</Button>}
    </Fold>
  )
}
