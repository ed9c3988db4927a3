import { useEffect } from 'react'
import { day, dayAndClock, span } from '@/shared/time'
import { useAsk } from '@/ask'
import { HomeDocument } from '@/gql/graphql'
import { go, pageOf } from '@/places'
import { pieces } from '@/pieces'
import { ScanButton, Waiting } from '@/scan'
import { useSettings } from '@/settings'
import { Box, Button, Card, Page, Row, Shown, Tag, unread } from '@/ui'
import { useWords } from '@/words'
import { home } from '@/words/pages'
import { plan } from '@/words/plan'

export default function Home() {
  const t = useWords(home)
  const p = useWords(plan)
  const { language, elder } = useSettings()
  const asked = useAsk(HomeDocument, {}, { kept: 'home' })
  const count = asked.data?.viewer.inboxUnreadCount
  useEffect(() => {
    if (count !== undefined) unread.set(count)
  }, [count])
  return (
    <Page tab="home" title={asked.data ? t('hello', { name: asked.data.viewer.shownName || t('you') }) : '邻里'}>
      <Waiting />
      <Shown asked={asked}>
        {({ viewer }) => {
          if (!viewer.home)
            return (
              <Card>
                <Box className="p">{t(viewer.consent?.current ? 'community' : 'consent')}</Box>
                <Button onTap={() => go(viewer.consent?.current ? '/pages/first/community' : '/pages/first/consent')}>{t('find')}</Button>
              </Card>
            )
          const confirm = viewer.wishes.edges.map((edge) => edge.node).filter((wish) => wish.state === 'FULFILLED')
          const ready = viewer.bankAccount?.redemptions.edges.map((edge) => edge.node).filter((one) => one.state === 'HELD') ?? []
          const held = viewer.claims.edges.map((edge) => edge.node).filter(({ claim }) => claim.state === 'HELD')
          const shift = viewer.signUps.edges[0]?.node
          const nothing = confirm.length + ready.length + held.length === 0 && !shift
          return (
            <>
              <Box className="soft p">{viewer.home.community.name}</Box>
              {confirm.map((wish) => <Row key={wish.id} title={wish.title} note={<Tag tone="now">{t('toConfirm')}</Tag>} onTap={() => go(`/pages/help/wish?id=${wish.id}`)} />)}
              {ready.map((one) => <Row key={one.id} title={t('ready', { name: pieces(one) })} note={one.pickUp} onTap={() => go(`/pages/bank/redemption?id=${one.id}`)} />)}
              {held.map(({ claim, wish }) => <Row key={claim.id} title={wish?.title ?? ''} note={t('toDo', { day: day(claim.dueAt, language) })} onTap={wish ? () => go(`/pages/help/wish?id=${wish.id}`) : undefined} />)}
              {shift && (
                <Row
                  title={shift.shift.activity.title}
                  note={<><Tag>{t('shift')}</Tag>{span(shift.shift.startsAt, shift.shift.endsAt, language)} {shift.shift.activity.place}</>}
                  onTap={() => go(`/pages/activities/activity?id=${shift.shift.activity.id}`)}
                />
              )}
              {shift && <ScanButton />}
              {shift && <Row title={p('title')} onTap={() => go('/pages/me/plan')} />}
              {nothing && <Card><Box className="p">{t('nothing')}</Box></Card>}
              <Row title={t('inbox')} value={viewer.inboxUnreadCount > 0 ? t('unread', { n: viewer.inboxUnreadCount >= 100 ? '99+' : viewer.inboxUnreadCount }) : ''} onTap={() => go('/pages/inbox/entry')} />
              <Box className="extra">
                {viewer.inbox.edges.map(({ node }) => (
                  <Row key={node.id} title={node.text} note={dayAndClock(node.toldAt, language)} onTap={() => go(pageOf(node.aboutId) ?? '/pages/inbox/entry')} />
                ))}
              </Box>
              <Row title={t('balance')} value={<Box className="strong">{viewer.bankAccount?.balance ?? 0}</Box>} onTap={() => go('/pages/bank/index')} />
              {/* In large type it is not among the tabs. */}
              {elder && <Row title={t('board')} onTap={() => go('/pages/board/index')} />}
              <Button onTap={() => go('/pages/help/post')}>{t('post')}</Button>
              <Button second onTap={() => go('/pages/help/index')}>{t('look')}</Button>
              {!shift && <ScanButton />}
            </>
          )
        }}
      </Shown>
    </Page>
  )
}
