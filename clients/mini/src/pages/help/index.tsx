import { useState } from 'react'
import { day } from '@/shared/time'
import { values, word } from '@/shared/words'
import { useList } from '@/ask'
import { MyWishesDocument, WishesDocument, type WishCategory, type WishLineFragment, type WishState } from '@/gql/graphql'
import { go } from '@/places'
import { useLanguage } from '@/settings'
import { Box, Button, Chips, Empty, List, Page, Row, Tag, Title } from '@/ui'
import { useWords } from '@/words'
import { help } from '@/words/pages'

const TONES: Partial<Record<WishState, 'wait' | 'done' | 'now'>> = { PENDING_REVIEW: 'wait', FULFILLED: 'now', CONFIRMED: 'done' }

function Line({ wish }: { wish: WishLineFragment }) {
  const language = useLanguage()
  const t = useWords(help)
  return (
    <Row
      title={wish.title}
      note={
        <>
          <Tag tone={TONES[wish.state] ?? ''}>{word('WishState', wish.state, language)}</Tag>
          {wish.urgency === 'URGENT' && <Tag tone="now">{word('Urgency', wish.urgency, language)}</Tag>}
          {word('WishKind', wish.kind, language)} {wish.grid?.name} {day(wish.postedAt, language)}
          {wish.neededBy && ` · ${t('by', { day: day(wish.neededBy, language) })}`}
        </>
      }
      onTap={() => go(`/pages/help/wish?id=${wish.id}`)}
    />
  )
}

function Feed() {
  const t = useWords(help)
  const language = useLanguage()
  const [category, setCategory] = useState<WishCategory | 'ALL'>('ALL')
  const list = useList(WishesDocument, { filter: category === 'ALL' ? null : { category } }, (data) => data.wishes)
  return (
    <>
      <Box className="extra">
        <Chips label={t('wishes')} of={['ALL', ...values<WishCategory>('WishCategory')] as (WishCategory | 'ALL')[]} chosen={category} word={(one) => (one === 'ALL' ? t('all') : word('WishCategory', one, language))} onChoose={setCategory} />
      </Box>
      <List list={list} empty={<Empty text={t('none')} />}>{(wish) => <Line wish={wish} />}</List>
    </>
  )
}

function Mine() {
  const t = useWords(help)
  const list = useList(MyWishesDocument, {}, (data) => data.viewer.wishes)
  const claimed = list.data?.viewer.claims.edges.flatMap(({ node }) => (node.wish && node.claim.state !== 'GIVEN_BACK' && node.claim.state !== 'LAPSED' ? [{ id: node.claim.id, wish: node.wish }] : [])) ?? []
  return (
    <>
      <List list={list} empty={<Empty text={t('noneMine')} />}>{(wish) => <Line wish={wish} />}</List>
      {claimed.length > 0 && <Title>{t('claims')}</Title>}
      {claimed.map(({ id, wish }) => <Line key={id} wish={wish} />)}
    </>
  )
}

export default function Help() {
  const t = useWords(help)
  const [shown, setShown] = useState<'wishes' | 'mine'>('wishes')
  return (
    <Page tab="help" title={t('title')}>
      <Chips label={t('title')} of={['wishes', 'mine', 'activities']} chosen={shown} word={(one) => t(one as 'wishes')} onChoose={(one) => (one === 'activities' ? go('/pages/activities/index') : setShown(one as 'mine'))} />
      <Button onTap={() => go('/pages/help/post')}>{t('post')}</Button>
      {shown === 'wishes' ? <Feed /> : <Mine />}
    </Page>
  )
}
