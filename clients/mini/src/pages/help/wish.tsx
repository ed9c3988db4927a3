import { useState } from 'react'
import { useRouter } from '@tarojs/taro'
import { day, dayAndClock } from '@/shared/time'
import { values, word } from '@/shared/words'
import { act, confirm, perform, toast, type Uploaded } from '@/api'
import { useAsk } from '@/ask'
import { useDraft } from '@/draft'
import {
  ClaimWishDocument, ConfirmWishDocument, FulfilWishDocument, GiveBackWishDocument, ReportContentDocument, RevealContactDocument,
  WishPageDocument, WithdrawWishDocument, type ReportReason, type WishPageQuery,
} from '@/gql/graphql'
import { EMPTY, type WishDraft } from './draft'
import { goInstead } from '@/places'
import { call } from '@/platform'
import { Remind } from '@/remind'
import { useLanguage } from '@/settings'
import { Box, Button, Card, Chips, Empty, Field, Page, PhotoPicker, Photos, Shown, Tag, Tap, Title } from '@/ui'
import { useWords } from '@/words'
import { wish as words } from '@/words/pages'

type Whole = Extract<NonNullable<WishPageQuery['node']>, { __typename: 'Wish' }>

export default function WishPage() {
  const t = useWords(words)
  const { id = '' } = useRouter().params
  const asked = useAsk(WishPageDocument, { id })
  const wish = asked.data?.node?.__typename === 'Wish' ? asked.data.node : null
  const showAs = (state: Whole['state']) =>
    asked.change((data) => (data.node?.__typename === 'Wish' ? { ...data, node: { ...data.node, state } } : data))
  return (
    <Page title={wish?.title ?? t('title')}>
      <Shown asked={asked}>{({ viewer }) => (wish ? <Told wish={wish} viewer={viewer} showAs={showAs} /> : <Empty text={t('gone')} />)}</Shown>
    </Page>
  )
}

interface Parts {
  wish: Whole
  viewer: WishPageQuery['viewer']
  /** Shows the state that a tap leads to; gives what takes it back. */
  showAs(state: Whole['state']): () => void
}

function Told({ wish, viewer, showAs }: Parts) {
  const t = useWords(words)
  const language = useLanguage()
  const mine = wish.author.id === viewer.id
  const holder = wish.claim?.claimer.id === viewer.id && wish.claim.state === 'HELD'
  return (
    <>
      <Card>
        <Box className="p">
          <Tag tone={wish.state === 'CONFIRMED' ? 'done' : wish.state === 'FULFILLED' ? 'now' : ''}>{word('WishState', wish.state, language)}</Tag>
          <Tag>{word('WishKind', wish.kind, language)}</Tag>
          {wish.urgency === 'URGENT' && <Tag tone="now">{word('Urgency', wish.urgency, language)}</Tag>}
        </Box>
        <Box as="p" className="p">{wish.text}</Box>
        <Photos photos={wish.photos} />
        <Box className="soft">{wish.author.shownName} {wish.grid?.name} {day(wish.postedAt, language)}</Box>
        {wish.rejectReason && <Box className="p">{t('rejected', { why: wish.rejectReason })}</Box>}
        {wish.removalReason && <Box className="p">{t('rejected', { why: wish.removalReason })}</Box>}
        {mine && wish.state === 'PENDING_REVIEW' && <Box className="p soft">{t('next')}</Box>}
      </Card>
      {wish.claim?.fulfilment && (
        <Card>
          <Box className="p">{wish.claim.fulfilment}</Box>
          <Photos photos={wish.claim.photos} />
          <Box className="soft">{wish.claim.unit?.name ?? wish.claim.claimer.shownName}</Box>
        </Card>
      )}
      {!mine && wish.state === 'OPEN' && <Claim wish={wish} viewer={viewer} showAs={showAs} />}
      {holder && <Held wish={wish} viewer={viewer} showAs={showAs} />}
      {mine && ['PENDING_REVIEW', 'OPEN', 'CLAIMED'].includes(wish.state) && <Remind topic="WISHES" />}
      {mine && wish.state === 'FULFILLED' && <Confirm wish={wish} viewer={viewer} showAs={showAs} />}
      <Steps wish={wish} />
      {mine && wish.state === 'PENDING_REVIEW' && <Correct wish={wish} />}
      {mine && (wish.state === 'PENDING_REVIEW' || wish.state === 'OPEN') && <Withdraw wish={wish} viewer={viewer} showAs={showAs} />}
      {!mine && <Report id={wish.id} />}
    </>
  )
}

function Claim({ wish, viewer, showAs }: Parts) {
  const t = useWords(words)
  const language = useLanguage()
  const claim = async (forMyUnit: boolean) => {
    const undo = showAs('CLAIMED')
    const done = await act(ClaimWishDocument, `claimWish:${wish.id}`, { wishId: wish.id, forMyUnit })
    if (done?.claim) toast(t('claimed', { day: day(done.claim.dueAt, language) }))
    else if (!done) undo()
  }
  const { partyMembership: party } = viewer
  return (
    <>
      <Button onTap={() => void claim(false)}>{t('claim')}</Button>
      {party?.state === 'CONFIRMED' && party.unit && <Button second onTap={() => void claim(true)}>{t('claimUnit', { unit: party.unit.name })}</Button>}
    </>
  )
}

function Held({ wish }: Parts) {
  const t = useWords(words)
  const language = useLanguage()
  const [doing, setDoing] = useState<'fulfil' | 'giveBack' | null>(null)
  const [text, setText] = useDraft(wish.id, '')
  const [photos, setPhotos] = useState<Uploaded[]>([])
  const [contact, setContact] = useState<{ phone?: string | null; realName?: string | null } | null>(null)
  const reveal = async () => setContact((await perform(RevealContactDocument, { input: { wishId: wish.id } })) ?? contact)
  const send = async () => {
    const done =
      doing === 'fulfil'
        ? await act(FulfilWishDocument, `fulfilWish:${wish.id}`, { wishId: wish.id, text, photoIds: photos.map((photo) => photo.id) })
        : await act(GiveBackWishDocument, `giveBackWish:${wish.id}`, { wishId: wish.id, reason: text })
    if (!done) return
    setDoing(null)
    setText(null)
  }
  return (
    <Card>
      {wish.claim && <Box className="p"><Tag tone="wait">{t('due', { day: day(wish.claim.dueAt, language) })}</Tag></Box>}
      {contact ? (
        <>
          <Box className="p strong">{contact.realName}</Box>
          {contact.phone ? <Button second onTap={() => call(contact.phone!)}>{t('call', { phone: contact.phone })}</Button> : <Box className="p">{t('noPhone')}</Box>}
        </>
      ) : (
        <Button second onTap={() => void reveal()}>{t('contact')}</Button>
      )}
      {doing && <Field label={t(doing === 'fulfil' ? 'what' : 'why')} hint={doing === 'fulfil' ? t('whatHint') : undefined} rows={3} max={300} value={text} onChange={setText} />}
      {doing === 'fulfil' && <PhotoPicker photos={photos} onChange={setPhotos} />}
      {doing ? <Button disabled={!text.trim()} onTap={() => void send()}>{t('send')}</Button> : <Button onTap={() => setDoing('fulfil')}>{t('fulfil')}</Button>}
      <Tap className="soft" onTap={() => setDoing(doing ? null : 'giveBack')}>{t(doing ? 'notYet' : 'giveBack')}</Tap>
    </Card>
  )
}

function Confirm({ wish, showAs }: Parts) {
  const t = useWords(words)
  const [saying, setSaying] = useState(false)
  const [what, setWhat] = useState('')
  const say = async () => {
    const id = wish.claim?.id
    if (!id || !(await act(ReportContentDocument, `reportContent:${id}`, { targetId: id, reason: 'FALSE', note: what.trim() }))) return
    setSaying(false)
    toast(t('notDoneSent'))
  }
  const rate = async (rating: number) => {
    const undo = showAs('CONFIRMED')
    if (await act(ConfirmWishDocument, `confirmWish:${wish.id}`, { wishId: wish.id, rating })) toast(t('confirmed'))
    else undo()
  }
  return (
    <Card>
      <Box className="p strong">{t('rate')}</Box>
      <Box className="row">
        {[1, 2, 3, 4, 5].map((n) => <Tap key={n} className="big" label={t('stars', { n })} onTap={() => void rate(n)}>☆</Tap>)}
      </Box>
      {!saying ? (
        <Tap className="soft" onTap={() => setSaying(true)}>{t('notDone')}</Tap>
      ) : (
        <>
          <Field label={t('notDoneWhat')} hint={t('notDoneHint')} rows={3} max={200} value={what} onChange={setWhat} />
          <Button second disabled={!what.trim()} onTap={() => void say()}>{t('notDoneSend')}</Button>
        </>
      )}
    </Card>
  )
}

function Steps({ wish }: { wish: Whole }) {
  const t = useWords(words)
  const language = useLanguage()
  return (
    <>
      <Title>{t('steps')}</Title>
      <Card>
        {wish.timeline.map((step, n) => (
          <Box key={step.at + step.kind} className={`step ${n === wish.timeline.length - 1 ? 'last' : ''}`}>
            <Box className="strong">{word('WishStepKind', step.kind, language)} {step.rating ? '★'.repeat(step.rating) : ''}</Box>
            <Box className="soft">{dayAndClock(step.at, language)} {step.actor?.shownName}</Box>
            {step.text && <Box>{step.text}</Box>}
          </Box>
        ))}
      </Card>
    </>
  )
}

/** What waits for review is withdrawn and said anew, from the words that it had. */
function Correct({ wish }: { wish: Whole }) {
  const t = useWords(words)
  const [, keepDraft] = useDraft<WishDraft>('wish', EMPTY)
  const correct = async () => {
    if (!(await confirm(t(wish.photos.length > 0 ? 'sureCorrectPhotos' : 'sureCorrect'), t('correct')))) return
    if (!(await act(WithdrawWishDocument, `withdrawWish:${wish.id}`, { wishId: wish.id }))) return
    const { kind, category, urgency, title, text, costLimitFen } = wish
    keepDraft({ kind, category, urgency, title, text, yuan: costLimitFen ? String(costLimitFen / 100) : '' })
    goInstead('/pages/help/post')
  }
  return <Button second onTap={() => void correct()}>{t('correct')}</Button>
}

function Withdraw({ wish, showAs }: Parts) {
  const t = useWords(words)
  const withdraw = async () => {
    if (!(await confirm(t('sureWithdraw')))) return
    const undo = showAs('WITHDRAWN')
    if (!(await act(WithdrawWishDocument, `withdrawWish:${wish.id}`, { wishId: wish.id }))) undo()
  }
  return <Button second onTap={() => void withdraw()}>{t('withdraw')}</Button>
}

function Report({ id }: { id: string }) {
  const t = useWords(words)
  const language = useLanguage()
  const [open, setOpen] = useState(false)
  const report = async (reason: ReportReason) => {
    setOpen(false)
    if (await act(ReportContentDocument, `reportContent:${id}`, { targetId: id, reason })) toast(t('reported'))
  }
  if (!open) return <Tap className="soft extra" onTap={() => setOpen(true)}>{t('report')}</Tap>
  return <Chips label={t('reason')} of={values<ReportReason>('ReportReason')} chosen={null} word={(one) => word('ReportReason', one, language)} onChoose={(one) => void report(one)} />
}
