import { useState } from 'react'
import { useRouter } from '@tarojs/taro'
import { api, enter, tell } from '@/api'
import { usePairing } from '@/pairing'
import { goInstead } from '@/places'
import { Box, Button, Card, Field, Page, QrCode, Skeleton, Tap } from '@/ui'
import { useWords } from '@/words'
import { pairing as words } from '@/words/pairing'

/** Where no WeChat logs a person in, the phone on which they use Linli does. */
export default function Login() {
  const t = useWords(words)
  const { to } = useRouter().params
  const [typing, setTyping] = useState(false)
  const [code, setCode] = useState('')
  const proceed = () => goInstead(to?.startsWith('/pages/') ? to : '/pages/home/index')
  const { pairing, seen, fault, again } = usePairing((login) => {
    api.session.begin(login)
    proceed()
  })
  const logIn = () =>
    enter(code.trim())
      .then((now) => now && proceed())
      .catch(tell)
  return (
    <Page start title={t('login')}>
      {pairing ? (
        <Card>
          <Box className="p">{t('how')}</Box>
          <QrCode text={pairing.qrText} label={t('letters')} />
          <Box className="big centre letters">{pairing.letters}</Box>
          <Box className="p soft centre">{t('thenDigits')}</Box>
          <Box className="big centre digits">{pairing.digits.slice(0, 3)} {pairing.digits.slice(3)}</Box>
          <Box className="p soft" role="status">{t(seen ? 'seen' : 'waiting')}</Box>
        </Card>
      ) : fault ? (
        <Card>
          <Box className="p" role="alert">{fault}</Box>
          <Button onTap={again}>{t('again')}</Button>
        </Card>
      ) : (
        <Skeleton cards={1} />
      )}
      {typing ? (
        <>
          <Field label={t('code')} value={code} max={100} onChange={setCode} />
          <Button second disabled={!code.trim()} onTap={() => void logIn()}>{t('enter')}</Button>
        </>
      ) : (
        <Tap className="soft" onTap={() => setTyping(true)}>{t('demo')}</Tap>
      )}
    </Page>
  )
}
