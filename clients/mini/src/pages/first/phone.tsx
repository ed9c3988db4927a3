import { useState } from 'react'
import { day } from '@/shared/time'
import { digitsIn } from '@/shared/typed'
import { perform, toast } from '@/api'
import { useAsk } from '@/ask'
import { BindPhoneDocument, PhoneDocument } from '@/gql/graphql'
import { inBrowser, inDemo, phoneCodeOfDemo } from '@/platform'
import { back } from '@/places'
import { useLanguage } from '@/settings'
import { Box, Button, Card, Field, Page, Row, Shown, Tap } from '@/ui'
import { useWords } from '@/words'
import { phone as words } from '@/words/account'

export default function Phone() {
  const t = useWords(words)
  const language = useLanguage()
  const asked = useAsk(PhoneDocument, {})
  const bind = async (code: string | null) => {
    if (!code || !(await perform(BindPhoneDocument, { input: { code } }))) return
    toast(t('saved'))
    back()
  }
  return (
    <Page title={t('title')}>
      <Card><Box className="p">{t('why')}</Box></Card>
      <Shown asked={asked}>
        {({ viewer }) => (
          <>
            {viewer.phone && <Row title={t('now')} value={viewer.phone} />}
            {viewer.phoneLostAt && !viewer.phone && <Box className="p" role="status">{t('lost', { day: day(viewer.phoneLostAt, language) })}</Box>}
          </>
        )}
      </Shown>
      {inBrowser ? <InBrowser bind={bind} /> : <Tap className="button" openType="getPhoneNumber" onPhoneCode={(code) => void bind(code)}>{t('bind')}</Tap>}
    </Page>
  )
}

function InBrowser({ bind }: { bind(code: string): Promise<void> }) {
  const t = useWords(words)
  const [number, setNumber] = useState('')
  if (!inDemo()) return <Box className="p">{t('inWeChat')}</Box>
  return (
    <>
      <Box className="p soft">{t('demo')}</Box>
      <Field label={t('number')} kind="number" max={20} value={number} onChange={(text) => setNumber(digitsIn(text, 11))} />
      <Button disabled={!/^1\d{10}$/.test(number)} onTap={() => void bind(phoneCodeOfDemo(number))}>{t('save')}</Button>
    </>
  )
}
