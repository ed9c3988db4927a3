import { useEffect } from 'react'
import { useRouter } from '@tarojs/taro'
import { day, dayAndClock } from '@/shared/time'
import { word } from '@/shared/words'
import { act, toast } from '@/api'
import { useAsk } from '@/ask'
import { MarkNoticesReadDocument, NoticePageDocument, type NoticePageQuery } from '@/gql/graphql'
import { openFile } from '@/platform'
import { useLanguage } from '@/settings'
import { Box, Card, Empty, Fold, Page, Photos, Row, Shown, Tag, Title } from '@/ui'
import { useWords } from '@/words'
import { board } from '@/words/pages'

type Whole = Extract<NonNullable<NoticePageQuery['node']>, { __typename: 'Notice' }>

export default function Notice() {
  const t = useWords(board)
  const { id = '' } = useRouter().params
  const asked = useAsk(NoticePageDocument, { id })
  const notice = asked.data?.node?.__typename === 'Notice' ? asked.data.node : null
  const unread = notice?.readByMe === false
  useEffect(() => {
    if (unread) void act(MarkNoticesReadDocument, `markNoticesRead:${id}`, { noticeIds: [id] }, () => true)
  }, [unread, id])
  return (
    <Page title={notice?.title ?? t('notice')}>
      <Shown asked={asked}>{() => (notice ? <Told notice={notice} /> : <Empty text={t('gone')} />)}</Shown>
    </Page>
  )
}

function Told({ notice }: { notice: Whole }) {
  const t = useWords(board)
  const language = useLanguage()
  return (
    <>
      <Box className="p soft">
        {notice.pinned && <Tag>{t('pinned')}</Tag>}
        {word('NoticeCategory', notice.category, language)} · {dayAndClock(notice.publishedAt, language)} · {t('by', { area: notice.area.name, name: notice.author.shownName })}
        {notice.expiresAt && ` · ${t('until', { day: day(notice.expiresAt, language) })}`}
      </Box>
      <Card>
        {notice.withdrawnAt && <Box className="p"><Tag tone="wait">{t('off')}</Tag> {notice.withdrawReason && t('withdrawn', { why: notice.withdrawReason })}</Box>}
        {notice.text && <Box as="p" className="p">{notice.text}</Box>}
        <Photos photos={notice.photos} />
      </Card>
      {notice.attachments.length > 0 && <Title>{t('files')}</Title>}
      {notice.attachments.map((file) => <File key={file.id} file={file} />)}
      <Versions notice={notice} />
    </>
  )
}

function File({ file }: { file: Whole['attachments'][number] }) {
  const t = useWords(board)
  const kind = file.kind === 'PDF' ? 'pdf' : 'xlsx'
  const size = file.bytes < 1_000_000 ? `${Math.ceil(file.bytes / 1000)} kB` : `${(file.bytes / 1_000_000).toFixed(1)} MB`
  const open = async () => {
    if (!(await openFile(file.url, kind))) toast(t('fileFailed'))
  }
  return <Row title={file.name} note={t('size', { kind: file.kind, n: size })} onTap={() => void open()} />
}

/** What it said before it was edited. */
function Versions({ notice }: { notice: Whole }) {
  const t = useWords(board)
  const language = useLanguage()
  const earlier = notice.versions.filter((one) => one.version !== notice.version)
  if (earlier.length === 0 || !notice.editedAt) return null
  return (
    <>
      <Title>{t('edited', { n: notice.version - 1, day: dayAndClock(notice.editedAt, language) })}</Title>
      {earlier.map((one) => (
        <Fold key={one.version} title={t('earlier', { n: one.version, day: dayAndClock(one.writtenAt, language) })} note={one.title}>
          <Box as="p" className="p">{one.text}</Box>
          <Box className="soft">{one.author.shownName}</Box>
        </Fold>
      ))}
    </>
  )
}
