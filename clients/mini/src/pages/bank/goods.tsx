import { useState } from 'react'
import { useRouter } from '@tarojs/taro'
import { act, confirm } from '@/api'
import { useAsk } from '@/ask'
import { GoodsPageDocument, RedeemGoodsDocument, type GoodsPageQuery } from '@/gql/graphql'
import { go } from '@/places'
import { Box, Button, Card, Empty, Page, Photos, Shown, Tap, Title } from '@/ui'
import { useWords } from '@/words'
import { bank } from '@/words/pages'

/** As many as one redemption may hold. */
const MOST = 100

type Piece = Extract<NonNullable<GoodsPageQuery['node']>, { __typename: 'Goods' }>

export default function Goods() {
  const t = useWords(bank)
  const { id = '' } = useRouter().params
  const asked = useAsk(GoodsPageDocument, { id })
  const goods = asked.data?.node?.__typename === 'Goods' ? asked.data.node : null
  return (
    <Page title={goods?.name ?? t('item')}>
      <Shown asked={asked}>{({ viewer }) => (goods ? <Offer goods={goods} viewer={viewer} /> : <Empty text={t('gone')} />)}</Shown>
    </Page>
  )
}

function Offer({ goods, viewer }: { goods: Piece; viewer: GoodsPageQuery['viewer'] }) {
  const t = useWords(bank)
  const balance = viewer.bankAccount?.balance ?? 0
  const had = goods.redeemedByMe
  const [wanted, setWanted] = useState(1)
  const limit = goods.limitPerPerson
  const why =
    viewer.home?.community.id !== goods.community.id
      ? t('elsewhere', { name: goods.community.name })
      : !goods.offered
        ? t('notOffered')
        : goods.stock.onShelf < 1
          ? t('out')
          : limit != null && had >= limit
            ? t('full', { n: limit })
            : balance < goods.pricePoints
              ? t('short', { n: goods.pricePoints - balance })
              : null
  const most = Math.max(1, Math.min(goods.stock.onShelf, limit == null ? MOST : limit - had, Math.floor(balance / Math.max(1, goods.pricePoints)), MOST))
  const quantity = Math.min(wanted, most)
  const cost = quantity * goods.pricePoints
  const offer = quantity === 1 ? t('redeemOne') : t('redeem', { q: quantity })
  const redeem = async () => {
    if (!(await confirm(t('sure', { n: cost, name: goods.name, q: quantity }), offer))) return
    const done = await act(RedeemGoodsDocument, `redeemGoods:${goods.id}`, { goodsId: goods.id, quantity })
    if (done) go(`/pages/bank/redemption?id=${done.id}`)
  }
  return (
    <>
      <Photos large photos={goods.photos} />
      <Card>
        <Box className="row">
          <Box className="grow big">{t('points', { n: goods.pricePoints })}</Box>
          <Box className="soft">{t('left', { n: goods.stock.onShelf })}</Box>
        </Box>
        {goods.text && <Box as="p" className="p">{goods.text}</Box>}
        {limit != null && <Box className="soft">{t('limit', { n: limit, had })}</Box>}
        <Box className="soft">{t('balance')} {balance}</Box>
      </Card>
      <Title>{t('where')}</Title>
      <Card>{goods.pickUp}</Card>
      {why && <Box className="p" role="status">{why}</Box>}
      {!why && most > 1 && (
        <Card>
          <Box className="row">
            <Box className="grow strong">{t('howMany')}</Box>
            <Tap className="chip" label={t('fewer')} disabled={quantity <= 1} onTap={() => setWanted(quantity - 1)}>－</Tap>
            <Box className="big" role="status">{quantity}</Box>
            <Tap className="chip" label={t('moreOf')} disabled={quantity >= most} onTap={() => setWanted(quantity + 1)}>＋</Tap>
          </Box>
          {quantity > 1 && <Box className="soft">{t('cost', { n: cost })}</Box>}
        </Card>
      )}
      <Button disabled={why !== null} onTap={() => void redeem()}>{offer}</Button>
    </>
  )
}
