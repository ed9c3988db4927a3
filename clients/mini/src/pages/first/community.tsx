import { useState } from 'react'
import { word } from '@/shared/words'
import { confirm, perform, toast } from '@/api'
import { useAsk, useList } from '@/ask'
import { AreasDocument, HomeCommunityDocument, JoinCommunityDocument } from '@/gql/graphql'
import { go } from '@/places'
import { useLanguage } from '@/settings'
import { Box, Button, Empty, List, Page, Row } from '@/ui'
import { useWords } from '@/words'
import { first } from '@/words/pages'

export default function Community() {
  const t = useWords(first)
  const language = useLanguage()
  const [path, setPath] = useState<{ id: string; name: string }[]>([])
  const home = useAsk(HomeCommunityDocument, {}).data?.viewer.home?.community
  const list = useList(AreasDocument, { parentId: path[path.length - 1]?.id ?? null }, (data) => data.areas)
  const choose = async (area: { id: string; name: string; kind: string }) => {
    if (area.kind !== 'COMMUNITY') return setPath([...path, area])
    if (home?.id === area.id) return toast(t('same', { name: area.name }))
    // Nobody loses anything by moving without having been told.
    const sure = home ? confirm(t('move', { from: home.name, name: area.name }), t('moving')) : confirm(t('live', { name: area.name }))
    if (!(await sure)) return
    if (!(await perform(JoinCommunityDocument, { input: { communityId: area.id } }))) return
    toast(t('joined'))
    go('/pages/home/index')
  }
  return (
    <Page title={t('community')}>
      <Box className="p soft">{path.length > 0 ? path.map((area) => area.name).join(' › ') : t('communityHint')}</Box>
      {path.length > 0 && <Button second onTap={() => setPath(path.slice(0, -1))}>‹ {path[path.length - 2]?.name ?? t('root')}</Button>}
      <List list={list} empty={<Empty text={t('noArea')} />}>
        {(area) => <Row title={area.name} note={word('AreaKind', area.kind, language)} onTap={() => void choose(area)} />}
      </List>
    </Page>
  )
}
