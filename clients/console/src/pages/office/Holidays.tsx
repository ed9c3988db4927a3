import { useQuery } from '@tanstack/react-query';
import { DatePicker, InputNumber, Segmented, Skeleton, Table, Tag } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { api } from '@/api';
import { HolidaysDocument, WorkingDayDocument } from '@/gql/graphql';
import { Fault, Page } from '@/patterns/Page';
import { put, useParam } from '@/route';
import { t } from '@/words';

/** Which days are off, which weekends are worked, and when a number of working days is over. */
export default function Holidays() {
  const now = dayjs().year();
  const year = Number(useParam('year') ?? now);
  const days = useQuery({ queryKey: ['holidays', year], queryFn: async () => (await api.ask(HolidaysDocument, { year })).holidays ?? null });
  return (
    <Page title={t('节假日', 'Holidays')} tools={<Segmented value={year} options={[now - 1, now, now + 1]} onChange={(value) => put({ year: String(value) })} />}>
      <div className="stack" style={{ maxWidth: 760 }}>
        <WorkingDays />
        {days.error ? (
          <Fault fault={days.error} again={() => void days.refetch()} />
        ) : days.isPending ? (
          <Skeleton active />
        ) : (
          <Table
            size="small"
            rowKey="date"
            pagination={false}
            dataSource={days.data ?? []}
            locale={{ emptyText: t(`${year}年的放假安排还没有公布，一般在前一年11月。`, `The holidays of ${year} are not known yet: they are published in November of the year before.`) }}
            columns={[
              { title: t('日期', 'Day'), width: 200, render: (_, one) => dayjs(one.date).format(t('M月D日 dddd', 'D MMM, dddd')) },
              { title: t('安排', 'Kind'), width: 140, render: (_, one) => (one.kind === 'HOLIDAY' ? <Tag>{t('放假', 'Off')}</Tag> : <Tag color="orange">{t('上班（调休）', 'Worked')}</Tag>) },
              { title: t('节日', 'Holiday'), dataIndex: 'name' },
            ]}
          />
        )}
      </div>
    </Page>
  );
}

function WorkingDays() {
  const [from, setFrom] = useState(dayjs());
  const [count, setCount] = useState(7);
  const asked = { from: from.format('YYYY-MM-DD'), count };
  const { data } = useQuery({ queryKey: ['workingDay', asked], queryFn: async () => (await api.ask(WorkingDayDocument, asked)).workingDay });
  return (
    <div className="paper row">
      {t('从', 'From')}
      <DatePicker aria-label={t('从哪天', 'From')} allowClear={false} value={from} onChange={(value) => value && setFrom(value)} />
      {t('起', 'on,')}
      <InputNumber aria-label={t('几个工作日', 'Working days')} min={0} max={1000} value={count} onChange={(value) => value !== null && setCount(value)} />
      {t('个工作日，到', 'working days end on')}
      <b>{data ? dayjs(data.date).format(t('YYYY年M月D日 dddd', 'dddd, D MMM YYYY')) : '…'}</b>
      {data?.provisional && <Tag color="orange">{t('放假安排未公布，可能会变', 'may still change')}</Tag>}
    </div>
  );
}
