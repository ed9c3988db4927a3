// A file on its way to the server, kept until something uses it.

import { uuid } from 'shared/kept';
import { send } from '@/api';
import { t } from '@/words';

export interface Uploaded {
  id: string;
  name: string;
  url: string;
  thumbnailUrl: string;
}

export async function upload(path: '/media' | '/media/attachments', file: File): Promise<Uploaded> {
  const form = new FormData();
  form.set('requestId', uuid());
  form.set('name', file.name);
  form.set('file', file);
  const answer = await send(path, { method: 'POST', body: form });
  const body = (await answer.json().catch(() => null)) as (Partial<Uploaded> & { message?: string }) | null;
  if (!answer.ok || !body?.id) throw new Error(body?.message ?? t('没有传上去，请再试一次', 'It did not arrive. Please try again'));
  return { id: body.id, name: body.name ?? file.name, url: body.url ?? '', thumbnailUrl: body.thumbnailUrl ?? body.url ?? '' };
}
