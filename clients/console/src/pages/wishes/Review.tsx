import { api } from '@/api';
import { ApproveWishDocument, RejectWishDocument, WishesToReviewDocument } from '@/gql/graphql';
import { Page } from '@/patterns/Page';
import { Queue } from '@/patterns/Queue';
import { usePages } from '@/patterns/usePages';
import { useCommunityId } from '@/viewer';
import { dot, since, t, w } from '@/words';
import { WishText } from './WishText';

export default function Review() {
  const communityId = useCommunityId();
  const pages = usePages(['wishesToReview', communityId], async (after) => (await api.ask(WishesToReviewDocument, { communityId, after })).wishReviewQueue, 25_000);
  return (
    <Page title={t('心愿审核', 'Wishes to review')}>
      <Queue
        pages={pages}
        empty={t('都审完了。新的心愿会出现在这里。', 'All done. New wishes appear here.')}
        line={(wish) => ({ title: wish.title, aside: since(wish.postedAt), under: dot([wish.author.shownName, w('WishKind', wish.kind), wish.urgency === 'URGENT' && w('Urgency', 'URGENT')]) })}
        item={(wish) => <WishText wish={wish} />}
        decisions={[
          { key: 'a', label: t('通过', 'Approve'), primary: true, decide: (wish) => api.act(ApproveWishDocument, `approveWish:${wish.id}`, { wishId: wish.id }) },
          {
            key: 'r',
            label: t('不通过', 'Reject'),
            danger: true,
            reasons: [t('写得不够清楚，请补充后再发', 'Please say more and post it again'), t('请不要写出电话和门牌号', 'Please leave out phone and door numbers'), t('这件事请直接找社区服务台', 'Please come to the community desk with this')],
            decide: (wish, reason) => api.act(RejectWishDocument, `rejectWish:${wish.id}`, { wishId: wish.id, reason }),
          },
        ]}
      />
    </Page>
  );
}
