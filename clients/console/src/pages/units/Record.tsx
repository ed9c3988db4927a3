import { DatePicker, Drawer } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { api } from '@/api';
import { MakeUnitRecordSpreadsheetDocument, UnitMemberEntriesDocument, UnitRecordDocument, type RecordKind, type UnitRecordQuery } from '@/gql/graphql';
import { List } from '@/patterns/List';
import { Sheet } from '@/patterns/Sheet';
import { usePages } from '@/patterns/usePages';
import { put, useParam } from '@/route';
import { dot, minutes, moment, name, t, w } from '@/words';

type Person = UnitRecordQuery['unitRecord']['edges'][number]['node']['person'];
interface Figure {
  person: Person;
  kind: RecordKind;
}

/** What the members of a unit did; each figure opens to what it counts. */
export function Record({ id }: { id: string }) {
  const from = useParam('from') ?? dayjs().startOf('year').format('YYYY-MM-DD');
  const to = useParam('to') ?? dayjs().format('YYYY-MM-DD');
  const [figure, setFigure] = useState<Figure | null>(null);
  const pages = usePages(['unitRecord', id, from, to], async (after) => (await api.ask(UnitRecordDocument, { unitId: id, from, to, after })).unitRecord);
  const opens = (person: Person, kind: RecordKind, shown: string | number, value: number) => (value === 0 ? <span className="soft">{shown}</span> : <button type="button" className="link" onClick={() => setFigure({ person, kind })}>{shown}</button>);
  return (
    <>
      <div className="row spread">
        <h2>{t('党员做了什么', 'What members did')}</h2>
        <div className="row">
          <DatePicker.RangePicker allowClear={false} value={[dayjs(from), dayjs(to)]} onChange={(days) => days?.[0] && days[1] && put({ from: days[0].format('YYYY-MM-DD'), to: days[1].format('YYYY-MM-DD') })} />
          <Sheet make={() => api.act(MakeUnitRecordSpreadsheetDocument, `unitRecord:${id}`, { unitId: id, from, to })} />
        </div>
      </div>
      <div style={{ flex: 1, minHeight: 200 }}>
        <List
          pages={{ ...pages, rows: pages.rows.map((row) => ({ ...row, id: row.person.id })) }}
          empty={t('这段时间还没有记录。', 'Nothing in this time yet.')}
          columns={[
            { title: t('谁', 'Who'), render: (_, one) => name(one.person) },
            { title: w('RecordKind', 'REPORT_IN'), width: 100, align: 'right', render: (_, one) => opens(one.person, 'REPORT_IN', one.reportIns, one.reportIns) },
            { title: w('RecordKind', 'CHECK_IN'), width: 140, align: 'right', render: (_, one) => opens(one.person, 'CHECK_IN', one.checkIns, one.checkIns) },
            { title: w('RecordKind', 'HOURS'), width: 160, align: 'right', render: (_, one) => opens(one.person, 'HOURS', minutes(one.minutes), one.minutes) },
            { title: w('RecordKind', 'WISH'), width: 100, align: 'right', render: (_, one) => opens(one.person, 'WISH', one.wishes, one.wishes) },
          ]}
        />
      </div>
      <Drawer size={600} open={figure !== null} destroyOnHidden onClose={() => setFigure(null)} title={figure && dot([name(figure.person), w('RecordKind', figure.kind)])}>
        {figure && <Entries unitId={id} figure={figure} from={from} to={to} />}
      </Drawer>
    </>
  );
}

function Entries({ unitId, figure, from, to }: { unitId: string; figure: Figure; from: string; to: string }) {
  const asked = { unitId, memberId: figure.person.id, kind: figure.kind, from, to };
  const pages = usePages(['unitMemberEntries', asked], async (after) => (await api.ask(UnitMemberEntriesDocument, { ...asked, after })).unitMemberEntries);
  return (
    <List
      pages={pages}
      width={500}
      empty={t('没有记录。', 'Nothing.')}
      columns={[
        { title: t('时间', 'When'), width: 140, render: (_, one) => moment(one.at) },
        { title: t('在哪里', 'Where'), width: 130, dataIndex: 'communityName' },
        { title: t('什么', 'What'), render: (_, one) => one.title ?? w('RecordKind', figure.kind) },
        { title: t('时长', 'Time'), width: 110, align: 'right', render: (_, one) => (one.minutes ? minutes(one.minutes) : '') },
      ]}
    />
  );
}
