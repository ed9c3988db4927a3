import { api } from '@/api';
import { DutyCheckInsDocument } from '@/gql/graphql';
import { List } from '@/patterns/List';
import { usePages } from '@/patterns/usePages';
import { link } from '@/route';
import { moment, name, t } from '@/words';

/** Who kept duty at a point, the latest first. */
export function WhoCame({ id }: { id: string }) {
  const pages = usePages(['dutyCheckIns', id], async (after) => {
    const { node } = await api.ask(DutyCheckInsDocument, { id, after });
    return (node?.__typename === 'DutyPoint' && node.checkIns) || { edges: [], pageInfo: { hasNextPage: false } };
  });
  return (
    <List
      pages={pages}
      width={400}
      empty={t('还没有人来签到。', 'Nobody has checked in yet.')}
      columns={[
        { title: t('谁', 'Who'), render: (_, one) => <a href={link('/residents', { item: one.member.id })}>{name(one.member)}</a> },
        { title: t('何时', 'When'), width: 200, render: (_, one) => moment(one.checkedInAt) },
      ]}
    />
  );
}
