// Two programs under one address: the desk of a worker, and the screen of a hall, which knows nothing of Ant Design.

import '@/style.css';

const hall = () => location.hash.startsWith('#/screen') && !location.hash.startsWith('#/screens');
const begun = hall();
addEventListener('hashchange', () => hall() !== begun && location.reload());
void (begun ? import('@/screen/start') : import('@/desk'));
