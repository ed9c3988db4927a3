import { perform, toast } from '@/api'
import { RegisterVolunteerDocument } from '@/gql/graphql'
import { back } from '@/places'
import { Box, Button, Card, Page } from '@/ui'
import { useWords } from '@/words'
import { app } from '@/words/app'
import { first } from '@/words/pages'

export default function Helper() {
  const t = useWords(first)
  const later = useWords(app)
  const register = async () => {
    if (!(await perform(RegisterVolunteerDocument, {}))) return
    toast(t('thanks'))
    back()
  }
  return (
    <Page title={t('helper')}>
      <Card><Box className="p">{t('helperText')}</Box></Card>
      <Button onTap={() => void register()}>{t('register')}</Button>
      <Button second onTap={back}>{later('later')}</Button>
    </Page>
  )
}
