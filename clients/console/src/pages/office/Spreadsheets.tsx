import { Button, DatePicker, Select, Tag } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { api } from '@/api';
import { MakeEntriesSpreadsheetDocument, MakeHandedOutSpreadsheetDocument, MakeHoursSpreadsheetDocument, MakeWishesSpreadsheetDocument, SpreadsheetsDocument, type SpreadsheetKind } from '@/gql/graphql';
import { List } from '@/patterns/List';
import { Page } from '@/patterns/Page';
import { download, Sheet } from '@/patterns/Sheet';
import { usePages } from '@/patterns/usePages';
import { put, useParam } from '@/route';
import { useCommunityId } from '@/viewer';
import { moment, t, w } from '@/words';

const KINDS = ['HOURS', 'ENTRIES', 'HANDED_OUT', 'WISHES'] as const satisfies SpreadsheetKind[];

/** What a community takes away as spreadsheets: asked for here, and kept for a day. */
export default function Spreadsheets() {
  const communityId = useCommunityId();
  const asked = useParam('kind');
  const kind = KINDS.find((one) => one === asked) ?? 'HOURS';
  const [days, setDays] = useState([dayjs().startOf('month'), dayjs()] as const);
  const pages = usePages(['spreadsheets'], async (after) => (await api.ask(SpreadsheetsDocument, { after })).viewer.spreadsheets);
  const [from, to] = days.map((one) => one.format('YYYY-MM-DD')) as [string, string];
  const make = () => {
    switch (kind) {
      case 'HOURS':
        return api.act(MakeHoursSpreadsheetDocument, `hoursSheet:${communityId}`, { communityId, from, to });
      case 'ENTRIES':
        return api.act(MakeEntriesSpreadsheetDocument, `entriesSheet:${communityId}`, { communityId, from, to });
      case 'HANDED_OUT':
        return api.act(MakeHandedOutSpreadsheetDocument, `handedOut:${communityId}`, { communityId, day: to });
      case 'WISHES':
        return api.act(MakeWishesSpreadsheetDocument, `wishes:${communityId}`, { communityId });
    }
  };
  return (
    <Page
      title={t('表格', 'Spreadsheets')}
      tools={
        <div className="row" data-filter>
          <Select aria-label={t('哪种表格', 'Which')} style={{ width: 150 }} value={kind} options={KINDS.map((value) => ({ value, label: w('SpreadsheetKind', value) }))} onChange={(value) => put({ kind: value })} />
          {(kind === 'HOURS' || kind === 'ENTRIES') && (
            <DatePicker.RangePicker allowClear={false} value={[days[0], days[1]]} onChange={(range) => range?.[0] && range[1] && setDays([range[0], range[1]])} />
          )}
          {kind === 'HANDED_OUT' && <DatePicker aria-label={t('哪一天', 'Day')} allowClear={false} value={days[1]} onChange={(one) => one && setDays([days[0], one])} />}
          <Sheet primary label={t('做这张表', 'Make it')} make={make} done={pages.again} />
        </div>
      }
    >
      <List
        pages={pages}
        empty={t('最近没有做过表格。右上角选好就能做。', 'None lately. Choose one at the top right.')}
        columns={[
          { title: t('表格', 'Spreadsheet'), dataIndex: 'title', ellipsis: true },
          { title: t('何时要的', 'Asked for'), width: 150, render: (_, one) => moment(one.askedAt) },
          { title: t('行数', 'Rows'), width: 90, align: 'right', dataIndex: 'rowsDone' },
          { title: t('状态', 'State'), width: 120, render: (_, one) => <Tag color={one.state === 'FAILED' ? 'orange' : undefined}>{w('SpreadsheetState', one.state)}</Tag> },
          { title: t('保留到', 'Kept until'), width: 150, render: (_, one) => (one.expiresAt ? moment(one.expiresAt) : '—') },
          { title: t('下载', 'Download'), width: 120, render: (_, one) => one.url && <Button size="small" onClick={() => download(one.url!)}>{t('下载', 'Download')}</Button> },
        ]}
      />
    </Page>
  );
}
