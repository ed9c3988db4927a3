import { Descriptions, Tag } from 'antd';
import type { WishRowFragment } from '@/gql/graphql';
import { Photos } from '@/patterns/Photos';
import { day, moment, t, w, yuan } from '@/words';

export function WishText({ wish }: { wish: WishRowFragment }) {
  return (
    <div className="stack">
      <div className="row">
        <h1>{wish.title}</h1>
        {wish.urgency === 'URGENT' && <Tag color="red">{w('Urgency', wish.urgency)}</Tag>}
        <Tag>{w('WishState', wish.state)}</Tag>
      </div>
      <p className="pre" style={{ fontSize: 16 }}>{wish.text}</p>
      <Photos photos={wish.photos} />
      <Descriptions
        size="small"
        column={2}
        items={[
          { key: 'author', label: t('谁', 'Who'), children: wish.author.shownName },
          { key: 'grid', label: t('网格', 'Grid'), children: wish.grid?.name ?? '—' },
          { key: 'kind', label: t('种类', 'Kind'), children: `${w('WishKind', wish.kind)} · ${w('WishCategory', wish.category)}` },
          { key: 'posted', label: t('发布', 'Posted'), children: moment(wish.postedAt) },
          { key: 'needed', label: t('需要在', 'Needed by'), children: wish.neededBy ? day(wish.neededBy) : '—' },
          { key: 'cost', label: t('费用上限', 'At most'), children: wish.costLimitFen ? yuan(wish.costLimitFen) : '—' },
          ...(wish.textCheck ? [{ key: 'check', label: t('内容检测', 'Content check'), children: w('TextCheck', wish.textCheck) }] : []),
        ]}
      />
    </div>
  );
}
