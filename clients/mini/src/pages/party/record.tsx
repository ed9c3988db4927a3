import { useState } from 'react'
import { useRouter } from '@tarojs/taro'
import { dayOf, duration } from '@/shared/time'
import { ask, act, confirm, perform, tell, toast } from '@/api'
import { useAsk, useList } from '@/ask'
import { DecidePartyMembershipDocument, MakeUnitRecordDocument, PendingPartyMembersDocument, SheetStateDocument, UnitRecordPageDocument, type RecordKind, type UnitRecordPageQuery } from '@/gql/graphql'
import { openFile } from '@/platform'
import { go } from '@/places'
import { useLanguage } from '@/settings'
import { Box, Button, Card, Chips, Empty, List, Page, Row, Title } from '@/ui'
import { useWords } from '@/words'
import { record as words } from '@/words/party'

type Line = UnitRecordPageQuery['unitRecord']['edges'][number]['node']
type Period = 'quarter' | 'year' | 'lastYear'

function span(period: Period): { from: string; to: string } {
  const to = dayOf(Date.now())
  const year = Number(to.slice(0, 4))
  const begun = Math.floor((Number(to.slice(5, 7)) - 1) / 3) * 3 + 1
  if (period === 'lastYear') return { from: `${year - 1}-01-01`, to: `${year - 1}-12-31` }
  return { from: period === 'year' ? `${year}-01-01` : `${year}-${String(begun).padStart(2, '0')}-01`, to }
}

/** What the party members of a unit did, for its liaison. */
export default function Record() {
  const t = useWords(words)
  const language = useLanguage()
  const { unit = '' } = useRouter().params
  const [period, setPeriod] = useState<Period>('year')
  const days = span(period)
  const list = useList(UnitRecordPageDocument, { unitId: unit, ...days }, ({ unitRecord }) => ({
    ...unitRecord,
    edges: unitRecord.edges.map(({ node }) => ({ node: { ...node, id: node.person.id } })),
  }))
  const entries = ({ person, minutes, wishes, checkIns }: Line) => {
    const kind: RecordKind = minutes > 0 ? 'HOURS' : wishes > 0 ? 'WISH' : checkIns > 0 ? 'CHECK_IN' : 'REPORT_IN'
    go(`/pages/party/entries?unit=${unit}&member=${person.id}&name=${encodeURIComponent(person.shownName)}&kind=${kind}&from=${days.from}&to=${days.to}`)
  }
  return (
    <Page title={t('title')}>
      <Waiting unit={unit} />
      <Chips label={t('period')} of={['quarter', 'year', 'lastYear'] as Period[]} chosen={period} word={t} onChoose={setPeriod} />
      <Box className="p soft">{t('note')}</Box>
      <List list={list} empty={<Empty text={t('none')} />}>
        {(line) => (
          <Row
            title={line.person.shownName || t('unknown')}
            note={t('figures', { r: line.reportIns, c: line.checkIns, w: line.wishes, time: duration(line.minutes, language) })}
            onTap={() => entries(line)}
          />
        )}
      </List>
      {list.items && list.items.length > 0 && <Sheet key={period} unit={unit} days={days} />}
    </Page>
  )
}

/** Those who say that they are of this unit, for the liaison to decide. */
function Waiting({ unit }: { unit: string }) {
  const t = useWords(words)
  const asked = useAsk(PendingPartyMembersDocument, { unitId: unit })
  const node = asked.data?.node
  const people = node?.__typename === 'Unit' ? (node.pendingPartyMembers?.edges.map((edge) => edge.node) ?? []) : []
  const decide = async (memberId: string, yes: boolean, name: string) => {
    if (!yes && !(await confirm(t('sureDecline', { name }), t('decline')))) return
    if (await perform(DecidePartyMembershipDocument, { input: { unitId: unit, memberId, confirm: yes } })) toast(t('decided'))
  }
  if (people.length === 0) return null
  return (
    <>
      <Title>{t('waiting')}</Title>
      {people.map(({ id, shownName }) => (
        <Card key={id}>
          <Box className="p strong">{shownName || t('unknown')}</Box>
          <Button onTap={() => void decide(id, true, shownName)}>{t('confirm')}</Button>
          <Button second onTap={() => void decide(id, false, shownName)}>{t('decline')}</Button>
        </Card>
      ))}
    </>
  )
}

const EVERY = 1_500
const TRIES = 20

function Sheet({ unit, days }: { unit: string; days: { from: string; to: string } }) {
  const t = useWords(words)
  const [making, setMaking] = useState(false)
  const make = async () => {
    setMaking(true)
    try {
      const sheet = await act(MakeUnitRecordDocument, `makeUnitRecord:${unit}`, { unitId: unit, ...days })
      for (let tried = 0; sheet && tried < TRIES; tried += 1) {
        const { node } = await ask(SheetStateDocument, { id: sheet.id })
        if (node?.__typename === 'Spreadsheet' && node.url) {
          if (!(await openFile(node.url, 'xlsx'))) toast(t('sheetFailed'))
          return
        }
        if (node?.__typename !== 'Spreadsheet' || node.state === 'FAILED') return toast(t('sheetFailed'))
        await new Promise((resume) => setTimeout(resume, EVERY))
      }
    } catch (failure) {
      tell(failure)
    } finally {
      setMaking(false)
    }
  }
  return <Button second disabled={making} onTap={() => void make()}>{t(making ? 'making' : 'sheet')}</Button>
}
