import { useState } from 'react'
import { dayAndClock } from '@/shared/time'
import { values, word } from '@/shared/words'
import { useList } from '@/ask'
import { BoardDocument, type NoticeCategory } from '@/gql/graphql'
import { go } from '@/places'
import { useLanguage } from '@/settings'
import { Chips, Empty, List, Page, Row, Tag } from '@/ui'
import { useWords } from '@/words'
import { board } from '@/words/pages'

export default function Board() {
  const t = useWords(board)
  const language = useLanguage()
  const [category, setCategory] = useState<NoticeCategory | 'ALL'>('ALL')
  const list = useList(BoardDocument, { category: category === 'ALL' ? null : category }, (data) => data.noticeBoard)
  return (
    <Page tab="board" title={t('title')}>
      <Chips label={t('title')} of={['ALL', ...values<NoticeCategory>('NoticeCategory')] as (NoticeCategory | 'ALL')[]} chosen={category} word={(one) => (one === 'ALL' ? t('all') : word('NoticeCategory', one, language))} onChoose={setCategory} />
      <List list={list} empty={<Empty text={t('none')} />}>
        {(notice) => (
          <Row
            title={notice.title}
            note={
              <>
                {!notice.readByMe && <Tag tone="now">{t('unread')}</Tag>}
                {notice.pinned && <Tag>{t('pinned')}</Tag>}
                {word('NoticeCategory', notice.category, language)} {dayAndClock(notice.publishedAt, language)}
              </>
            }
            onTap={() => go(`/pages/board/notice?id=${notice.id}`)}
          />
        )}
      </List>
    </Page>
  )
}
