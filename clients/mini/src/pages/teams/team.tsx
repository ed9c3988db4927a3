import { useRouter } from '@tarojs/taro'
import { day, span } from '@/shared/time'
import { word } from '@/shared/words'
import { act, confirm, toast } from '@/api'
import { useAsk, useList } from '@/ask'
import { JoinTeamDocument, LeaveTeamDocument, TeamActivitiesDocument, TeamMembersDocument, TeamPageDocument } from '@/gql/graphql'
import { back, go } from '@/places'
import { useLanguage } from '@/settings'
import { Box, Button, Card, Empty, List, Page, Row, Shown, Tag, Title } from '@/ui'
import { useWords } from '@/words'
import { team as words, teams } from '@/words/teams'

export default function Team() {
  const t = useWords(words)
  const each = useWords(teams)
  const language = useLanguage()
  const { id = '' } = useRouter().params
  const asked = useAsk(TeamPageDocument, { id })
  const team = asked.data?.node?.__typename === 'Team' ? asked.data.node : null
  const join = async () => {
    const undo = asked.change((data) => (data.node?.__typename === 'Team' ? { ...data, node: { ...data.node, joined: true, size: data.node.size + 1 } } : data))
    if (await act(JoinTeamDocument, `joinTeam:${id}`, { teamId: id })) toast(t('joined'))
    else undo()
  }
  const leave = async () => {
    if (!(await confirm(t(team?.size === 1 ? 'sureClose' : 'sureLeave')))) return
    const done = await act(LeaveTeamDocument, `leaveTeam:${id}`, { teamId: id })
    if (done) toast(t('left'))
    if (done?.closedAt) back()
  }
  return (
    <Page title={team?.name || t('title')}>
      <Shown asked={asked}>
        {({ viewer }) =>
          !team ? (
            <Empty text={t('gone')} />
          ) : (
            <>
              <Card>
                <Box className="p">{team.joined && <Tag tone="done">{t('isIn')}</Tag>}{each('size', { n: team.size })}</Box>
                <Box>{team.captain.id === viewer.id ? each('led') : each('captain', { name: team.captain.shownName })}</Box>
                <Box className="soft">{team.closedAt ? t('closed', { day: day(team.closedAt, language) }) : t('since', { day: day(team.foundedAt, language) })}</Box>
                {team.textState === 'HELD' && <Box className="p">{each('held')}</Box>}
                {team.removalReason && <Box className="p">{each('removed', { why: team.removalReason })}</Box>}
              </Card>
              {!team.joined && !team.closedAt && <Button onTap={() => void join()}>{t('join')}</Button>}
              <Activities teamId={id} />
              {team.joined && <Members teamId={id} captain={team.captain.id} me={viewer.id} />}
              {team.joined && <Button second onTap={() => void leave()}>{t('leave')}</Button>}
            </>
          )
        }
      </Shown>
    </Page>
  )
}

function Activities({ teamId }: { teamId: string }) {
  const t = useWords(words)
  const language = useLanguage()
  const list = useList(TeamActivitiesDocument, { teamId }, (data) => data.activities)
  return (
    <>
      <Title>{t('activities')}</Title>
      <List list={list} empty={<Card><Box className="soft">{t('noActivities')}</Box></Card>}>
        {(one) => (
          <Row
            title={one.title}
            note={<>{one.cancelledAt && <Tag tone="wait">{word('SignUpState', 'CALLED_OFF', language)}</Tag>}{span(one.startsAt, one.endsAt, language)} {one.place}</>}
            onTap={() => go(`/pages/activities/activity?id=${one.id}`)}
          />
        )}
      </List>
    </>
  )
}

function Members({ teamId, captain, me }: { teamId: string; captain: string; me: string }) {
  const t = useWords(words)
  const list = useList(TeamMembersDocument, { id: teamId }, (data) => (data.node?.__typename === 'Team' ? data.node.members : null))
  return (
    <>
      <Title>{t('members')}</Title>
      <List list={list} empty={null}>
        {(member) => <Row title={member.shownName} value={member.id === captain ? t('captain') : member.id === me ? t('you') : undefined} />}
      </List>
    </>
  )
}
