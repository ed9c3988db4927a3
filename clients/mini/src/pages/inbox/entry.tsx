import { useState } from 'react'
import { dayAndClock } from '@/shared/time'
import { values, word } from '@/shared/words'
import { act } from '@/api'
import { useList } from '@/ask'
import { InboxDocument, MarkInboxReadDocument, type InboxTopic } from '@/gql/graphql'
import { go, pageOf } from '@/places'
import { useLanguage } from '@/settings'
import { Box, Button, Chips, Empty, List, Page, Row, Tag, unread } from '@/ui'
import { useWords } from '@/words'
import { inbox } from '@/words/pages'

// Messages of WeChat open this page with the id of their entry, too.
export default function Inbox() {
  const t = useWords(inbox)
  const language = useLanguage()
  const [topic, setTopic] = useState<InboxTopic | 'ALL'>('ALL')
  const list = useList(InboxDocument, { topic: topic === 'ALL' ? null : topic }, (data) => data.viewer.inbox)
  const read = async (ids: string[] | null) => {
    const undo = list.change((entry) => (!ids || ids.includes(entry.id) ? { ...entry, readAt: entry.readAt ?? new Date().toISOString() } : entry))
    const done = await act(MarkInboxReadDocument, `markInboxRead:${ids?.join() ?? 'all'}`, { entryIds: ids })
    if (done) unread.set(done.unreadCount)
    else undo()
  }
  return (
    <Page title={t('title')}>
      <Box className="extra">
        <Chips label={t('title')} of={['ALL', ...values<InboxTopic>('InboxTopic')] as (InboxTopic | 'ALL')[]} chosen={topic} word={(one) => (one === 'ALL' ? t('all') : word('InboxTopic', one, language))} onChoose={setTopic} />
      </Box>
      {(list.data?.viewer.inboxUnreadCount ?? 0) > 0 && <Button second onTap={() => void read(null)}>{t('readAll')}</Button>}
      <List list={list} empty={<Empty text={t('none')} />}>
        {(entry) => (
          <Row
            title={entry.text}
            note={<>{!entry.readAt && <Tag tone="now">{t('isNew')}</Tag>}{dayAndClock(entry.toldAt, language)}</>}
            onTap={() => {
              if (!entry.readAt) void read([entry.id])
              const page = pageOf(entry.aboutId)
              if (page) go(page)
            }}
          />
        )}
      </List>
    </Page>
  )
}
