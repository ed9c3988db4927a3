import { useState } from 'react'
import { useRouter } from '@tarojs/taro'
import { day } from '@/shared/time'
import { digitsIn } from '@/shared/typed'
import { useAsk } from '@/ask'
import { DutyPointPageDocument } from '@/gql/graphql'
import { back } from '@/places'
import { canScan } from '@/platform'
import { openScan, Waiting } from '@/scan'
import { checkIn, type Place } from '@/scans'
import { useLanguage } from '@/settings'
import { Box, Button, Card, Empty, Field, Page, Shown } from '@/ui'
import { useWords } from '@/words'
import { duty as words } from '@/words/party'

export default function Point() {
  const t = useWords(words)
  const language = useLanguage()
  const { id = '' } = useRouter().params
  const asked = useAsk(DutyPointPageDocument, { id })
  const point = asked.data?.node?.__typename === 'DutyPoint' ? asked.data.node : null
  return (
    <Page title={point?.name ?? t('point')}>
      <Waiting />
      <Shown asked={asked}>
        {() =>
          !point ? (
            <Empty text={t('gone')} />
          ) : (
            <>
              <Card>
                <Box className="strong">{point.place}</Box>
                <Box className="soft">{point.community.name}</Box>
                <Box className="p">{point.closedAt ? t('closed', { day: day(point.closedAt, language) }) : t('how')}</Box>
              </Card>
              {!point.closedAt && <CheckIn place={{ id, name: point.name }} />}
            </>
          )
        }
      </Shown>
    </Page>
  )
}

function CheckIn({ place }: { place: Place }) {
  const t = useWords(words)
  const [code, setCode] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const send = async () => {
    setFault(null)
    if (await checkIn(place, code, 'DUTY', setFault)) back()
    else setCode('')
  }
  return (
    <>
      {canScan && <Button onTap={() => void openScan()}>{t('scan')}</Button>}
      <Field label={t('digits')} kind="number" max={20} value={code} fault={fault} onChange={(text) => setCode(digitsIn(text, 6))} />
      <Button second={canScan} disabled={code.length < 6} onTap={() => void send()}>{t('checkIn')}</Button>
    </>
  )
}
