// The second factor of street and city administrators: a code for this login.
import { useState } from 'react'
import { digitsIn } from '@/shared/typed'
import { perform, toast } from './api'
import { GiveSecondFactorCodeDocument } from './gql/graphql'
import { Button, Field } from './ui'
import { useWords } from './words'
import { factor as words } from './words/factor'

export function GiveCode({ given }: { given?(): void }) {
  const t = useWords(words)
  const [code, setCode] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const [sending, setSending] = useState(false)
  const give = async () => {
    if (code.length < 6) return setFault(t('short', { n: 6 - code.length }))
    setFault(null)
    setSending(true)
    const done = await perform(GiveSecondFactorCodeDocument, { input: { code } }, (failure) => {
      if (!failure.code.startsWith('SECOND_FACTOR')) return false
      setFault(failure.message)
      return true
    })
    setSending(false)
    setCode('')
    if (!done) return
    toast(t('given'))
    given?.()
  }
  return (
    <>
      <Field label={t('code')} kind="number" max={20} value={code} fault={fault} onChange={(text) => setCode(digitsIn(text, 6))} />
      <Button disabled={sending} onTap={() => void give()}>{t('give')}</Button>
    </>
  )
}
