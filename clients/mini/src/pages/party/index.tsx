import { useState } from 'react'
import { day } from '@/shared/time'
import { word } from '@/shared/words'
import { act, confirm, toast } from '@/api'
import { useList } from '@/ask'
import { AskReportInDocument, EndReportInDocument, PartyDocument, type PartyQuery, type ReportInLineFragment } from '@/gql/graphql'
import { go } from '@/places'
import { Remind } from '@/remind'
import { useLanguage } from '@/settings'
import { Box, Button, Card, ErrorView, Field, Page, Row, Skeleton, Tag, Title } from '@/ui'
import { useWords } from '@/words'
import { party as words } from '@/words/party'

type Viewer = PartyQuery['viewer']

/** Being a party member in office, and serving the community where one lives. */
export default function Party() {
  const t = useWords(words)
  const list = useList(PartyDocument, {}, (data) => data.viewer.reportIns)
  const viewer = list.data?.viewer
  return (
    <Page title={t('title')}>
      {!viewer ? list.failure ? <ErrorView failure={list.failure} retry={list.retry} /> : <Skeleton /> : <Standing viewer={viewer} reportIns={list.items ?? []} />}
      {list.hasMore && <Button second onTap={list.more}>{t('earlier')}</Button>}
    </Page>
  )
}

function Standing({ viewer, reportIns }: { viewer: Viewer; reportIns: ReportInLineFragment[] }) {
  const t = useWords(words)
  const language = useLanguage()
  const membership = viewer.partyMembership
  const mayAsk = !membership || membership.state === 'DECLINED'
  return (
    <>
      {membership ? (
        <Card>
          <Box className="row">
            <Box className="grow strong">{membership.unit?.name ?? t('unit')}</Box>
            <Tag tone={membership.state === 'CONFIRMED' ? 'done' : 'wait'}>{word('PartyState', membership.state, language)}</Tag>
          </Box>
          {membership.unit?.parent && <Box className="soft">{membership.unit.parent.name}</Box>}
          {membership.state !== 'CONFIRMED' && <Box className="soft">{t('since', { day: day(membership.askedAt, language) })}</Box>}
          {membership.state === 'PENDING' && <Box className="p">{t('pending')} {!viewer.phone && t('pendingPhone')}</Box>}
          {membership.state === 'DECLINED' && <Box className="p">{t('declined')}</Box>}
        </Card>
      ) : (
        <Card><Box className="p">{t('intro')}</Box></Card>
      )}
      {mayAsk && <Needs viewer={viewer} />}
      {mayAsk && <Button disabled={!viewer.home || !viewer.realName} onTap={() => go('/pages/party/unit')}>{t('find')}</Button>}
      {membership?.state === 'PENDING' && !viewer.phone && <Button onTap={() => go('/pages/first/phone')}>{t('phone')}</Button>}
      {membership?.state === 'PENDING' && <Remind topic="PARTY" />}
      {membership?.state === 'CONFIRMED' && <ReportIns viewer={viewer} all={reportIns} />}
    </>
  )
}

/** What the roster is compared with; each missing thing leads to where it is given. */
function Needs({ viewer }: { viewer: Viewer }) {
  const t = useWords(words)
  return (
    <>
      <Title>{t('needs')}</Title>
      <Row title={t('community')} value={viewer.home?.community.name ?? t('missing')} onTap={viewer.home ? undefined : () => go('/pages/first/community')} />
      <Row title={t('name')} value={viewer.realName || t('missing')} onTap={viewer.realName ? undefined : () => go('/pages/first/name')} />
      <Row title={t('phone')} value={viewer.phone || t('missing')} onTap={viewer.phone ? undefined : () => go('/pages/first/phone')} />
    </>
  )
}

function ReportIns({ viewer, all }: { viewer: Viewer; all: ReportInLineFragment[] }) {
  const t = useWords(words)
  const live = all.find(({ state }) => state === 'ASKED' || state === 'ACTIVE')
  const home = viewer.home?.community
  const received = live?.acceptedAt ? live : all.find((one) => one.acceptedAt)
  const earlier = all.filter((one) => one !== live)
  const ask = async () => {
    if (await act(AskReportInDocument, 'askReportIn', {})) toast(t('asked'))
  }
  return (
    <>
      <Title>{t('reportIn')}</Title>
      {live ? (
        <Line one={live} elsewhere={home && home.id !== live.community.id ? home.name : null} />
      ) : (
        <>
          <Card><Box className="p">{t('reportInIntro')}</Box>{all[0]?.state === 'REFUSED' && <Box>{t('again')}</Box>}</Card>
          {home ? <Button onTap={() => void ask()}>{t('report', { name: home.name })}</Button> : <Button onTap={() => go('/pages/first/community')}>{t('community')}</Button>}
        </>
      )}
      {live?.state === 'ASKED' && <Remind topic="PARTY" />}
      {received && <Row title={t('duty')} note={t('dutyNote')} onTap={() => go(`/pages/party/duty?community=${received.community.id}`)} />}
      <Row title={t('hours')} onTap={() => go('/pages/me/hours')} />
      {live?.state === 'ACTIVE' && <Row title={t('plan')} onTap={() => go('/pages/activities/index')} />}
      {live && <End key={live.id} one={live} />}
      {earlier.length > 0 && <Title>{t('earlier')}</Title>}
      {earlier.map((one) => <Line key={one.id} one={one} elsewhere={null} />)}
    </>
  )
}

function Line({ one, elsewhere }: { one: ReportInLineFragment; elsewhere: string | null }) {
  const t = useWords(words)
  const language = useLanguage()
  return (
    <Card>
      <Box className="row">
        <Box className="grow strong">{one.community.name}</Box>
        <Tag tone={one.state === 'ACTIVE' ? 'done' : one.state === 'ASKED' ? 'now' : ''}>{word('ReportInState', one.state, language)}</Tag>
      </Box>
      <Box className="soft">{one.unit.name}</Box>
      {one.state === 'ASKED' && <Box>{t('waiting', { day: day(one.askedAt, language) })}</Box>}
      {one.acceptedAt && <Box>{t('active', { day: day(one.acceptedAt, language) })}</Box>}
      {one.endedAt && <Box>{t('ended', { day: day(one.endedAt, language), why: one.endReason ?? '' })}</Box>}
      {one.refusedAt && <Box>{t('refused', { day: day(one.refusedAt, language), why: one.refuseReason ?? '' })}</Box>}
      {elsewhere && <Box className="p">{t('moved', { name: elsewhere })}</Box>}
    </Card>
  )
}

function End({ one }: { one: ReportInLineFragment }) {
  const t = useWords(words)
  const [ending, setEnding] = useState(false)
  const [why, setWhy] = useState('')
  const end = async (reason: string) => {
    if (await act(EndReportInDocument, `endReportIn:${one.id}`, { reportInId: one.id, reason })) setEnding(false)
  }
  const withdraw = async () => {
    if (await confirm(t('sureWithdraw'), t('withdraw'))) await end(t('withdrawWhy'))
  }
  if (one.state === 'ASKED') return <Button second onTap={() => void withdraw()}>{t('withdraw')}</Button>
  if (!ending) return <Button second onTap={() => setEnding(true)}>{t('end')}</Button>
  return (
    <Card>
      <Field label={t('endWhy')} hint={t('endHint')} max={200} value={why} onChange={setWhy} />
      <Button disabled={!why.trim()} onTap={() => void end(why.trim())}>{t('endSend')}</Button>
    </Card>
  )
}
