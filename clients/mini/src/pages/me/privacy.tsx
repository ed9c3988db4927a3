import { day, dayAndClock } from '@/shared/time'
import { act, api, bearer, confirm, toast } from '@/api'
import { useList } from '@/ask'
import { EraseAccountDocument, PrivacyDocument, WithdrawConsentDocument } from '@/gql/graphql'
import { openFile } from '@/platform'
import { go } from '@/places'
import { useLanguage } from '@/settings'
import { Box, Button, Card, Empty, List, Page, Row, Title } from '@/ui'
import { useWords } from '@/words'
import { me } from '@/words/pages'

export default function Privacy() {
  const t = useWords(me)
  const language = useLanguage()
  const list = useList(PrivacyDocument, {}, (data) => data.viewer.dataAccessLog)
  const consent = list.data?.viewer.consent
  const copy = async () => {
    if (!(await openFile('/export', 'json', await bearer()))) toast(t('exportFailed'))
  }
  const withdraw = async () => {
    if (await confirm(t('sureWithdraw'))) await act(WithdrawConsentDocument, 'withdrawConsent', {})
  }
  const erase = async () => {
    if (!(await confirm(t('sureErase'), language === 'zh' ? '注销' : 'Erase'))) return
    if (!(await act(EraseAccountDocument, 'eraseAccount', {}))) return
    api.session.end()
    toast(t('gone'))
    go('/pages/home/index')
  }
  return (
    <Page title={t('privacy')}>
      <Card>
        <Box className="p">{consent ? t('consentSince', { day: day(consent.givenAt, language), n: consent.version }) : t('noConsent')}</Box>
        <Button second onTap={() => go('/pages/first/consent')}>{t('read')}</Button>
        {consent && <Button second onTap={() => void withdraw()}>{t('withdraw')}</Button>}
      </Card>
      <Button second onTap={() => void copy()}>{t('export')}</Button>
      <Title>{t('seen')}</Title>
      <List list={list} empty={<Empty text={t('nobody')} />}>
        {(one) => <Row title={one.shownTo.shownName} note={`${one.wishTitle} · ${dayAndClock(one.at, language)}`} />}
      </List>
      <Button second onTap={() => void erase()}>{t('erase')}</Button>
    </Page>
  )
}
