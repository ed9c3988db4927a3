import { Drawer, Skeleton, Tag } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { api } from '@/api';
import { OneTeamDocument, TeamsDocument } from '@/gql/graphql';
import { Choose } from '@/patterns/Choose';
import { List } from '@/patterns/List';
import { Fault, Page } from '@/patterns/Page';
import { usePages } from '@/patterns/usePages';
import { link, put, useParam } from '@/route';
import { useCommunityId } from '@/viewer';
import { day, name, t, w } from '@/words';

/** The teams of a community. Their members found and join them in the mini-program. */
export default function Teams() {
  const communityId = useCommunityId();
  const item = useParam('item');
  const pages = usePages(['teams', communityId], async (after) => (await api.ask(TeamsDocument, { communityId, after })).teams);
  return (
    <Page title={t('服务队', 'Teams')}>
      <List
        pages={pages}
        empty={t('还没有服务队。志愿者可以在小程序里成立。', 'No teams yet. Volunteers found them in the mini-program.')}
        open={(one) => put({ item: one.id })}
        columns={[
          { title: t('队名', 'Team'), render: (_, one) => <><Choose to={{ item: one.id }}>{one.name || t('（队名已移除）', '(name removed)')}</Choose> {one.textState !== 'SHOWN' && <Tag color="orange">{w('TextState', one.textState)}</Tag>}</> },
          { title: t('队长', 'Captain'), width: 160, render: (_, one) => name(one.captain) },
          { title: t('人数', 'Members'), width: 100, align: 'right', dataIndex: 'size' },
          { title: t('成立', 'Founded'), width: 160, render: (_, one) => day(one.foundedAt) },
        ]}
      />
      <Drawer size={560} open={item !== null} destroyOnHidden onClose={() => put({ item: null })} title={t('服务队', 'Team')}>
        {item && <Team id={item} />}
      </Drawer>
    </Page>
  );
}

function Team({ id }: { id: string }) {
  const team = useQuery({ queryKey: ['team', id], queryFn: async () => (await api.ask(OneTeamDocument, { id })).node });
  const members = usePages(['teamMembers', id], async (after) => {
    const { node } = await api.ask(OneTeamDocument, { id, after });
    return (node?.__typename === 'Team' && node.members) || { edges: [], pageInfo: { hasNextPage: false } };
  });
  if (team.error) return <Fault fault={team.error} again={() => void team.refetch()} />;
  if (team.isPending) return <Skeleton active />;
  if (team.data?.__typename !== 'Team') return <p>{t('这支队已经看不到了。', 'This team can no longer be seen.')}</p>;
  const { captain, foundedAt, closedAt, size, removalReason, textState } = team.data;
  return (
    <div className="list" style={{ height: '100%', gap: 12 }}>
      <div>
        <h1>{team.data.name || t('（队名已移除）', '(name removed)')}</h1>
        <p className="soft">{t(`${size}人，${day(foundedAt)}成立`, `${size} members, founded ${day(foundedAt)}`)}{closedAt && t(`，${day(closedAt)}解散`, `, closed ${day(closedAt)}`)}</p>
        {textState !== 'SHOWN' && <p><Tag color="orange">{w('TextState', textState)}</Tag> {removalReason ?? <a href={link('/moderation')}>{t('去核查', 'Look into it')}</a>}</p>}
      </div>
      <div style={{ flex: 1, minHeight: 0 }}>
        <List
          pages={members}
          width={400}
          empty={t('没有队员。', 'Nobody in it.')}
          columns={[
            { title: t('队员', 'Member'), render: (_, one) => <a href={link('/residents', { item: one.id })}>{name(one)}</a> },
            { title: t('职务', 'Part'), width: 140, render: (_, one) => one.id === captain.id && <Tag>{t('队长', 'Captain')}</Tag> },
          ]}
        />
      </div>
    </div>
  );
}
