import { useState } from 'react'
import { values, word } from '@/shared/words'
import { act, toast, type Uploaded } from '@/api'
import { useDraft } from '@/draft'
import { PostWishDocument, type Urgency, type WishCategory, type WishKind } from '@/gql/graphql'
import { goInstead } from '@/places'
import { useLanguage } from '@/settings'
import { Box, Button, Chips, Field, Page, PhotoPicker, Words } from '@/ui'
import { useWords } from '@/words'
import { post } from '@/words/pages'
import { EMPTY, type WishDraft } from './draft'

export default function Post() {
  const t = useWords(post)
  const language = useLanguage()
  const [draft, keepDraft] = useDraft<WishDraft>('wish', EMPTY)
  const [photos, setPhotos] = useState<Uploaded[]>([])
  const [sending, setSending] = useState(false)
  const [fault, setFault] = useState<{ field: string | null; message: string } | null>(null)
  const change = (part: Partial<WishDraft>) => keepDraft({ ...draft, ...part })
  const send = async () => {
    setSending(true)
    setFault(null)
    const { yuan, ...rest } = draft
    const limit = Math.round(Number(yuan) * 100)
    const input = { ...rest, costLimitFen: draft.kind === 'GOODS' && limit > 0 ? limit : null, photoIds: photos.map((photo) => photo.id) }
    const done = await act(PostWishDocument, 'postWish', input, (failure) => {
      const field = 'field' in failure ? failure.field : failure.more.field
      setFault({ field: field ?? null, message: failure.message })
      return field === 'title' || field === 'text' || field === 'costLimitFen'
    })
    setSending(false)
    if (!done) return
    keepDraft(null)
    toast(t('sent'))
    goInstead(`/pages/help/wish?id=${done.id}`)
  }
  const faultOf = (field: string) => (fault?.field === field ? fault.message : null)
  return (
    <Page title={t('title')}>
      <Words className="name">{t('kind')}</Words>
      <Chips label={t('kind')} of={values<WishKind>('WishKind')} chosen={draft.kind} word={(one) => word('WishKind', one, language)} onChoose={(kind) => change({ kind })} />
      <Field label={t('name')} hint={t('nameHint')} max={30} value={draft.title} fault={faultOf('title')} onChange={(title) => change({ title })} />
      <Field label={t('text')} hint={t('textHint')} rows={4} max={500} value={draft.text} fault={faultOf('text')} onChange={(text) => change({ text })} />
      {draft.kind === 'GOODS' && <Field label={t('limit')} kind="number" max={6} value={draft.yuan} fault={faultOf('costLimitFen')} onChange={(text) => change({ yuan: text.normalize('NFKC').replace(/[^\d.]/g, '') })} />}
      <Words className="name">{t('category')}</Words>
      <Chips label={t('category')} of={values<WishCategory>('WishCategory')} chosen={draft.category} word={(one) => word('WishCategory', one, language)} onChoose={(category) => change({ category })} />
      <Box className="extra">
        <Words className="name">{t('urgency')}</Words>
        <Chips label={t('urgency')} of={values<Urgency>('Urgency')} chosen={draft.urgency} word={(one) => word('Urgency', one, language)} onChoose={(urgency) => change({ urgency })} />
      </Box>
      <Words className="name">{t('photos')}</Words>
      <PhotoPicker photos={photos} onChange={setPhotos} />
      <Button disabled={sending || !draft.title.trim() || !draft.text.trim()} onTap={() => void send()}>{t('send')}</Button>
    </Page>
  )
}
