import { day } from '@/shared/time'
import { word } from '@/shared/words'
import { useAsk } from '@/ask'
import { RulesDocument } from '@/gql/graphql'
import { useLanguage } from '@/settings'
import { Box, Card, Empty, Page, Row, Shown, Title } from '@/ui'
import { useWords } from '@/words'
import { bank } from '@/words/pages'

const SHEET = ['issued', 'withMembers', 'onHold', 'redeemed', 'expired'] as const

export default function Rules() {
  const t = useWords(bank)
  const language = useLanguage()
  const asked = useAsk(RulesDocument, {})
  return (
    <Page title={t('rules')}>
      <Shown asked={asked}>
        {({ moralBank: { rules, balanceSheet } }) => (
          <>
            {rules.length === 0 && <Empty text={t('noRules')} />}
            {rules.map((rule) => {
              const caps = [rule.dayCap != null && t('dayCap', { n: rule.dayCap }), rule.monthCap != null && t('monthCap', { n: rule.monthCap })].filter(Boolean)
              return (
                <Card key={rule.id}>
                  <Box className="row">
                    <Box className="grow strong">{rule.deed ?? word('Behaviour', rule.behaviour, language)}</Box>
                    <Box className="strong">{rule.points === 0 ? t('ended') : t(rule.behaviour === 'HOUR' ? 'perHour' : 'perDeed', { n: rule.points })}</Box>
                  </Box>
                  {rule.points > 0 && <Box>{caps.length > 0 ? caps.join(language === 'zh' ? '，' : ', ') : t('noCap')}</Box>}
                  <Box className="soft">{t('since', { version: rule.version, day: day(rule.validFrom, language) })}</Box>
                </Card>
              )
            })}
            <Title>{t('sheet')}</Title>
            {SHEET.map((name) => <Row key={name} title={t(name)} value={t('points', { n: balanceSheet[name] })} />)}
          </>
        )}
      </Shown>
    </Page>
  )
}
