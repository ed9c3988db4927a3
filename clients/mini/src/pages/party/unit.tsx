import { useState } from 'react'
import { confirm, perform, toast } from '@/api'
import { useList } from '@/ask'
import { AskPartyMembershipDocument, UnitsDocument } from '@/gql/graphql'
import { back } from '@/places'
import { Box, Button, Card, Empty, List, Page, Row, Title } from '@/ui'
import { useWords } from '@/words'
import { unit as words } from '@/words/party'

/** Units in their tree: the one that is shown can be named, and one goes on to its branches. */
export default function Unit() {
  const t = useWords(words)
  const [path, setPath] = useState<{ id: string; name: string }[]>([])
  const here = path[path.length - 1]
  const list = useList(UnitsDocument, { parentId: here?.id ?? null }, (data) => data.units)
  const name = async (unit: { id: string; name: string }) => {
    if (!(await confirm(t('sure', { name: unit.name }), t('yes')))) return
    const done = await perform(AskPartyMembershipDocument, { input: { unitId: unit.id } })
    if (!done) return
    back()
    toast(t(done.partyMembership?.state === 'CONFIRMED' ? 'confirmed' : 'asked'))
  }
  return (
    <Page title={t('title')}>
      {here ? (
        <>
          <Card><Box className="soft">{path.slice(0, -1).map((unit) => unit.name).join(' › ')}</Box><Box className="strong">{here.name}</Box></Card>
          <Button onTap={() => void name(here)}>{t('mine')}</Button>
          <Button second onTap={() => setPath(path.slice(0, -1))}>‹ {path[path.length - 2]?.name ?? t('root')}</Button>
          {list.items && list.items.length > 0 && <Title>{t('below')}</Title>}
        </>
      ) : (
        <Box className="p soft">{t('hint')}</Box>
      )}
      <List list={list} empty={here ? null : <Empty text={t('none')} />}>
        {(unit) => <Row title={unit.name} note={unit.area?.name} onTap={() => setPath([...path, unit])} />}
      </List>
    </Page>
  )
}
