import { useEffect } from 'react'
import { useRouter } from '@tarojs/taro'
import { dayAndClock } from '@/shared/time'
import { word } from '@/shared/words'
import { act } from '@/api'
import { useAsk } from '@/ask'
import { MarkNoticesReadDocument, NoticePageDocument } from '@/gql/graphql'
import { openFile } from '@/platform'
import { useLanguage } from '@/settings'
import { Box, Card, Empty, Page, Photos, Row, Shown, Title } from '@/ui'
import { useWords } from '@/words'
import { board } from '@/words/pages'

export default function Notice() {
  const t = useWords(board)
  const language = useLanguage()
  const { id = '' } = useRouter().params
  const asked = useAsk(NoticePageDocument, { id })
  const notice = asked.data?.node?.__typename === 'Notice' ? asked.data.node : null
  const unread = notice?.readByMe === false
  useEffect(() => {
    if (unread) void act(MarkNoticesReadDocument, `markNoticesRead:${id}`, { noticeIds: [id] }, () => true)
  }, [unread, id])
  return (
    <Page title={t('notice')}>
      <Shown asked={asked}>
        {() =>
          !notice ? (
            <Empty text={t('none')} />
          ) : (
            <>
              <Title>{notice.title}</Title>
              <Box className="soft p">{word('NoticeCategory', notice.category, language)} {dayAndClock(notice.publishedAt, language)}</Box>
              <Card>
                {notice.withdrawReason && <Box className="p">{t('withdrawn', { why: notice.withdrawReason })}</Box>}
                <Box as="p" className="p">{notice.text}</Box>
                <Photos photos={notice.photos} />
              </Card>
              {notice.attachments.length > 0 && <Title>{t('files')}</Title>}
              {notice.attachments.map((file) => <Row key={file.id} title={file.name} onTap={() => void openFile(file.url, file.kind === 'PDF' ? 'pdf' : 'xlsx')} />)}
            </>
          )
        }
      </Shown>
    </Page>
  )
}
