import { useList } from '@/ask'
import { BankDocument } from '@/gql/graphql'
import { go } from '@/places'
import { pieces } from '@/pieces'
import { Box, Card, Empty, Img, List, Page, Row, Title } from '@/ui'
import { useWords } from '@/words'
import { bank } from '@/words/pages'

export default function Bank() {
  const t = useWords(bank)
  const list = useList(BankDocument, {}, (data) => data.moralBank.goods)
  const account = list.data?.viewer.bankAccount
  const redemptions = account?.redemptions.edges.map((edge) => edge.node) ?? []
  return (
    <Page tab="bank" title={t('title')}>
      {account && (
        <Card onTap={() => go('/pages/bank/passbook')}>
          <Box className="soft">{t('balance')}</Box>
          <Box className="big">{account.balance}</Box>
          {account.onHold > 0 && <Box className="soft">{t('held', { n: account.onHold })}</Box>}
          <Box>{t('passbook')} ›</Box>
        </Card>
      )}
      {redemptions.filter((one) => one.state === 'HELD').map((one) => (
        <Row key={one.id} title={pieces(one)} note={one.pickUp} value={t('redemption')} onTap={() => go(`/pages/bank/redemption?id=${one.id}`)} />
      ))}
      {list.data && <Title>{t('goods')}</Title>}
      <List list={list} empty={<Empty text={t('none')} />}>
        {(goods) => {
          const short = goods.pricePoints - (account?.balance ?? 0)
          const picture = goods.photos[0]
          return (
            <Card onTap={() => go(`/pages/bank/goods?id=${goods.id}`)}>
              <Box className="row">
                {picture && <Img className="photo" src={picture.thumbnailUrl} alt="" />}
                <Box className="grow">
                  <Box className="strong">{goods.name}</Box>
                  <Box>{t('points', { n: goods.pricePoints })}</Box>
                  <Box className="soft">{goods.stock.onShelf < 1 ? t('out') : short > 0 ? t('short', { n: short }) : t('left', { n: goods.stock.onShelf })}</Box>
                </Box>
                <Box className="soft">›</Box>
              </Box>
            </Card>
          )
        }}
      </List>
      {redemptions.length > 0 && <Row title={t('mine')} onTap={() => go('/pages/bank/redemptions')} />}
      {list.data && <Row title={t('rules')} onTap={() => go('/pages/bank/rules')} />}
    </Page>
  )
}
