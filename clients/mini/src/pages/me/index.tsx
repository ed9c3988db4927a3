import { word } from '@/shared/words'
import { duration } from '@/shared/time'
import { useAsk } from '@/ask'
import { MeDocument } from '@/gql/graphql'
import { go } from '@/places'
import { ScanRow, Waiting } from '@/scan'
import { choose, useSettings } from '@/settings'
import { Box, Chips, Page, Row, Shown, Title } from '@/ui'
import { useWords } from '@/words'
import { factor } from '@/words/factor'
import { first, me } from '@/words/pages'
import { party } from '@/words/party'
import { plan } from '@/words/plan'

export default function Me() {
  const t = useWords(me)
  const f = useWords(first)
  const pl = useWords(plan)
  const pm = useWords(party)
  const sf = useWords(factor)
  const { language, elder, theme } = useSettings()
  const asked = useAsk(MeDocument, {})
  return (
    <Page tab="me" title={t('title')}>
      <ScanRow />
      <Waiting />
      <Shown asked={asked}>
        {({ viewer }) => (
          <>
            <Row title={t('name')} value={viewer.realName || t('notYet')} onTap={() => go('/pages/first/name')} />
            <Row title={t('phone')} value={viewer.phone || t('notYet')} onTap={() => go('/pages/first/phone')} />
            <Row title={t('community')} value={viewer.home?.community.name ?? t('notYet')} onTap={() => go('/pages/first/community')} />
            <Row title={pl('title')} onTap={() => go('/pages/me/plan')} />
            <Row title={t('hours')} value={`${duration(viewer.hours.totalMinutes, language)} ${'★'.repeat(viewer.hours.star)}`} onTap={() => go('/pages/me/hours')} />
            {!viewer.volunteerSince && <Row title={f('register')} onTap={() => go('/pages/first/helper')} />}
            {viewer.partyMembership ? (
              <Row title={t('party')} note={viewer.partyMembership.unit?.name} value={word('PartyState', viewer.partyMembership.state, language)} onTap={() => go('/pages/party/index')} />
            ) : (
              <Row title={pm('am')} onTap={() => go('/pages/party/index')} />
            )}
            {(viewer.secondFactor === 'CODE_NEEDED' || viewer.secondFactor === 'NOT_ENROLLED') && (
              <Row title={sf('row')} value={sf(viewer.secondFactor === 'CODE_NEEDED' ? 'needed' : 'notSet')} onTap={() => go('/pages/me/factor')} />
            )}
            {viewer.roles.map(({ id, role, node }) => (
              <Row key={id} title={word('Role', role, language)} note={node.name} onTap={node.__typename === 'Unit' ? () => go(`/pages/party/record?unit=${node.id}`) : undefined} />
            ))}
          </>
        )}
      </Shown>
      <Box className="extra">
        <Row title={t('teams')} onTap={() => go('/pages/teams/index')} />
        <Row title={t('certificates')} onTap={() => go('/pages/me/certificates')} />
        <Row title={t('calendar')} onTap={() => go('/pages/me/calendar')} />
        <Row title={t('messages')} onTap={() => go('/pages/me/messages')} />
      </Box>
      <Row title={t('privacy')} onTap={() => go('/pages/me/privacy')} />
      <Row title={t('sessions')} onTap={() => go('/pages/me/sessions')} />
      <Title>{t('large')}</Title>
      <Chips label={t('large')} of={['off', 'on']} chosen={elder ? 'on' : 'off'} word={(one) => t(one as 'on')} onChoose={(one) => choose({ elder: one === 'on' })} />
      <Title>{t('look')}</Title>
      <Chips label={t('look')} of={['auto', 'light', 'dark'] as ('auto' | 'light' | 'dark')[]} chosen={theme} word={t} onChoose={(one) => choose({ theme: one })} />
      <Title>{t('language')}</Title>
      <Chips label={t('language')} of={['zh', 'en'] as ('zh' | 'en')[]} chosen={language} word={(one) => (one === 'zh' ? '中文' : 'English')} onChoose={(one) => choose({ language: one })} />
    </Page>
  )
}
