import type { ScreenWishesSubscription } from '@/gql/graphql';
import { day, dot, t, w } from '@/words';
import { useTurns } from './hall';

type Wish = ScreenWishesSubscription['openWishesChanged']['wishes'][number];
const EACH = 6;

/** Six wishes at a time. */
export function Wishes({ wishes }: { wishes: Wish[] }) {
  const pages = Math.max(1, Math.ceil(wishes.length / EACH));
  const page = useTurns(pages, 18);
  if (wishes.length === 0) return <p className="hall-empty">{t('心愿都有人认领了，谢谢大家', 'Every wish has found somebody. Thank you all')}</p>;
  return (
    <div className="hall-wishes">
      <ul>
        {wishes.slice(page * EACH, (page + 1) * EACH).map((wish) => (
          <li key={wish.id}>
            <h2>
              {wish.urgency === 'URGENT' && <em>{w('Urgency', 'URGENT')}</em>}
              {wish.title}
            </h2>
            <p>{wish.text}</p>
            <p className="hall-soft">{dot([w('WishCategory', wish.category), w('WishKind', wish.kind), wish.grid?.name, wish.neededBy && t(`${day(wish.neededBy)}前`, `by ${day(wish.neededBy)}`)])}</p>
          </li>
        ))}
      </ul>
      <p className="hall-how">
        <span>{t('想帮忙：打开小程序“邻里”，点“互助”，选一个心愿认领', 'To help: open the app, Help, and take one on')}</span>
        {pages > 1 && (
          <span>
            {page + 1} / {pages}
          </span>
        )}
      </p>
    </div>
  );
}
