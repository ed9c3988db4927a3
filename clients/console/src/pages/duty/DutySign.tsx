import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { api } from '@/api';
import { DutyCodeDocument } from '@/gql/graphql';
import { Fault } from '@/patterns/Page';
import { QrCode } from '@/patterns/QrCode';
import { t } from '@/words';

/** The code of a duty point, large, on a computer that stands there; on paper a sign without it, because it turns. */
export function DutySign({ id }: { id: string }) {
  const query = useQuery({
    queryKey: ['dutyCode', id],
    staleTime: 0,
    refetchInterval: ({ state }) => {
      const until = state.data?.checkInCode?.until;
      return until ? Math.max(500, Date.parse(until) - Date.now() + 200) : 5_000;
    },
    queryFn: async () => {
      const { node } = await api.ask(DutyCodeDocument, { id });
      return node?.__typename === 'DutyPoint' ? node : null;
    },
  });
  if (query.error) return <Fault fault={query.error} again={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton active />;
  const point = query.data;
  if (!point) return <p>{t('这个值守点已经看不到了。', 'This duty point can no longer be seen.')}</p>;
  return (
    <section className="sign">
      <h1>{point.name}</h1>
      <p className="where">{point.place}</p>
      {point.checkInCode ? (
        <div className="row noprint" style={{ gap: 56, justifyContent: 'center' }}>
          <QrCode value={point.checkInCode.qrText} size={360} label={t('值守签到码', 'Duty check-in code')} />
          <div>
            <p className="where">{t('打开“邻里”扫一扫，或输入', 'Scan it with Linli, or type')}</p>
            <div className="digits" style={{ fontSize: 96, lineHeight: '120px' }}>{point.checkInCode.digits}</div>
            <p className="where">{t('每30秒换一次，每小时签一次', 'It changes every 30 seconds. Once an hour')}</p>
          </div>
        </div>
      ) : (
        <p>{t('这里已经关闭。', 'This point is closed.')}</p>
      )}
      <p className="onlyprint how">{t('在职党员到岗后，请打开小程序“邻里”，点“扫一扫”，扫值守台屏幕上的签到码。', 'Party members on duty: open Linli, tap Scan, and scan the code on the screen of this point.')}</p>
      <div className="noprint row" style={{ justifyContent: 'center' }}>
        <Button onClick={() => print()}>{t('打印门牌', 'Print a sign')}</Button>
        <span className="soft">{t('签到码会变，所以不印在纸上', 'The code turns, so it is not printed')}</span>
      </div>
    </section>
  );
}
