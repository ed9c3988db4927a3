import { day } from '@/shared/time'
import { values, word } from '@/shared/words'
import { act, confirm, toast } from '@/api'
import { useAsk } from '@/ask'
import { EndFeedDocument, FeedsDocument, RenewFeedAddressDocument, type FeedKind } from '@/gql/graphql'
import { copy } from '@/platform'
import { useLanguage } from '@/settings'
import { Box, Button, Card, Page, Shown, Tap } from '@/ui'
import { useWords } from '@/words'
import { calendar as words } from '@/words/hours'

export default function Calendar() {
  const t = useWords(words)
  const asked = useAsk(FeedsDocument, {})
  return (
    <Page title={t('title')}>
      <Box className="p">{t('intro')}</Box>
      <Shown asked={asked}>
        {({ viewer }) => <>{values<FeedKind>('FeedKind').map((kind) => <Feed key={kind} kind={kind} feed={viewer.feeds.find((feed) => feed.kind === kind)} />)}</>}
      </Shown>
    </Page>
  )
}

function Feed({ kind, feed }: { kind: FeedKind; feed?: { url: string; madeAt: string } }) {
  const t = useWords(words)
  const language = useLanguage()
  const renew = async () => {
    if (feed && !(await confirm(t('sureRenew')))) return
    await act(RenewFeedAddressDocument, `renewFeedAddress:${kind}`, { kind })
  }
  const hand = async (text: string) => {
    toast(t((await copy(text)) ? 'copied' : 'notCopied'))
  }
  const end = async () => {
    if ((await confirm(t('sureEnd'))) && (await act(EndFeedDocument, `endFeed:${kind}`, { kind }))) toast(t('ended'))
  }
  return (
    <Card>
      <Box className="strong">{word('FeedKind', kind, language)}</Box>
      <Box className="p soft">{t(kind)}</Box>
      {!feed && <Button second onTap={() => void renew()}>{t('make')}</Button>}
      {feed && (
        <>
          <Box className="p break">{feed.url}</Box>
          <Box className="p soft">{t('secret')} {t('since', { day: day(feed.madeAt, language) })}</Box>
          <Button second onTap={() => void hand(feed.url)}>{t('copy')}</Button>
          <Box className="row">
            <Tap className="soft grow" onTap={() => void renew()}>{t('renew')}</Tap>
            <Tap className="soft" onTap={() => void end()}>{t('end')}</Tap>
          </Box>
        </>
      )}
    </Card>
  )
}
