import { useRouter } from '@tarojs/taro'
import { act, confirm } from '@/api'
import { useAsk } from '@/ask'
import { GoodsPageDocument, RedeemGoodsDocument, type GoodsPageQuery } from '@/gql/graphql'
import { go } from '@/places'
import { Box, Button, Card, Empty, Page, Photos, Shown, Title } from '@/ui'
import { useWords } from '@/words'
import { bank } from '@/words/pages'

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
  const had = viewer.bankAccount?.redemptions.edges.filter(({ node }) => node.goods?.id === goods.id && node.state !== 'CANCELLED').length ?? 0
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
  const redeem = async () => {
    if (!(await confirm(t('sure', { n: goods.pricePoints, name: goods.name }), t('redeem')))) return
    const done = await act(RedeemGoodsDocument, `redeemGoods:${goods.id}`, { goodsId: goods.id })
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
      <Button disabled={why !== null} onTap={() => void redeem()}>{t('redeem')}</Button>
    </>
  )
}
