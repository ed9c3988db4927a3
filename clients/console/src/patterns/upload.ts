// A file on its way to the server, kept until something uses it.

import { api, send } from '@/api';
import { t } from '@/words';

export interface Uploaded {
  id: string;
  name: string;
  url: string;
  thumbnailUrl: string;
}

/** Whoever sends the same file again after a lost answer sends it under the same id, so that it is kept once. */
export async function upload(path: '/media' | '/media/attachments', file: File): Promise<Uploaded> {
  const { name, size, lastModified } = file;
  const act = `upload:${path}:${name}:${size}:${lastModified}`;
  const form = new FormData();
  form.set('requestId', api.requests.begin(act, { size, lastModified }));
  form.set('name', name);
  form.set('file', file);
  const answer = await send(path, { method: 'POST', body: form });
  if (answer.status < 500) api.requests.end(act);
  const body = (await answer.json().catch(() => null)) as (Partial<Uploaded> & { message?: string }) | null;
  if (!answer.ok || !body?.id) throw new Error(body?.message ?? t('没有传上去，请再试一次', 'It did not arrive. Please try again'));
  return { id: body.id, name: body.name ?? name, url: body.url ?? '', thumbnailUrl: body.thumbnailUrl ?? body.url ?? '' };
}
