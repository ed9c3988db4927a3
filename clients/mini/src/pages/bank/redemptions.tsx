import { day } from '@/shared/time'
import { word } from '@/shared/words'
import { useList } from '@/ask'
import { MyRedemptionsDocument } from '@/gql/graphql'
import { go } from '@/places'
import { pieces } from '@/pieces'
import { useLanguage } from '@/settings'
import { Empty, List, Page, Row, Tag } from '@/ui'
import { useWords } from '@/words'
import { bank } from '@/words/pages'

const TONES = { HELD: 'now', HANDED_OUT: 'done', CANCELLED: '' } as const

export default function Redemptions() {
  const t = useWords(bank)
  const language = useLanguage()
  const list = useList(MyRedemptionsDocument, {}, (data) => data.viewer.bankAccount?.redemptions)
  return (
    <Page title={t('mine')}>
      <List list={list} empty={<Empty text={t('noMine')} action={t('toGoods')} onTap={() => go('/pages/bank/index')} />}>
        {(one) => (
          <Row
            title={pieces(one)}
            note={
              <>
                <Tag tone={TONES[one.state] ?? ''}>{word('RedemptionState', one.state, language)}</Tag>
                {one.state === 'HANDED_OUT' && one.endedAt ? t('collected', { day: day(one.endedAt, language) }) : one.state === 'CANCELLED' && one.endedAt ? t('back', { day: day(one.endedAt, language) }) : t('on', { day: day(one.redeemedAt, language) })}
              </>
            }
            value={t('points', { n: one.points })}
            onTap={() => go(`/pages/bank/redemption?id=${one.id}`)}
          />
        )}
      </List>
    </Page>
  )
}
