import { dayAndClock, duration } from '@/shared/time'
import { word } from '@/shared/words'
import { useList } from '@/ask'
import { PassbookDocument } from '@/gql/graphql'
import { useLanguage } from '@/settings'
import { Box, Card, Empty, List, Page } from '@/ui'
import { useWords } from '@/words'
import { bank } from '@/words/pages'

export default function Passbook() {
  const t = useWords(bank)
  const language = useLanguage()
  const list = useList(PassbookDocument, {}, (data) => data.viewer.bankAccount?.entries)
  return (
    <Page title={t('passbook')}>
      <List list={list} empty={<Empty text={t('noEntries')} />}>
        {(entry) => (
          <Card>
            <Box className="row">
              <Box className="grow strong">{entry.why.title}</Box>
              <Box className="strong">{entry.balanceChange > 0 ? '+' : ''}{entry.balanceChange}</Box>
            </Box>
            <Box className="soft">{word('PointSource', entry.why.source, language)} · {word('Movement', entry.movement, language)} · {dayAndClock(entry.bookedAt, language)} · {t('after', { n: entry.balanceAfter })}</Box>
            {entry.why.minutes != null && <Box className="soft">{duration(entry.why.minutes, language)}</Box>}
            {entry.why.rule && <Box className="soft">{t('rule', { version: entry.why.rule.version, n: entry.why.rule.points })}</Box>}
            {entry.why.note && <Box>{entry.why.note}</Box>}
            <Box className="soft">{t('by', { name: entry.why.confirmer.shownName })}</Box>
          </Card>
        )}
      </List>
    </Page>
  )
}
