import { useState } from 'react'
import { useRouter } from '@tarojs/taro'
import { day } from '@/shared/time'
import { act, firstOf, toast } from '@/api'
import { useAsk } from '@/ask'
import { CheckInAtDutyPointDocument, DutyPointPageDocument } from '@/gql/graphql'
import { canScan, scan } from '@/platform'
import { back } from '@/places'
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
              {!point.closedAt && <CheckIn id={id} />}
            </>
          )
        }
      </Shown>
    </Page>
  )
}

function CheckIn({ id }: { id: string }) {
  const t = useWords(words)
  const [code, setCode] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const send = async (text: string) => {
    setFault(null)
    const done = await act(CheckInAtDutyPointDocument, `checkInAtDutyPoint:${id}`, { dutyPointId: id, code: text }, (failure) => {
      if (firstOf(failure)) return false
      setFault(failure.message)
      return true
    })
    if (!done) return setCode('')
    back()
    toast(t('done'))
  }
  const look = async () => {
    const text = await scan()
    if (text) await send(text)
  }
  return (
    <>
      {canScan && <Button onTap={() => void look()}>{t('scan')}</Button>}
      <Field label={t('digits')} kind="number" max={7} value={code} fault={fault} onChange={(text) => setCode(text.replace(/\D/g, '').slice(0, 6))} />
      <Button second={canScan} disabled={code.length < 6} onTap={() => void send(code)}>{t('checkIn')}</Button>
    </>
  )
}
