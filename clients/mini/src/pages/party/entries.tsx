import { useState } from 'react'
import { useRouter } from '@tarojs/taro'
import { dayAndClock, duration } from '@/shared/time'
import { values, word } from '@/shared/words'
import { useList } from '@/ask'
import { UnitMemberEntriesDocument, type RecordKind } from '@/gql/graphql'
import { useLanguage } from '@/settings'
import { Chips, Empty, List, Page, Row } from '@/ui'
import { useWords } from '@/words'
import { record as words } from '@/words/party'

/** The entries behind the figures of one party member. */
export default function Entries() {
  const t = useWords(words)
  const language = useLanguage()
  const { unit = '', member = '', name = '', from = '', to = '', kind: first = 'HOURS' } = useRouter().params
  const [kind, setKind] = useState(first as RecordKind)
  const list = useList(UnitMemberEntriesDocument, { unitId: unit, memberId: member, kind, from, to }, (data) => data.unitMemberEntries)
  return (
    <Page title={decodeURIComponent(name) || t('entries')}>
      <Chips label={t('entries')} of={values<RecordKind>('RecordKind')} chosen={kind} word={(one) => word('RecordKind', one, language)} onChoose={setKind} />
      <List list={list} empty={<Empty text={t('noEntries')} />}>
        {(entry) => (
          <Row
            title={entry.title ?? word('RecordKind', kind, language)}
            note={`${entry.communityName} · ${dayAndClock(entry.at, language)}`}
            value={entry.minutes == null ? undefined : duration(entry.minutes, language)}
          />
        )}
      </List>
    </Page>
  )
}
