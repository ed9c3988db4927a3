import { useRouter } from '@tarojs/taro'
import { dayAndClock } from '@/shared/time'
import { useList } from '@/ask'
import { DutyDocument } from '@/gql/graphql'
import { go } from '@/places'
import { useLanguage } from '@/settings'
import { Box, Card, Empty, List, Page, Row, Title } from '@/ui'
import { useWords } from '@/words'
import { duty as words } from '@/words/party'

export default function Duty() {
  const t = useWords(words)
  const language = useLanguage()
  const { community } = useRouter().params
  const list = useList(DutyDocument, { communityId: community ?? null }, (data) => data.viewer.dutyCheckIns)
  const points = list.data?.dutyPoints.edges.map(({ node }) => node) ?? []
  return (
    <Page title={t('title')}>
      {list.data && <Title>{t('points')}</Title>}
      {list.data && points.length === 0 && <Card><Box className="soft">{t('noPoints')}</Box></Card>}
      {points.map((point) => <Row key={point.id} title={point.name} note={point.place} onTap={() => go(`/pages/party/point?id=${point.id}`)} />)}
      {list.data && <Title>{t('mine')}</Title>}
      <List list={list} empty={<Empty text={t('none')} />}>
        {(one) => <Row title={one.dutyPoint.name} value={dayAndClock(one.checkedInAt, language)} />}
      </List>
    </Page>
  )
}
