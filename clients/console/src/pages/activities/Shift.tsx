import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import { api } from '@/api';
import { MakeRosterSpreadsheetDocument, RollCallDocument, LiveShiftCodeDocument, ShiftRosterDocument, type RollCallMark } from '@/gql/graphql';
import { QrCode } from '@/patterns/QrCode';
import { Fault } from '@/patterns/Page';
import { Rows } from '@/patterns/Rows';
import { Sheet } from '@/patterns/Sheet';
import { useAct } from '@/patterns/useAct';
import { useAttended } from '@/patterns/useAttended';
import { useLive } from '@/patterns/useLive';
import { Print } from '@/prints/Print';
import { RosterPaper } from '@/prints/RosterPaper';
import { comma, dot, minutes, moment, span, t, w } from '@/words';

/** A shift with its whole roster: a thousand seats are ten pages. */
async function whole(id: string) {
  const { node } = await api.ask(ShiftRosterDocument, { id });
  if (node?.__typename !== 'Shift' || !node.roster) return node;
  for (let page = node.roster.pageInfo; page.hasNextPage; ) {
    const next = (await api.ask(ShiftRosterDocument, { id, after: page.endCursor })).node;
    if (next?.__typename !== 'Shift' || !next.roster) break;
    node.roster.edges.push(...next.roster.edges);
    page = next.roster.pageInfo;
  }
  return node;
}

async function drawRoster(id: string) {
  const shift = await whole(id);
  return shift?.__typename === 'Shift' && <RosterPaper shift={shift} />;
}

/** Who comes to a shift, who is there, and the code to check in by. */
export function Shift({ id }: { id: string }) {
  const client = useQueryClient();
  const { run } = useAct();
  const [code, setCode] = useState(false);
  const attended = useAttended();
  const roster = useQuery({ queryKey: ['shift', id], refetchInterval: attended && 20_000, queryFn: () => whole(id) });
  if (roster.error) return <Fault fault={roster.error} again={() => void roster.refetch()} />;
  if (roster.isPending) return <Skeleton active />;
  const shift = roster.data;
  if (shift?.__typename !== 'Shift') return <p>{t('这个班次已经看不到了。', 'This shift can no longer be seen.')}</p>;
  const rows = shift.roster?.edges.map((edge) => edge.node) ?? [];
  const call = async (memberId: string, present: RollCallMark) => {
    await run(() => api.act(RollCallDocument, `rollCall:${id}:${memberId}:${present}`, { shiftId: id, memberId, present }));
    await client.invalidateQueries({ queryKey: ['shift', id] });
  };
  return (
    <div className="stack">
      <div className="row spread">
        <div>
          <h1>{shift.activity.title}</h1>
          <div className="soft">{dot([span(shift.startsAt, shift.endsAt), shift.activity.place, t(`${shift.taken}/${shift.capacity}人`, `${shift.taken} of ${shift.capacity}`), shift.waiting > 0 && t(`${shift.waiting}人排队`, `${shift.waiting} in line`)])}</div>
        </div>
        <div className="row">
          <Button type="primary" onClick={() => setCode(!code)}>{code ? t('收起签到码', 'Hide the code') : t('出示签到码', 'Show the code')}</Button>
          <Print label={t('打印签到表', 'Print to sign')} name={t(`签到表 ${shift.activity.title}`, `To sign: ${shift.activity.title}`)} paper="list" draw={() => drawRoster(id)} />
          <Sheet label={t('下载名单', 'Roster as a spreadsheet')} make={() => api.act(MakeRosterSpreadsheetDocument, `roster:${id}`, { shiftId: id })} />
        </div>
      </div>
      {code && <Code id={id} />}
      {rows.length === 0 && <p className="soft">{t('还没有人报名。', 'Nobody has signed up yet.')}</p>}
      <Rows
        rows={rows}
        columns={[
          { title: t('谁', 'Who'), render: (_, one) => one.member.shownName },
          { title: t('报名', 'Sign-up'), render: (_, one) => (one.state === 'WAITING' ? t(`排队第${one.position}位`, `no. ${one.position} in line`) : w('SignUpState', one.state)) },
          {
            title: t('到场', 'There'),
            render: (_, { attendance }) =>
              attendance ? (
                <Tag color="green">{comma([t(`${moment(attendance.checkedInAt)} 签到`, `in ${moment(attendance.checkedInAt)}`), attendance.checkedOutAt && t('已签退', 'out'), attendance.worth === 'GRANTED' && minutes(attendance.grantedMinutes)])}</Tag>
              ) : (
                <span className="soft">{t('未到', 'not yet')}</span>
              ),
          },
          {
            title: t('点名', 'Roll-call'),
            render: (_, one) =>
              one.state === 'SEATED' &&
              (!one.attendance ? (
                <Button size="small" onClick={() => void call(one.member.id, 'IN')}>{t('到了', 'Is here')}</Button>
              ) : (
                !one.attendance.checkedOutAt && <Popconfirm title={t(`${one.member.shownName}现在离开？时长就此记下，不能撤回。`, `Does ${one.member.shownName} leave now? Their time is granted; this cannot be undone.`)} okText={t('离开', 'Leaves')} cancelText={t('返回', 'Back')} onConfirm={() => call(one.member.id, 'OUT')}>
                    <Button size="small">{t('离开', 'Leaves')}</Button>
                  </Popconfirm>
              )),
          },
        ]}
      />
    </div>
  );
}

/** Large, for people in a hall; it turns by itself. */
function Code({ id }: { id: string }) {
  const { data, refused } = useLive(LiveShiftCodeDocument, { id });
  const code = data?.checkInCode;
  if (!code && !refused) return <Skeleton active />;
  if (!code) return <p className="soft">{t('开始前后才有签到码。', 'There is a code around the time of the shift.')}</p>;
  return (
    <div className="paper row" style={{ gap: 32, justifyContent: 'center' }}>
      <QrCode value={code.qrText} size={280} label={t('签到码', 'Check-in code')} />
      <div>
        <div className="soft">{t('扫码，或输入', 'Scan, or type')}</div>
        <div className="digits" style={{ fontSize: 72, lineHeight: '88px' }}>{code.digits}</div>
        <div className="soft">{t('每30秒换一次', 'It changes every 30 seconds')}</div>
      </div>
    </div>
  );
}
