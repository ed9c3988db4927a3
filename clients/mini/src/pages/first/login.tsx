import { useState } from 'react'
import { enter, tell } from '@/api'
import { go } from '@/places'
import { Box, Button, Card, Field, Page } from '@/ui'
import { useWords } from '@/words'
import { first } from '@/words/pages'

export default function Login() {
  const t = useWords(first)
  const [code, setCode] = useState('')
  const logIn = () =>
    enter(code.trim())
      .then((now) => now && go('/pages/home/index'))
      .catch(tell)
  return (
    <Page title={t('login')}>
      <Card><Box className="p">{t('link')}</Box></Card>
      <Field label={t('code')} value={code} max={100} onChange={setCode} />
      <Button disabled={!code.trim()} onTap={() => void logIn()}>{t('enter')}</Button>
    </Page>
  )
}
