import { useState } from 'react'
import { perform } from '@/api'
import { SetRealNameDocument } from '@/gql/graphql'
import { back } from '@/places'
import { Box, Button, Field, Page } from '@/ui'
import { useWords } from '@/words'
import { app } from '@/words/app'
import { first } from '@/words/pages'

export default function Name() {
  const t = useWords(first)
  const later = useWords(app)
  const [realName, setName] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const save = async () => {
    setFault(null)
    const saved = await perform(SetRealNameDocument, { input: { realName } }, (failure) => {
      if (failure.code !== 'BAD_USER_INPUT') return false
      setFault(failure.message)
      return true
    })
    if (saved) back()
  }
  return (
    <Page title={t('name')}>
      <Field label={t('nameLabel')} value={realName} max={30} fault={fault} onChange={setName} />
      <Box className="p soft">{t('nameNote')}</Box>
      <Button disabled={!realName.trim()} onTap={() => void save()}>{t('save')}</Button>
      <Button second onTap={back}>{later('later')}</Button>
    </Page>
  )
}
