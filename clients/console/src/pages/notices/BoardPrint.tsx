import { useQuery } from '@tanstack/react-query';
import { Checkbox, Modal, Skeleton } from 'antd';
import { useState } from 'react';
import { api } from '@/api';
import { BoardToPrintDocument } from '@/gql/graphql';
import { Fault } from '@/patterns/Page';
import { BoardPaper } from '@/prints/BoardPaper';
import { Print } from '@/prints/Print';
import { useCommunity } from '@/viewer';
import { day, t } from '@/words';

const USUAL = 6;

/** Which notices are printed as a board. A wall is read by everybody: only what is addressed to all residents is offered. */
export function BoardPrint({ open, close }: { open: boolean; close(): void }) {
  const community = useCommunity()!;
  const [changed, setChanged] = useState<string[] | null>(null);
  const board = useQuery({
    queryKey: ['notices', community.id, 'board'],
    enabled: open,
    queryFn: async () =>
      (await api.ask(BoardToPrintDocument, { communityId: community.id })).noticeBoard.edges
        .map((edge) => edge.node)
        .filter((one) => one.audience.includes('RESIDENTS') && !one.withdrawnAt && one.text)
        .sort((a, b) => Number(b.pinned) - Number(a.pinned) || b.publishedAt.localeCompare(a.publishedAt)),
  });
  const chosen = changed ?? board.data?.slice(0, USUAL).map(({ id }) => id) ?? [];
  const notices = board.data?.filter(({ id }) => chosen.includes(id)) ?? [];
  return (
    <Modal
      open={open}
      title={t('打印公示栏（A3）', 'Print the board (A3)')}
      onCancel={close}
      destroyOnHidden
      afterClose={() => setChanged(null)}
      footer={notices.length > 0 && <Print primary label={t(`打印这${notices.length}条`, `Print these ${notices.length}`)} name={t(`${community.name}公示栏`, `${community.name}: notice board`)} paper="board" draw={async () => <BoardPaper community={community.name} notices={notices} />} done={close} />}
    >
      {board.error && <Fault fault={board.error} again={() => void board.refetch()} />}
      {board.isPending && <Skeleton active />}
      {board.data?.length === 0 && <p>{t('现在没有写给全体居民的公告。', 'No notices to all residents hang now.')}</p>}
      <Checkbox.Group style={{ display: 'flex', flexDirection: 'column', gap: 8, maxHeight: '50vh', overflow: 'auto' }} value={chosen} onChange={setChanged}>
        {board.data?.map((one) => (
          <Checkbox key={one.id} value={one.id}>
            {one.title} <span className="soft">{day(one.publishedAt)}</span>
          </Checkbox>
        ))}
      </Checkbox.Group>
    </Modal>
  );
}
