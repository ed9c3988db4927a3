import { useState } from 'react'
import { values, word } from '@/shared/words'
import { useList } from '@/ask'
import { AreasDocument, type PairingPageQuery, type ScreenPurpose } from '@/gql/graphql'
import { useLanguage } from '@/settings'
import { Box, Button, Chips, Field, List, Row, Words } from '@/ui'
import { useWords } from '@/words'
import { pairing as words } from '@/words/pairing'

type Area = Extract<PairingPageQuery['viewer']['roles'][number]['node'], { __typename: 'Area' }>
interface Place { id: string; name: string; kind: string }

/** A screen of a hall to be, as far as it is chosen. */
export interface Draft {
  community: Place | null
  purpose: ScreenPurpose
  name: string
}

const WIDER = ['CITY', 'DISTRICT', 'STREET']

/** The areas that somebody answers for: a community itself, or what it lies in. */
export const answersFor = (viewer: PairingPageQuery['viewer']): Area[] =>
  viewer.roles.flatMap(({ node }) => (node.__typename === 'Area' && (node.kind === 'COMMUNITY' || WIDER.includes(node.kind)) ? [node] : []))

export function ScreenForm({ areas, draft, fault, change }: { areas: Area[]; draft: Draft; fault: string | null; change(part: Partial<Draft>): void }) {
  const t = useWords(words)
  const language = useLanguage()
  const [looking, setLooking] = useState(false)
  const many = areas.length > 1 || areas[0]?.kind !== 'COMMUNITY'
  return (
    <>
      <Words className="name">{t('community')}</Words>
      {draft.community && !looking ? (
        <>
          <Row title={draft.community.name} />
          {many && <Button second onTap={() => setLooking(true)}>{t('otherCommunity')}</Button>}
        </>
      ) : (
        <Communities
          areas={areas}
          choose={(community) => {
            setLooking(false)
            change({ community })
          }}
        />
      )}
      <Words className="name">{t('purpose')}</Words>
      <Chips label={t('purpose')} of={values<ScreenPurpose>('ScreenPurpose')} chosen={draft.purpose} word={(one) => word('ScreenPurpose', one, language)} onChoose={(purpose) => change({ purpose })} />
      <Field label={t('name')} hint={t('nameHint')} max={30} value={draft.name} fault={fault} onChange={(name) => change({ name })} />
    </>
  )
}

/** Down from what somebody answers for to one community. */
function Communities({ areas, choose }: { areas: Area[]; choose(community: Place): void }) {
  const t = useWords(words)
  const language = useLanguage()
  const [path, setPath] = useState<Place[]>(areas.length === 1 ? areas : [])
  const here = path[path.length - 1]
  const list = useList(AreasDocument, { parentId: here?.id ?? null }, (data) => data.areas, { skip: !here })
  const open = (area: Place) => (area.kind === 'COMMUNITY' ? choose(area) : setPath([...path, area]))
  const line = (area: Place) => <Row key={area.id} title={area.name} note={word('AreaKind', area.kind, language)} onTap={() => open(area)} />
  return (
    <>
      <Box className="p soft">{here ? path.map((area) => area.name).join(' › ') : t('chooseCommunity')}</Box>
      {path.length > (areas.length === 1 ? 1 : 0) && <Button second onTap={() => setPath(path.slice(0, -1))}>‹ {path[path.length - 2]?.name ?? t('community')}</Button>}
      {here ? <List list={list} empty={null}>{line}</List> : areas.map(line)}
    </>
  )
}
