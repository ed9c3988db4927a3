import { act } from '@/api'
import { useAsk } from '@/ask'
import { GiveConsentDocument, PolicyDocument } from '@/gql/graphql'
import { back, goInstead } from '@/places'
import { Box, Button, Card, Page, Shown } from '@/ui'
import { useWords } from '@/words'
import { app } from '@/words/app'
import { first } from '@/words/pages'

export default function Consent() {
  const t = useWords(first)
  const later = useWords(app)
  const asked = useAsk(PolicyDocument, {})
  const agree = async (version: number) => {
    if (await act(GiveConsentDocument, `giveConsent:${version}`, { version })) goInstead('/pages/first/community')
  }
  return (
    <Page title={t('consent')}>
      <Shown asked={asked}>
        {({ privacyPolicy, viewer }) => (
          <>
            <Card><Box as="p" className="p">{privacyPolicy.text}</Box></Card>
            {!viewer.consent?.current && <Button onTap={() => void agree(privacyPolicy.version)}>{t('agree')}</Button>}
            <Button second onTap={back}>{later(viewer.consent?.current ? 'back' : 'later')}</Button>
          </>
        )}
      </Shown>
    </Page>
  )
}
