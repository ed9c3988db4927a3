import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Popconfirm, Select, Skeleton, Table, Upload } from 'antd';
import { useState } from 'react';
import { uuid } from 'shared/kept';
import { api, send } from '@/api';
import { DecidePartyMembershipDocument, OneUnitDocument } from '@/gql/graphql';
import { Fault, Page } from '@/patterns/Page';
import { useAct } from '@/patterns/useAct';
import { put, useParam } from '@/route';
import { useViewer } from '@/viewer';
import { t } from '@/words';
import { AddToRoster } from './AddToRoster';
import { Record } from './Record';

/** For a liaison: the roster of the unit, who waits to be confirmed, and what its members did. */
export default function Units() {
  const viewer = useViewer();
  const units = viewer.roles.flatMap(({ node }) => (node.__typename === 'Unit' ? [node] : []));
  const asked = useParam('unit');
  const unit = units.find(({ id }) => id === asked) ?? units[0];
  if (!unit) return null;
  return (
    <Page
      title={unit.name}
      tools={units.length > 1 && <Select value={unit.id} style={{ width: 240 }} options={units.map(({ id, name }) => ({ value: id, label: name }))} onChange={(id) => put({ unit: id })} />}
    >
      <div className="list" style={{ height: '100%', gap: 12 }} key={unit.id}>
        <Roster id={unit.id} />
        <Record id={unit.id} />
      </div>
    </Page>
  );
}

function Roster({ id }: { id: string }) {
  const { run, busy } = useAct();
  const query = useQuery({ queryKey: ['unit', id], queryFn: async () => (await api.ask(OneUnitDocument, { id })).node });
  if (query.error) return <Fault fault={query.error} again={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton active />;
  if (query.data?.__typename !== 'Unit') return null;
  const waiting = query.data.pendingPartyMembers?.edges.map((edge) => edge.node) ?? [];
  const decide = (memberId: string, confirm: boolean) =>
    run(() => api.do(DecidePartyMembershipDocument, { input: { unitId: id, memberId, confirm } }), { done: confirm ? t('已确认', 'Confirmed') : t('已告知本人', 'They are told'), stale: ['unit', 'unitRecord'] });
  return (
    <div className="paper stack">
      <span>{t(`花名册上有 ${query.data.rosterSize ?? 0} 人`, `${query.data.rosterSize ?? 0} people on the roster`)}</span>
      <RosterFile id={id} />
      {waiting.map((person) => (
        <div className="row" key={person.id}>
          <b>{person.shownName}</b>
          <span className="soft">{t('说自己是本单位的在职党员，花名册上没对上', 'says they are a party member here; the roster did not match')}</span>
          <Popconfirm title={t(`${person.shownName}是本单位的在职党员？确认后不能撤回。`, `Is ${person.shownName} a party member here? This cannot be undone.`)} okText={t('是', 'Yes')} cancelText={t('返回', 'Back')} onConfirm={() => decide(person.id, true)}>
            <Button size="small" type="primary" loading={busy}>{t('是本单位党员', 'They are')}</Button>
          </Popconfirm>
          <Popconfirm title={t(`告诉${person.shownName}没有对上？`, `Tell ${person.shownName} that they are not?`)} okText={t('不是', 'They are not')} cancelText={t('返回', 'Back')} onConfirm={() => decide(person.id, false)}>
            <Button size="small" loading={busy}>{t('不是', 'They are not')}</Button>
          </Popconfirm>
        </div>
      ))}
    </div>
  );
}

interface Checked {
  rows: number;
  added: number;
  known: number;
  faultCount: number;
  faults: { row: number; column: string; code: string; message: string }[];
  message?: string;
}

/** The roster as it is: looked at first, written only when nothing is at fault. */
function RosterFile({ id }: { id: string }) {
  const client = useQueryClient();
  const { run, busy } = useAct();
  const [looked, setLooked] = useState<{ file: File; requestId: string; told: Checked } | null>(null);
  const hand = async (file: File, dryRun: boolean, requestId: string): Promise<Checked> => {
    const headers: Record<string, string> = { 'content-type': file.name.endsWith('.csv') ? 'text/csv' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };
    if (!dryRun) headers['idempotency-key'] = requestId;
    const answer = await send(`/units/${id}/roster${dryRun ? '?dryRun=true' : ''}`, { method: 'POST', headers, body: file });
    const told = (await answer.json().catch(() => null)) as Checked | null;
    if (!told || told.rows === undefined) throw new Error(told?.message ?? t('没有读懂这个文件', 'The file could not be read'));
    return told;
  };
  const look = (file: File) =>
    void run(async () => {
      const told = await hand(file, true, '');
      setLooked({ file, requestId: uuid(), told });
      return told;
    });
  const write = async () => {
    const done = await run(() => hand(looked!.file, false, looked!.requestId), { done: t('花名册已更新', 'The roster is updated') });
    if (!done) return;
    setLooked(null);
    await client.invalidateQueries({ queryKey: ['unit', id] });
  };
  return (
    <div className="stack">
      <div className="row">
        <Upload accept=".xlsx,.csv" showUploadList={false} beforeUpload={(file) => (look(file), false)}>
          <Button loading={busy}>{t('上传花名册（先检查）', 'Upload a roster (checked first)')}</Button>
        </Upload>
        <AddToRoster unitId={id} />
      </div>
      {looked &&
        (looked.told.faultCount > 0 ? (
          <>
            <Alert type="warning" showIcon title={t(`有 ${looked.told.faultCount} 处要改，改好再传。现在什么都没有写入。`, `${looked.told.faultCount} faults. Nothing was written.`)} />
            <Table
              size="small"
              rowKey={(fault) => `${fault.row}${fault.column}${fault.code}`}
              pagination={false}
              scroll={{ y: 240 }}
              dataSource={looked.told.faults}
              columns={[
                { title: t('行', 'Row'), dataIndex: 'row', width: 70 },
                { title: t('列', 'Column'), dataIndex: 'column', width: 90 },
                { title: t('怎么了', 'What'), dataIndex: 'message' },
              ]}
            />
          </>
        ) : (
          <div className="row">
            {t(`共 ${looked.told.rows} 人，新增 ${looked.told.added} 人，已有 ${looked.told.known} 人`, `${looked.told.rows} people: ${looked.told.added} new, ${looked.told.known} known`)}
            <Button type="primary" loading={busy} onClick={() => void write()}>{t('写入', 'Write it')}</Button>
            <Button onClick={() => setLooked(null)}>{t('不写', 'Leave it')}</Button>
          </div>
        ))}
    </div>
  );
}
