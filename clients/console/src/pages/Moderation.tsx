import { Tag } from 'antd';
import { api } from '@/api';
import { DecideReportDocument, ModerationQueueDocument } from '@/gql/graphql';
import { Page } from '@/patterns/Page';
import { Photos } from '@/patterns/Photos';
import { Queue } from '@/patterns/Queue';
import { usePages } from '@/patterns/usePages';
import { useCommunityId } from '@/viewer';
import { dot, moment, since, t, w } from '@/words';

/** Texts and photos that the check held, or that somebody reported. */
export default function Moderation() {
  const communityId = useCommunityId();
  const pages = usePages(['moderation', communityId], async (after) => (await api.ask(ModerationQueueDocument, { communityId, after })).moderationQueue, 25_000);
  return (
    <Page title={t('内容核查', 'Reported texts')}>
      <Queue
        pages={pages}
        empty={t('没有要核查的内容。', 'Nothing to look at.')}
        line={(one) => ({ title: one.title, aside: since(one.openedAt), under: dot([w('ContentKind', one.kind), one.author.shownName, one.reportCount > 0 && t(`${one.reportCount}人举报`, `${one.reportCount} reports`)]) })}
        item={(one) => (
          <div className="stack">
            <div className="row">
              <h1>{one.title}</h1>
              <Tag>{w('ContentKind', one.kind)}</Tag>
              <Tag color="orange">{w('TextState', one.textState)}</Tag>
              {one.textCheck && <Tag>{w('TextCheck', one.textCheck)}</Tag>}
            </div>
            {one.text && <p className="pre" style={{ fontSize: 16 }}>{one.text}</p>}
            {one.place && <p>{one.place}</p>}
            {one.photo && <Photos photos={[one.photo]} />}
            <p className="soft">{dot([one.author.shownName, moment(one.openedAt)])}</p>
            {one.reports.length > 0 && <h2>{t('举报', 'Reports')}</h2>}
            {one.reports.map((report) => (
              <p key={report.id}>{dot([w('ReportReason', report.reason), report.note, moment(report.reportedAt)])}</p>
            ))}
          </div>
        )}
        decisions={[
          { key: 'a', label: t('保留', 'Keep'), primary: true, reasons: [t('内容没有问题', 'Nothing wrong with it')], decide: (one, reason) => api.act(DecideReportDocument, `decideReport:${one.id}`, { caseId: one.id, decision: 'KEEP', reason }) },
          { key: 'r', label: t('移除', 'Remove'), danger: true, reasons: [t('含有个人隐私', 'It tells private matters'), t('广告', 'Advertising'), t('言语伤人', 'Hurtful words')], decide: (one, reason) => api.act(DecideReportDocument, `decideReport:${one.id}`, { caseId: one.id, decision: 'REMOVE', reason }) },
        ]}
      />
    </Page>
  );
}
