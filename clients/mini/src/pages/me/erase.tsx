import { act, confirm, toast } from '@/api'
import { useAsk } from '@/ask'
import { EraseAccountDocument, ErasePageDocument, type ErasePageQuery } from '@/gql/graphql'
import { leave } from '@/leave'
import { back } from '@/places'
import { pieces } from '@/pieces'
import { forgetScans } from '@/scans'
import { Box, Button, Card, Page, Shown, Title } from '@/ui'
import { useWords } from '@/words'
import { erase as words } from '@/words/account'
import { me } from '@/words/pages'
import { getCopy } from './copy'

type Viewer = ErasePageQuery['viewer']
const UNDER_WAY = ['PENDING_REVIEW', 'OPEN', 'CLAIMED', 'FULFILLED']

export default function Erase() {
  const t = useWords(words)
  const m = useWords(me)
  const asked = useAsk(ErasePageDocument, {})
  const erase = async () => {
    if (!(await confirm(t('sure'), t('yes')))) return
    if (!(await act(EraseAccountDocument, 'eraseAccount', {}))) return
    forgetScans()
    leave()
    toast(m('gone'))
  }
  const copy = async () => {
    if (!(await getCopy())) toast(m('exportFailed'))
  }
  return (
    <Page title={t('title')}>
      <Box className="p strong">{t('intro')}</Box>
      <Shown asked={asked}>
        {({ viewer }) => (
          <>
            <Told title={t('ended')} lines={endings(viewer, t)} none={t('nothing')} />
            <Told title={t('deleted')} lines={[t('deleted1'), t('deleted2')]} />
            <Told title={t('stays')} lines={[t('stays1')]} />
            <Button second onTap={() => void copy()}>{t('copy')}</Button>
            <Button onTap={back}>{t('back')}</Button>
            <Button second onTap={() => void erase()}>{t('erase')}</Button>
          </>
        )}
      </Shown>
    </Page>
  )
}

function endings({ bankAccount, wishes, claims, signUps, teams, certificates, roles }: Viewer, t: (name: keyof typeof words, parts?: Record<string, string | number>) => string): string[] {
  const held = bankAccount?.redemptions.edges.map((edge) => edge.node).filter((one) => one.state === 'HELD') ?? []
  const open = wishes.edges.filter(({ node }) => UNDER_WAY.includes(node.state)).length
  const claimed = claims.edges.filter(({ node }) => node.claim.state === 'HELD').length
  const points = bankAccount ? bankAccount.balance + bankAccount.onHold : 0
  const lines: (string | false)[] = [
    points > 0 && t('points', { n: points }),
    held.length > 0 && t('held', { name: held.map((one) => pieces(one)).join('、') }),
    open > 0 && t('wishes', { n: open }),
    claimed > 0 && t('claims', { n: claimed }),
    signUps.edges.length > 0 && t('seats', { n: signUps.edges.length }),
    teams.edges.length > 0 && t('teams', { name: teams.edges.map(({ node }) => node.name).join('、') }),
    certificates.edges.length > 0 && t('certificates'),
    roles.length > 0 && t('roles'),
  ]
  return lines.filter((line): line is string => Boolean(line))
}

function Told({ title, lines, none }: { title: string; lines: string[]; none?: string }) {
  return (
    <>
      <Title>{title}</Title>
      <Card>
        {lines.map((line) => <Box key={line} className="p">{line}</Box>)}
        {lines.length === 0 && <Box className="soft">{none}</Box>}
      </Card>
    </>
  )
}
