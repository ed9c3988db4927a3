import { createRoot } from 'react-dom/client';
import { language } from '@/settings';
import { t } from '@/words';
import { Screen } from './Screen';
import './screen.css';

document.documentElement.lang = language() === 'zh' ? 'zh-CN' : 'en';
document.title = t('邻里 · 大厅屏幕', 'Linli · Hall screen');
createRoot(document.getElementById('root')!).render(<Screen />);
