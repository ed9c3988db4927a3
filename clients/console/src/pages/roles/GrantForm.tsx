import { useQuery } from '@tanstack/react-query';
import { App, Button, Form, Modal, Select } from 'antd';
import { api } from '@/api';
import { GrantRoleDocument, ResidentsDocument, type Role } from '@/gql/graphql';
import { useAct } from '@/patterns/useAct';
import { usePages } from '@/patterns/usePages';
import { go } from '@/route';
import { areasOf, useCommunity, useViewer } from '@/viewer';
import { dot, name, t, w } from '@/words';
import { givenBy, HELD_ON } from './ranks';
import { UnitField } from './UnitField';

/** Proposes that somebody gets a role. A second person carries it out. */
export function GrantForm({ open, close, member }: { open: boolean; close(): void; member?: { id: string; shownName: string } }) {
  const viewer = useViewer();
  const community = useCommunity()!;
  const { run, busy } = useAct();
  const { modal } = App.useApp();
  const given = givenBy(viewer);
  const [form] = Form.useForm<{ memberId: string; role: Role; nodeId: string }>();
  const role = Form.useWatch('role', form) ?? given[0];
  const kind = role && HELD_ON[role];
  const people = usePages(['residents', community.id], async (after) => (await api.ask(ResidentsDocument, { communityId: community.id, after })).residents);
  const nodes = useQuery({
    queryKey: ['nodesFor', role, community.id],
    enabled: open && kind !== undefined,
    queryFn: async () => {
      const areas = await areasOf(viewer, kind!, kind === 'GRID' ? community : null);
      return areas.map((area) => ({ value: area.id, label: dot([area.name, area.within]) }));
    },
  });
  const grant = async (input: { memberId: string; role: Role; nodeId: string }) => {
    const done = await run(() => api.act(GrantRoleDocument, `grantRole:${input.memberId}:${input.role}:${input.nodeId}`, input), { stale: ['proposals'] });
    if (!done) return;
    close();
    modal.info({
      title: t('已提交，等另一位同事复核', 'It waits for a second person'),
      content: t('能授予这个角色的另一位同事在“复核”里同意后生效，七天内有效。', 'Another colleague who could give this role agrees under “Second person”, within seven days.'),
      okText: t('好', 'OK'),
      onOk: () => go('/proposals', { item: done.id }),
    });
  };
  const needed = [{ required: true, message: t('请选择', 'Please choose') }];
  return (
    <Modal open={open} title={member ? t(`给${name(member)}授予角色`, `Give ${name(member)} a role`) : t('授予角色', 'Give a role')} footer={null} destroyOnHidden onCancel={close}>
      <Form form={form} layout="vertical" initialValues={{ memberId: member?.id, role: given[0] }} onFinish={(input) => void grant(input)} onValuesChange={(change) => 'role' in change && form.resetFields(['nodeId'])}>
        <Form.Item name="memberId" hidden={!!member} label={t(`谁（${community.name}的居民）`, `Who (residents of ${community.name})`)} rules={needed}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            loading={people.loading}
            options={member ? [{ value: member.id, label: name(member) }] : people.rows.filter(({ id }) => id !== viewer.id).map((person) => ({ value: person.id, label: name(person) }))}
            onPopupScroll={({ currentTarget: at }) => at.scrollTop + at.clientHeight > at.scrollHeight - 40 && !people.loadingMore && people.more?.()}
          />
        </Form.Item>
        <Form.Item name="role" label={t('什么角色', 'Which role')} rules={needed}><Select options={given.map((value) => ({ value, label: w('Role', value) }))} /></Form.Item>
        <Form.Item name="nodeId" label={t('在哪里', 'Where')} rules={needed}>
          {kind ? <Select showSearch={{ optionFilterProp: 'label' }} loading={nodes.isFetching} options={nodes.data ?? []} notFoundContent={t('没有可选的地方', 'Nowhere to choose')} /> : <UnitField />}
        </Form.Item>
        <p className="soft">{t('住在别的社区的人，先在左上角换到那个社区。', 'Somebody who lives in another community: choose it at the top left first.')}</p>
        <Button type="primary" htmlType="submit" loading={busy}>{t('提交复核', 'Propose')}</Button>
      </Form>
    </Modal>
  );
}
