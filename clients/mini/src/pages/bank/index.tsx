import { word } from '@/shared/words'
import { act, confirm } from '@/api'
import { useList } from '@/ask'
import { BankDocument, RedeemGoodsDocument } from '@/gql/graphql'
import { go } from '@/places'
import { useLanguage } from '@/settings'
import { Box, Button, Card, Empty, List, Page, Row, Title } from '@/ui'
import { useWords } from '@/words'
import { bank } from '@/words/pages'

export default function Bank() {
  const t = useWords(bank)
  const language = useLanguage()
  const list = useList(BankDocument, {}, (data) => data.moralBank.goods)
  const account = list.data?.viewer.bankAccount
  const redeem = async (goods: { id: string; name: string; pricePoints: number }) => {
    if (!(await confirm(t('sure', { n: goods.pricePoints, name: goods.name })))) return
    const done = await act(RedeemGoodsDocument, `redeemGoods:${goods.id}`, { goodsId: goods.id })
    if (done) go(`/pages/bank/redemption?id=${done.id}`)
  }
  return (
    <Page tab="bank" title={t('title')}>
      {account && (
        <Card onTap={() => go('/pages/bank/passbook')} label={t('passbook')}>
          <Box className="soft">{t('balance')}</Box>
          <Box className="big">{account.balance}</Box>
          {account.onHold > 0 && <Box className="soft">{t('held', { n: account.onHold })}</Box>}
          <Box>{t('passbook')} ›</Box>
        </Card>
      )}
      {account && account.redemptions.edges.length > 0 && <Title>{t('mine')}</Title>}
      {account?.redemptions.edges.map(({ node }) => (
        <Row key={node.id} title={node.goodsName} note={node.pickUp} value={word('RedemptionState', node.state, language)} onTap={() => go(`/pages/bank/redemption?id=${node.id}`)} />
      ))}
      <Title>{t('goods')}</Title>
      <List list={list} empty={<Empty text={t('none')} />}>
        {(goods) => (
          <Card>
            <Box className="row">
              <Box className="grow strong">{goods.name}</Box>
              <Box className="strong">{t('points', { n: goods.pricePoints })}</Box>
            </Box>
            {goods.text && <Box>{goods.text}</Box>}
            <Box className="soft p">{t('left', { n: goods.stock.onShelf })} · {goods.pickUp}</Box>
            <Button second disabled={goods.stock.onShelf < 1 || (account?.balance ?? 0) < goods.pricePoints} onTap={() => void redeem(goods)}>{t('redeem')}</Button>
          </Card>
        )}
      </List>
    </Page>
  )
}
