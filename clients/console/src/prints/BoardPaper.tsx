import { QrCode } from '@/patterns/QrCode';
import { dot, fullDay, t, w } from '@/words';

export interface NoticeOnPaper {
  id: string;
  title: string;
  text?: string | null;
  category: string;
  publishedAt: string;
  area: { name: string };
  photos: { id: string; url: string }[];
}

/** Notices as they hang in a hall, on as many pages as they need. */
export function BoardPaper({ community, notices }: { community: string; notices: NoticeOnPaper[] }) {
  return (
    <>
      <div className="board-head">
        <div>
          <h1>{t(`${community}公示栏`, `${community}: notice board`)}</h1>
          <p>{fullDay(new Date().toISOString())}</p>
        </div>
        <Scan size={136} />
      </div>
      <div className="notices">
        {notices.map((notice) => (
          <Notice key={notice.id} notice={notice} />
        ))}
      </div>
    </>
  );
}

/** One notice alone, for a door. */
export function NoticeSheet({ notice }: { notice: NoticeOnPaper }) {
  return (
    <>
      <Notice notice={notice} />
      <div className="notice-foot">
        <span>{notice.area.name}</span>
        <Scan size={96} />
      </div>
    </>
  );
}

function Notice({ notice }: { notice: NoticeOnPaper }) {
  return (
    <article className="notice">
      <h2>{notice.title}</h2>
      <p className="meta">{dot([w('NoticeCategory', notice.category), notice.area.name, fullDay(notice.publishedAt)])}</p>
      <p className="text">{notice.text}</p>
      {notice.photos.map((photo) => (
        <img key={photo.id} src={photo.url} alt="" />
      ))}
    </article>
  );
}

const Scan = ({ size }: { size: number }) => (
  <div className="scan">
    <p>
      {t('扫一扫，打开“邻里”', 'Scan to open Linli')}
      <br />
      {t('心愿、活动、公告都在里面', 'Wishes, activities and notices')}
    </p>
    <QrCode value={`${location.origin}/app/`} size={size} label={t('邻里的二维码', 'Code of Linli')} />
  </div>
);
