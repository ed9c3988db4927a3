import { dayAndClock } from '@/shared/time'
import { perform } from '@/api'
import { useAsk } from '@/ask'
import { LogOutEverywhereDocument, SessionsDocument } from '@/gql/graphql'
import { leave } from '@/leave'
import { useLanguage } from '@/settings'
import { Button, Page, Row, Shown } from '@/ui'
import { useWords } from '@/words'
import { me } from '@/words/pages'

export default function Sessions() {
  const t = useWords(me)
  const language = useLanguage()
  const asked = useAsk(SessionsDocument, {})
  const out = async () => {
    if (await perform(LogOutEverywhereDocument, {})) leave()
  }
  return (
    <Page title={t('sessions')}>
      <Shown asked={asked}>
        {({ viewer }) => <>{viewer.sessions.map((one) => <Row key={one.id} title={one.device} note={dayAndClock(one.refreshedAt, language)} value={one.current ? t('here') : ''} />)}</>}
      </Shown>
      <Button second onTap={() => void out()}>{t('outAll')}</Button>
    </Page>
  )
}
