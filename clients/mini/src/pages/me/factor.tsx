import { useState } from 'react'
import { perform, toast } from '@/api'
import { useAsk } from '@/ask'
import { EnrolSecondFactorDocument, SecondFactorDocument } from '@/gql/graphql'
import { GiveCode } from '@/factor'
import { copy } from '@/platform'
import { back } from '@/places'
import { Box, Button, Card, Page, QrCode, Shown } from '@/ui'
import { useWords } from '@/words'
import { factor as words } from '@/words/factor'

/** A code for this login; and first the app that makes them, where there is none yet. */
export default function Factor() {
  const t = useWords(words)
  const asked = useAsk(SecondFactorDocument, {})
  return (
    <Page title={t('title')}>
      <Shown asked={asked}>
        {({ viewer }) => {
          if (viewer.secondFactor === 'NOT_NEEDED' || viewer.secondFactor === 'GIVEN') return <Card><Box className="p" role="status">{t(viewer.secondFactor === 'GIVEN' ? 'given' : 'notNeeded')}</Box></Card>
          return (
            <>
              <Card><Box className="p">{t('why')}</Box></Card>
              {viewer.secondFactor === 'NOT_ENROLLED' ? <Enrol /> : <GiveCode given={back} />}
              {viewer.secondFactor === 'CODE_NEEDED' && <Box className="p soft">{t('lost')}</Box>}
            </>
          )
        }}
      </Shown>
    </Page>
  )
}

// Asked for by a tap: each secret ends the one before.
function Enrol() {
  const t = useWords(words)
  const [uri, setUri] = useState<string | null>(null)
  const enrol = async () => {
    const secret = await perform(EnrolSecondFactorDocument, {})
    if (secret) setUri(secret.uri)
  }
  if (!uri) return <Button onTap={() => void enrol()}>{t('start')}</Button>
  const key = /[?&]secret=([^&]+)/.exec(uri)?.[1] ?? uri
  const take = async () => {
    toast(t((await copy(key)) ? 'copied' : 'notCopied'))
  }
  return (
    <>
      <Card>
        <Box className="p">{t('how')}</Box>
        <QrCode text={uri} label={t('qr')} />
        <Box className="soft">{t('key')}</Box>
        <Box className="p strong break key">{key}</Box>
        <Button second onTap={() => void take()}>{t('copy')}</Button>
      </Card>
      <GiveCode given={back} />
    </>
  )
}
