// Messages in WeChat: asked for by a tap, right after an act whose news a person will wait for.
import { act, toast } from '@/api'
import { useAsk } from '@/ask'
import { MessageTopicsDocument, ReportSubscriptionDocument, type InboxTopic, type PromptAnswer } from '@/gql/graphql'
import { askForMessages, inBrowser } from '@/platform'
import { Button } from '@/ui'
import { useWords } from '@/words'
import { messages } from '@/words/messages'

const ANSWERS: Record<string, PromptAnswer> = { accept: 'ACCEPT', reject: 'REJECT', ban: 'BAN', filter: 'FILTER' }

/** WeChat's prompt shows at most three templates. It has to be called in the tap itself, before anything is waited for. */
export async function askAndReport(templates: string[]): Promise<boolean> {
  const given = await askForMessages(templates.slice(0, 3))
  if (!given) return false
  const answers = templates.flatMap((templateId) => {
    const answer = ANSWERS[given[templateId] ?? '']
    return answer ? [{ templateId, answer }] : []
  })
  if (answers.length === 0) return false
  await act(ReportSubscriptionDocument, 'reportSubscription', { answers })
  return answers.some(({ answer }) => answer === 'ACCEPT')
}

/** Offers to tell of what happens next; nothing where WeChat would not, or where it was agreed already. */
export function Remind({ topic }: { topic: InboxTopic }) {
  const t = useWords(messages)
  const asked = useAsk(MessageTopicsDocument, {}, { skip: inBrowser })
  const found = asked.data?.viewer.messageTopics.find((one) => one.topic === topic)
  if (!found?.templateId || !found.wanted || found.left > 0) return null
  const tap = async () => {
    if (await askAndReport([found.templateId!])) toast(t('thanks'))
  }
  return <Button second onTap={() => void tap()}>{t('remind')}</Button>
}
