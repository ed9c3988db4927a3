import { useRouter } from '@tarojs/taro'
import { dayAndClock } from '@/shared/time'
import { word } from '@/shared/words'
import { act, confirm } from '@/api'
import { useAsk } from '@/ask'
import { CancelRedemptionDocument, RedemptionPageDocument } from '@/gql/graphql'
import { pieces } from '@/pieces'
import { Remind } from '@/remind'
import { useLanguage } from '@/settings'
import { Box, Button, Card, Empty, Page, Photos, QrCode, Shown, Tag, Title } from '@/ui'
import { useWords } from '@/words'
import { bank } from '@/words/pages'

export default function Redemption() {
  const t = useWords(bank)
  const language = useLanguage()
  const { id = '' } = useRouter().params
  // Kept on the phone: at the counter there may be no network.
  const asked = useAsk(RedemptionPageDocument, { id }, { kept: `redemption ${id}` })
  const cancel = async (points: number) => {
    if (await confirm(t('sureCancel', { n: points }))) await act(CancelRedemptionDocument, `cancelRedemption:${id}`, { redemptionId: id, reason: t('cancel') })
  }
  return (
    <Page title={t('redemption')}>
      <Shown asked={asked}>
        {({ node }) =>
          node?.__typename !== 'Redemption' ? (
            <Empty text={t('gone')} />
          ) : (
            <>
              <Card>
                <Box className="row">
                  <Box className="grow strong">{pieces(node)}</Box>
                  <Tag tone={node.state === 'HANDED_OUT' ? 'done' : node.state === 'HELD' ? 'now' : ''}>{word('RedemptionState', node.state, language)}</Tag>
                </Box>
                {node.state === 'HELD' && node.code && (
                  <>
                    <Box className="p">{t('show')}</Box>
                    <QrCode text={node.code} label={node.code} />
                    <Box className="big middle">{node.code.slice(0, 4)} {node.code.slice(4)}</Box>
                    <Box className="soft middle">{t('offlineCode')}</Box>
                  </>
                )}
                <Box className="soft">{t('points', { n: node.points })} · {t('on', { day: dayAndClock(node.redeemedAt, language) })}</Box>
                {node.state === 'HANDED_OUT' && node.endedAt && <Box>{t('collected', { day: dayAndClock(node.endedAt, language) })} {node.endedBy && t('by', { name: node.endedBy.shownName })}</Box>}
                {node.state === 'CANCELLED' && node.endedAt && <Box>{t('back', { day: dayAndClock(node.endedAt, language) })}</Box>}
                {node.cancelReason && node.endedBy?.id !== node.member.id && <Box>{node.cancelReason}</Box>}
              </Card>
              {node.state === 'HELD' && (
                <>
                  <Title>{t('where')}</Title>
                  <Card>{node.pickUp}</Card>
                </>
              )}
              <Photos photos={node.goods?.photos ?? []} />
              {node.state === 'HELD' && <Remind topic="POINTS" />}
              {node.state === 'HELD' && <Button second onTap={() => void cancel(node.points)}>{t('cancel')}</Button>}
            </>
          )
        }
      </Shown>
    </Page>
  )
}
