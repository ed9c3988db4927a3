import { values, word } from '@/shared/words'
import { act, toast } from '@/api'
import { useAsk } from '@/ask'
import { MessageTopicsDocument, SetMessageTopicsDocument, type InboxTopic, type MessageTopicsQuery } from '@/gql/graphql'
import { inBrowser } from '@/platform'
import { askAndReport } from '@/remind'
import { useLanguage } from '@/settings'
import { Box, Button, Card, Chips, Page, Shown } from '@/ui'
import { useWords } from '@/words'
import { messages } from '@/words/messages'

type Topic = MessageTopicsQuery['viewer']['messageTopics'][number]
const KNOWN = values<InboxTopic>('InboxTopic')

export default function Messages() {
  const t = useWords(messages)
  const asked = useAsk(MessageTopicsDocument, {})
  const set = async (topic: InboxTopic, wanted: boolean) => {
    const topics = (asked.data?.viewer.messageTopics ?? []).map((one) => (one.topic === topic ? { ...one, wanted } : one))
    const undo = asked.change(({ viewer }) => ({ viewer: { ...viewer, messageTopics: topics } }))
    const unwanted = topics.filter((one) => !one.wanted).map((one) => one.topic)
    if (!(await act(SetMessageTopicsDocument, 'setMessageTopics', { unwanted }))) undo()
  }
  const allow = async (topics: Topic[]) => {
    const templates = topics.filter((one) => one.wanted && one.templateId).sort((a, b) => a.left - b.left).map((one) => one.templateId!)
    if (await askAndReport(templates.slice(0, 3))) toast(t('thanks'))
  }
  return (
    <Page title={t('title')}>
      <Box className="p">{t('intro')}</Box>
      <Shown asked={asked}>
        {({ viewer }) => {
          const topics = viewer.messageTopics.filter((one) => one.topic !== 'OFFICE' || viewer.roles.length > 0)
          return (
            <>
              {inBrowser ? <Box className="p soft">{t('inWeChat')}</Box> : <Button onTap={() => void allow(topics)}>{t('allow')}</Button>}
              {topics.map((one) => <TopicCard key={one.topic} topic={one} onSet={(wanted) => void set(one.topic, wanted)} />)}
            </>
          )
        }}
      </Shown>
    </Page>
  )
}

function TopicCard({ topic: { topic, templateId, wanted, left }, onSet }: { topic: Topic; onSet(wanted: boolean): void }) {
  const t = useWords(messages)
  const language = useLanguage()
  const name = word('InboxTopic', topic, language)
  return (
    <Card>
      <Box className="strong">{name}</Box>
      {KNOWN.includes(topic) && <Box className="p">{t(topic)}</Box>}
      {!templateId ? (
        <Box className="soft">{t('inboxOnly')}</Box>
      ) : (
        <>
          <Chips label={name} of={['wanted', 'unwanted']} chosen={wanted ? 'wanted' : 'unwanted'} word={(one) => t(one as 'wanted')} onChoose={(one) => onSet(one === 'wanted')} />
          {wanted && <Box className="soft">{left > 0 ? t('left', { n: left }) : t('leftNone')}</Box>}
        </>
      )}
    </Card>
  )
}
