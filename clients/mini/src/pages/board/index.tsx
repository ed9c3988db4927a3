import { useState } from 'react'
import { day } from '@/shared/time'
import { values, word } from '@/shared/words'
import { act } from '@/api'
import { useList } from '@/ask'
import { BoardDocument, MarkNoticesReadDocument, type NoticeCategory } from '@/gql/graphql'
import { go } from '@/places'
import { useLanguage } from '@/settings'
import { Box, Chips, Empty, List, Page, Row, Tag, Tap } from '@/ui'
import { useWords } from '@/words'
import { board } from '@/words/pages'

export default function Board() {
  const t = useWords(board)
  const language = useLanguage()
  const [category, setCategory] = useState<NoticeCategory | 'ALL'>('ALL')
  const list = useList(BoardDocument, { category: category === 'ALL' ? null : category }, (data) => data.noticeBoard)
  const unread = list.items?.filter((notice) => !notice.readByMe).map((notice) => notice.id) ?? []
  const readAll = async () => {
    const undo = list.change((notice) => ({ ...notice, readByMe: true }))
    if (!(await act(MarkNoticesReadDocument, 'markNoticesRead:all', { noticeIds: unread.slice(0, 100) }))) undo()
  }
  return (
    <Page tab="board" title={t('title')}>
      <Chips label={t('title')} of={['ALL', ...values<NoticeCategory>('NoticeCategory')] as (NoticeCategory | 'ALL')[]} chosen={category} word={(one) => (one === 'ALL' ? t('all') : word('NoticeCategory', one, language))} onChoose={setCategory} />
      {unread.length > 0 && list.data && (
        <Box className="row">
          <Box className="grow soft">{t('unreadCount', { n: category !== 'ALL' ? unread.length : list.data.unreadNoticeCount >= 100 ? '99+' : list.data.unreadNoticeCount })}</Box>
          <Tap className="soft" onTap={() => void readAll()}>{t('readAll')}</Tap>
        </Box>
      )}
      <List list={list} empty={<Empty text={t('none')} />}>
        {(notice) => (
          <Row
            title={notice.title}
            note={
              <>
                {!notice.readByMe && <Tag tone="now">{t('unread')}</Tag>}
                {notice.readAt && notice.editedAt && notice.editedAt > notice.readAt && <Tag tone="wait">{t('changed')}</Tag>}
                {notice.withdrawnAt && <Tag tone="wait">{t('off')}</Tag>}
                {notice.pinned && <Tag>{t('pinned')}</Tag>}
                {word('NoticeCategory', notice.category, language)} · {notice.area.name} · {day(notice.publishedAt, language)}
              </>
            }
            onTap={() => go(`/pages/board/notice?id=${notice.id}`)}
          />
        )}
      </List>
    </Page>
  )
}
