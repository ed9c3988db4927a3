import { useState } from 'react'
import { act, toast } from '@/api'
import { useList } from '@/ask'
import { useDraft } from '@/draft'
import { FoundTeamDocument, TeamsDocument, type TeamLineFragment } from '@/gql/graphql'
import { go } from '@/places'
import { Button, Card, Empty, Field, List, Page, Row, Tag, Title } from '@/ui'
import { useWords } from '@/words'
import { teams as words } from '@/words/teams'

export default function Teams() {
  const t = useWords(words)
  const list = useList(TeamsDocument, {}, (data) => data.teams)
  const viewer = list.data?.viewer
  const mine = viewer?.teams.edges.map((edge) => edge.node) ?? []
  const others = list.items && { ...list, items: list.items.filter((team) => !team.joined) }
  return (
    <Page title={t('title')}>
      {mine.length > 0 && <Title>{t('mine')}</Title>}
      {mine.map((team) => <Line key={team.id} team={team} me={viewer?.id} />)}
      {list.items && <Title>{t('near')}</Title>}
      <List list={others ?? list} empty={<Empty text={t(mine.length > 0 ? 'noOther' : 'none')} />}>
        {(team) => <Line team={team} me={viewer?.id} />}
      </List>
      {viewer && <Found />}
    </Page>
  )
}

function Line({ team, me }: { team: TeamLineFragment; me?: string }) {
  const t = useWords(words)
  return (
    <Row
      title={team.name || t('unnamed')}
      note={team.removalReason ? t('removed', { why: team.removalReason }) : team.captain.id === me ? <Tag tone="done">{t('led')}</Tag> : t('captain', { name: team.captain.shownName })}
      value={t('size', { n: team.size })}
      onTap={() => go(`/pages/teams/team?id=${team.id}`)}
    />
  )
}

function Found() {
  const t = useWords(words)
  const [open, setOpen] = useState(false)
  const [name, setName] = useDraft('team', '')
  const [fault, setFault] = useState<string | null>(null)
  const found = async () => {
    setFault(null)
    const done = await act(FoundTeamDocument, 'foundTeam', { name }, (failure) => {
      const ours = ['TEAM_NAME_TAKEN', 'TEXT_RISKY'].includes(failure.code) || ('field' in failure && failure.field === 'name')
      if (ours) setFault(failure.message)
      return ours
    })
    if (!done) return
    setName(null)
    setOpen(false)
    toast(t(done.textState === 'HELD' ? 'held' : 'founded'))
    go(`/pages/teams/team?id=${done.id}`)
  }
  if (!open) return <Button second onTap={() => setOpen(true)}>{t('found')}</Button>
  return (
    <Card>
      <Field label={t('name')} hint={t('nameHint')} max={30} value={name} fault={fault} onChange={setName} />
      <Button disabled={!name.trim()} onTap={() => void found()}>{t('send')}</Button>
    </Card>
  )
}
