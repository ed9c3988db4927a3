import { Drawer, Input, Segmented, Tag } from 'antd';
import { api } from '@/api';
import { BlockedMembersDocument, ResidentsDocument } from '@/gql/graphql';
import { Choose } from '@/patterns/Choose';
import { List } from '@/patterns/List';
import { Page } from '@/patterns/Page';
import { usePages } from '@/patterns/usePages';
import { put, useParam } from '@/route';
import { useCommunityId } from '@/viewer';
import { moment, t } from '@/words';
import { Resident } from './Resident';

/** The people of a community; who is blocked is told apart. */
export default function Residents() {
  const communityId = useCommunityId();
  const item = useParam('item');
  const only = useParam('only');
  const name = useParam('name') ?? '';
  const people = usePages(['residents', communityId], async (after) => (await api.ask(ResidentsDocument, { communityId, after })).residents);
  const blocked = usePages(['blocked', communityId], async (after) => (await api.ask(BlockedMembersDocument, { communityId, after })).blockedMembers);
  const blocks = new Map(blocked.rows.map((block) => [block.member.id, block]));
  const rows = (only === 'blocked' ? blocked.rows.map((block) => block.member) : people.rows).filter((person) => person.shownName.includes(name));
  return (
    <Page
      title={t('居民', 'Residents')}
      tools={
        <>
          <Segmented value={only ?? ''} options={[{ value: '', label: t('全部', 'All') }, { value: 'blocked', label: t('已停用', 'Blocked') }]} onChange={(value) => put({ only: value || null })} />
          <Input allowClear data-filter style={{ width: 160 }} defaultValue={name} placeholder={t('姓（在已显示的人里找）', 'Name, among those shown')} onChange={(event) => put({ name: event.target.value })} />
        </>
      }
    >
      <List
        pages={{ ...(only === 'blocked' ? blocked : people), rows }}
        empty={t('这里没有人。', 'Nobody here.')}
        open={(person) => put({ item: person.id })}
        columns={[
          { title: t('姓名', 'Name'), width: 200, render: (_, person) => <Choose to={{ item: person.id }}>{person.shownName || t('未填姓名', 'No name yet')}</Choose> },
          {
            title: t('状态', 'State'),
            render: (_, person) => {
              const block = blocks.get(person.id);
              return block ? <><Tag color="orange">{t('已停用', 'Blocked')}</Tag>{block.reason} <span className="soft">{moment(block.blockedAt)}</span></> : <span className="soft">{t('正常', 'Active')}</span>;
            },
          },
        ]}
      />
      <Drawer size={720} open={item !== null} destroyOnHidden onClose={() => put({ item: null })} title={t('居民', 'Resident')}>
        {item && <Resident id={item} name={[...people.rows, ...blocked.rows.map((block) => block.member)].find((person) => person.id === item)?.shownName ?? ''} blocked={blocks.has(item)} />}
      </Drawer>
    </Page>
  );
}
