import { useRouter } from '@tarojs/taro'
import { word } from '@/shared/words'
import { act } from '@/api'
import { useAsk } from '@/ask'
import { CancelRedemptionDocument, RedemptionPageDocument } from '@/gql/graphql'
import { useLanguage } from '@/settings'
import { Box, Button, Card, Empty, Page, QrCode, Shown, Tag } from '@/ui'
import { useWords } from '@/words'
import { bank } from '@/words/pages'

export default function Redemption() {
  const t = useWords(bank)
  const language = useLanguage()
  const { id = '' } = useRouter().params
  const asked = useAsk(RedemptionPageDocument, { id })
  const cancel = () => act(CancelRedemptionDocument, `cancelRedemption:${id}`, { redemptionId: id, reason: t('cancel') })
  return (
    <Page title={t('redemption')}>
      <Shown asked={asked}>
        {({ node }) =>
          node?.__typename !== 'Redemption' ? (
            <Empty text={t('none')} />
          ) : (
            <Card>
              <Box className="p strong">{node.goodsName} <Tag>{word('RedemptionState', node.state, language)}</Tag></Box>
              {node.state === 'HELD' && node.code && (
                <>
                  <Box className="p">{t('show')}</Box>
                  <QrCode text={node.code} label={node.code} />
                  <Box className="big" label={node.code}>{node.code.slice(0, 4)} {node.code.slice(4)}</Box>
                </>
              )}
              <Box className="p soft">{node.pickUp}</Box>
              {node.cancelReason && <Box className="p">{node.cancelReason}</Box>}
              {node.state === 'HELD' && <Button second onTap={() => void cancel()}>{t('cancel')}</Button>}
            </Card>
          )
        }
      </Shown>
    </Page>
  )
}
