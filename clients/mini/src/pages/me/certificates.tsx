import { useState } from 'react'
import { day, dayOf, duration } from '@/shared/time'
import { word } from '@/shared/words'
import { act, confirm, toast } from '@/api'
import { useList } from '@/ask'
import { IssueCertificateDocument, MyCertificatesDocument, RevokeCertificateDocument, type MyCertificatesQuery } from '@/gql/graphql'
import { copy, openFile } from '@/platform'
import { useLanguage } from '@/settings'
import { Box, Button, Card, Chips, Empty, Field, Fold, List, Page, QrCode, Tag, Tap, Title } from '@/ui'
import { useWords } from '@/words'
import { certificates as words } from '@/words/hours'

type Paper = MyCertificatesQuery['viewer']['certificates']['edges'][number]['node']
type Days = 'thisYear' | 'lastYear' | 'everything' | 'chosen'

/** No hours are older than this. */
const BEGIN = '2020-01-01'

export default function Certificates() {
  const t = useWords(words)
  const list = useList(MyCertificatesDocument, {}, (data) => data.viewer.certificates)
  return (
    <Page title={t('title')}>
      <Issue />
      <Title>{t('mine')}</Title>
      <List list={list} empty={<Empty text={t('none')} />}>
        {(paper) => <Certificate paper={paper} />}
      </List>
    </Page>
  )
}

function Issue() {
  const t = useWords(words)
  const today = dayOf(Date.now())
  const year = Number(today.slice(0, 4))
  const [days, setDays] = useState<Days>('thisYear')
  const [from, setFrom] = useState(`${year}-01-01`)
  const [to, setTo] = useState(today)
  const [fault, setFault] = useState<{ field: string | null; message: string } | null>(null)
  const span = {
    thisYear: { from: `${year}-01-01`, to: today },
    lastYear: { from: `${year - 1}-01-01`, to: `${year - 1}-12-31` },
    everything: { from: BEGIN, to: today },
    chosen: { from, to },
  }[days]
  const issue = async () => {
    setFault(null)
    const done = await act(IssueCertificateDocument, 'issueCertificate', span, (failure) => {
      const field = 'field' in failure ? failure.field : failure.more.field
      setFault({ field: field ?? null, message: failure.message })
      return days === 'chosen' && (field === 'from' || field === 'to')
    })
    if (done) toast(t('issued'))
  }
  const faultOf = (field: string) => (fault?.field === field ? fault.message : null)
  return (
    <Card>
      <Box className="p">{t('intro')}</Box>
      <Chips label={t('days')} of={['thisYear', 'lastYear', 'everything', 'chosen'] as Days[]} chosen={days} word={t} onChoose={setDays} />
      {days === 'chosen' && (
        <>
          <Field label={t('from')} kind="date" value={from} fault={faultOf('from')} onChange={setFrom} />
          <Field label={t('to')} kind="date" value={to} fault={faultOf('to')} onChange={setTo} />
        </>
      )}
      <Button onTap={() => void issue()}>{t('issue')}</Button>
    </Card>
  )
}

function Certificate({ paper }: { paper: Paper }) {
  const t = useWords(words)
  const language = useLanguage()
  const valid = paper.state === 'VALID'
  const open = async () => {
    if (paper.url && !(await openFile(paper.url, 'pdf'))) toast(t('failed'))
  }
  const hand = async (text: string) => {
    toast(t((await copy(text)) ? 'copied' : 'notCopied'))
  }
  const revoke = async () => {
    if (await confirm(t('sure'))) await act(RevokeCertificateDocument, `revokeCertificate:${paper.id}`, { certificateId: paper.id })
  }
  return (
    <Card>
      <Box className="row">
        <Box className="grow strong">{t('days2', { from: day(paper.from, language), to: day(paper.to, language) })}</Box>
        <Tag tone={valid ? 'done' : 'wait'}>{word('CertificateState', paper.state, language)}</Tag>
      </Box>
      <Box>{t('what', { time: duration(paper.minutes, language), n: paper.shifts })}</Box>
      <Box className="soft p">{t('number', { number: paper.number })}</Box>
      {paper.revokedAt && <Box className="p">{t('revoked', { day: day(paper.revokedAt, language) })} {paper.revokeReason && t('why', { why: paper.revokeReason })}</Box>}
      {valid && paper.url && <Button second onTap={() => void open()}>{t('open')}</Button>}
      {valid && (
        <Fold plain title={t('verify')}>
          <Box className="p">{t('verifyText')}</Box>
          <QrCode text={paper.verifyUrl} label={t('verify')} />
          <Box className="p soft break">{paper.verifyUrl}</Box>
          <Button second onTap={() => void hand(paper.verifyUrl)}>{t('copy')}</Button>
          <Tap className="soft" onTap={() => void revoke()}>{t('revoke')}</Tap>
        </Fold>
      )}
    </Card>
  )
}
