import { Button, Modal, Select } from 'antd';
import { useContext, useState } from 'react';
import { api } from '@/api';
import { ResetSecondFactorDocument, RevokeRoleDocument, RoleHoldersDocument, type RoleHoldersQuery } from '@/gql/graphql';
import { List } from '@/patterns/List';
import { Page } from '@/patterns/Page';
import { useAct } from '@/patterns/useAct';
import { usePages } from '@/patterns/usePages';
import { link, put, useParam } from '@/route';
import { CommunitiesContext, useCommunityId, useViewer } from '@/viewer';
import { day, name, t, w } from '@/words';
import { GrantForm } from './GrantForm';
import { givenBy, isAdministrator } from './ranks';

type Holder = RoleHoldersQuery['roleHolders']['edges'][number]['node'];

/** Who works where, in an area and all within it. */
export default function Roles() {
  const viewer = useViewer();
  const communityId = useCommunityId();
  const communities = useContext(CommunitiesContext);
  const { run, busy } = useAct();
  const [granting, setGranting] = useState(false);
  const [asked, setAsked] = useState<{ what: 'revoke' | 'reset'; holder: Holder } | null>(null);
  const administered = viewer.roles.flatMap(({ role, node }) => (node.__typename === 'Area' && isAdministrator(role) ? [node] : []));
  const nodeId = useParam('area') ?? administered[0]?.id ?? communityId;
  const given = givenBy(viewer);
  const pages = usePages(['roleHolders', nodeId], async (after) => (await api.ask(RoleHoldersDocument, { nodeId, after })).roleHolders);
  const mine = asked?.holder.member.id === viewer.id;
  const act = async () => {
    const { what, holder } = asked!;
    const done =
      what === 'revoke'
        ? await run(() => api.do(RevokeRoleDocument, { input: { roleId: holder.role.id } }), { done: t('已收回', 'Taken away'), stale: ['roleHolders', 'viewer'] })
        : await run(() => api.do(ResetSecondFactorDocument, { input: { memberId: holder.member.id } }), { done: t('已重置，请对方马上重新设置', 'Reset; they should set it up again at once') });
    if (done) setAsked(null);
  };
  return (
    <Page
      title={t('角色', 'Roles')}
      tools={
        <>
          <span data-filter>
            <Select
              style={{ width: 200 }}
              aria-label={t('在哪里', 'Where')}
              showSearch={{ optionFilterProp: 'label' }}
              value={nodeId}
              options={[...administered, ...communities].map((area) => ({ value: area.id, label: area.name }))}
              onChange={(value) => put({ area: value })}
            />
          </span>
          <Button type="primary" onClick={() => setGranting(true)}>{t('授予角色', 'Give a role')}</Button>
        </>
      }
    >
      <List
        pages={{ ...pages, rows: pages.rows.map((row) => ({ ...row, id: row.role.id })) }}
        empty={t('这里还没有人担任角色。', 'Nobody holds a role here yet.')}
        width={1000}
        columns={[
          { title: t('谁', 'Who'), width: 160, render: (_, one) => <>{name(one.member)} {one.member.id === viewer.id && <span className="soft">{t('（您）', '(you)')}</span>}</> },
          { title: t('角色', 'Role'), width: 170, render: (_, one) => w('Role', one.role.role) },
          { title: t('在哪里', 'Where'), render: (_, one) => one.role.node.name },
          { title: t('自', 'Since'), width: 130, render: (_, one) => day(one.role.since) },
          { title: t('谁提出的', 'Proposed by'), width: 130, render: (_, one) => name(one.grantedBy) },
          {
            title: t('操作', 'Do'),
            width: 220,
            render: (_, one) => (
              <div className="row">
                {(given.includes(one.role.role) || one.member.id === viewer.id) && (
                  <Button size="small" danger onClick={() => setAsked({ what: 'revoke', holder: one })}>{one.member.id === viewer.id ? t('卸任', 'Lay down') : t('收回', 'Take away')}</Button>
                )}
                {isAdministrator(one.role.role) && given.includes(one.role.role) && one.member.id !== viewer.id && (
                  <Button size="small" onClick={() => setAsked({ what: 'reset', holder: one })}>{t('重置第二道锁', 'Reset second lock')}</Button>
                )}
              </div>
            ),
          },
        ]}
      />
      <GrantForm open={granting} close={() => setGranting(false)} />
      <Modal
        open={asked !== null}
        title={asked && `${name(asked.holder.member)} · ${asked.holder.role.node.name} · ${w('Role', asked.holder.role.role)}`}
        okText={asked?.what === 'reset' ? t('重置', 'Reset it') : mine ? t('卸任', 'Lay it down') : t('收回角色', 'Take it away')}
        cancelText={t('返回', 'Back')}
        okButtonProps={{ danger: true, loading: busy }}
        onOk={() => void act()}
        onCancel={() => setAsked(null)}
      >
        <p>
          {asked?.what === 'reset'
            ? t('先打电话确认对方的手机确实丢了。重置后，对方所有的登录都要用新的动态码。', 'Ring them first: is the phone really lost? After this all their logins need a code of a new lock.')
            : mine
              ? t('卸任马上生效。要再担任，得由别人提出、另一人复核。', 'It ends at once. To hold it again, somebody proposes it and a second person agrees.')
              : t('收回马上生效，对方会收到消息。要再授予，得另一位同事复核。', 'It ends at once, and they are told. To give it again needs a second person.')}
        </p>
        {asked?.what === 'revoke' && !mine && <a href={link('/audit', { actor: asked.holder.member.id })}>{t('看看对方做过什么', 'See what they did')}</a>}
      </Modal>
    </Page>
  );
}
