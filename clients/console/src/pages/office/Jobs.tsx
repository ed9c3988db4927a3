import { Button } from 'antd';
import { api } from '@/api';
import { FailedJobsDocument, RetryJobDocument } from '@/gql/graphql';
import { List } from '@/patterns/List';
import { Page } from '@/patterns/Page';
import { useAct } from '@/patterns/useAct';
import { usePages } from '@/patterns/usePages';
import { moment, t } from '@/words';
import { act } from './acts';

/** What the program should have done later and gave up. */
export default function Jobs() {
  const { run, busy } = useAct();
  const pages = usePages(['failedJobs'], async (after) => (await api.ask(FailedJobsDocument, { after })).failedJobs);
  const retry = (jobId: string) => run(() => api.do(RetryJobDocument, { input: { jobId } }), { done: t('会再试；还不行就会回到这里', 'It is tried again; if it fails, it comes back here'), stale: ['failedJobs'] });
  return (
    <Page title={t('没办成的任务', 'Failed jobs')}>
      <List
        pages={pages}
        empty={t('没有失败的任务。', 'Nothing failed.')}
        width={900}
        columns={[
          { title: t('任务', 'Job'), width: 200, render: (_, one) => act(one.kind) },
          { title: t('何时该办', 'Made'), width: 140, render: (_, one) => moment(one.madeAt) },
          { title: t('何时放弃', 'Given up'), width: 140, render: (_, one) => moment(one.failedAt) },
          { title: t('试过', 'Tries'), width: 80, align: 'right', dataIndex: 'tries' },
          { title: t('为什么（给运维看）', 'Why (for operators)'), dataIndex: 'fault', ellipsis: true },
          { title: t('操作', 'Do'), width: 110, render: (_, one) => <Button size="small" loading={busy} onClick={() => void retry(one.id)}>{t('再试一次', 'Try again')}</Button> },
        ]}
      />
    </Page>
  );
}
