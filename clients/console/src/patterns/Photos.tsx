import { Image } from 'antd';
import { t } from '@/words';

export function Photos({ photos }: { photos: { id: string; url: string; thumbnailUrl: string }[] }) {
  if (photos.length === 0) return null;
  return (
    <div className="photos">
      <Image.PreviewGroup>
        {photos.map((photo) => (
          <Image key={photo.id} src={photo.thumbnailUrl} preview={{ src: photo.url }} alt={t('照片', 'Photo')} />
        ))}
      </Image.PreviewGroup>
    </div>
  );
}
