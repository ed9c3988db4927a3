import { Photos } from '@/patterns/Photos';
import { w } from '@/words';

interface Shown {
  title: string;
  text?: string | null;
  category: string;
  photos?: { id: string; url: string; thumbnailUrl: string }[];
  attachments?: { id: string; name: string; url: string }[];
}

/** A notice as it hangs. */
export function NoticePaper({ notice }: { notice: Shown }) {
  return (
    <article className="stack">
      <div className="soft">{w('NoticeCategory', notice.category)}</div>
      <h1>{notice.title}</h1>
      <p className="pre" style={{ fontSize: 16, lineHeight: 1.75 }}>{notice.text}</p>
      <Photos photos={notice.photos ?? []} />
      {notice.attachments?.map((attachment) => (
        <a key={attachment.id} href={attachment.url}>{attachment.name}</a>
      ))}
    </article>
  );
}
