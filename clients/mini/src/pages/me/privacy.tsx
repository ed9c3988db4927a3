import { day, dayAndClock } from '@/shared/time'
import { act, confirm, toast } from '@/api'
import { useList } from '@/ask'
import { PrivacyDocument, WithdrawConsentDocument } from '@/gql/graphql'
import { go } from '@/places'
import { useLanguage } from '@/settings'
import { Box, Button, Card, List, Page, Row, Tag, Tap, Title } from '@/ui'
import { useWords } from '@/words'
import { me } from '@/words/pages'
import { getCopy } from './copy'

export default function Privacy() {
  const t = useWords(me)
  const language = useLanguage()
  const list = useList(PrivacyDocument, {}, (data) => data.viewer.dataAccessLog)
  const consent = list.data?.viewer.consent
  const copy = async () => {
    if (!(await getCopy())) toast(t('exportFailed'))
  }
  const withdraw = async () => {
    if (await confirm(t('sureWithdraw'), t('withdraw'))) await act(WithdrawConsentDocument, 'withdrawConsent', {})
  }
  return (
    <Page title={t('privacy')}>
      {list.data && (
        <>
          <Title>{t('consent')}</Title>
          <Card>
            <Box className="p">{consent ? t('consentSince', { day: day(consent.givenAt, language), n: consent.version }) : t('noConsent')}</Box>
            {consent && !consent.current && <Box className="p"><Tag tone="wait">{t('consentOld')}</Tag></Box>}
            <Button second onTap={() => go('/pages/first/consent')}>{t('read')}</Button>
            {consent && <Tap className="soft" onTap={() => void withdraw()}>{t('withdraw')}</Tap>}
          </Card>
        </>
      )}
      <Title>{t('seen')}</Title>
      <List list={list} empty={<Card><Box className="soft">{t('nobody')}</Box></Card>}>
        {(one) => <Row title={one.shownTo.shownName} note={t('seenNote', { wish: one.wishTitle, day: dayAndClock(one.at, language) })} />}
      </List>
      <Title>{t('mine')}</Title>
      <Row title={t('export')} onTap={() => void copy()} />
      <Row title={t('sessions')} onTap={() => go('/pages/me/sessions')} />
      <Row title={t('erase')} onTap={() => go('/pages/me/erase')} />
    </Page>
  )
}
