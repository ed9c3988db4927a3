import { api } from '@/api';
import { AcceptReportInDocument, RefuseReportInDocument, ReportInQueueDocument } from '@/gql/graphql';
import { Page } from '@/patterns/Page';
import { Queue } from '@/patterns/Queue';
import { usePages } from '@/patterns/usePages';
import { useCommunityId } from '@/viewer';
import { moment, since, t } from '@/words';

export default function ReportIns() {
  const communityId = useCommunityId();
  const pages = usePages(['reportIns', communityId], async (after) => (await api.ask(ReportInQueueDocument, { communityId, after })).reportInQueue);
  return (
    <Page title={t('党员报到', 'Report-ins')}>
      <Queue
        pages={pages}
        empty={t('没有等待接收的报到。', 'No report-ins wait.')}
        line={(one) => ({ title: one.member.shownName, aside: since(one.askedAt), under: one.unit.name })}
        item={(one) => (
          <div className="stack">
            <h1>{one.member.shownName}</h1>
            <p style={{ fontSize: 16 }}>{t(`在职单位：${one.unit.name}`, `Unit: ${one.unit.name}`)}</p>
            <p className="soft">{t(`${moment(one.askedAt)} 申请到本社区报到`, `Asked ${moment(one.askedAt)} to report in here`)}</p>
          </div>
        )}
        decisions={[
          { key: 'a', label: t('接收', 'Accept'), primary: true, decide: (one) => api.act(AcceptReportInDocument, `acceptReportIn:${one.id}`, { reportInId: one.id }) },
          { key: 'r', label: t('不接收', 'Refuse'), danger: true, reasons: [t('不住在本社区', 'Does not live here'), t('请先核对单位信息', 'Please check your unit first')], decide: (one, reason) => api.act(RefuseReportInDocument, `refuseReportIn:${one.id}`, { reportInId: one.id, reason }) },
        ]}
      />
    </Page>
  );
}
