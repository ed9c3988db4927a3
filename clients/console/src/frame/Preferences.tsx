import { Button, Dropdown } from 'antd';
import { set, useSettings, type Light } from '@/settings';
import { t } from '@/words';

/** Language and light. */
export function Preferences() {
  const { language, light } = useSettings();
  const lights: [Light, string][] = [
    ['system', t('跟随系统', 'As the system')],
    ['light', t('浅色', 'Light')],
    ['dark', t('深色', 'Dark')],
  ];
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectedKeys: [language, light],
        onClick: ({ key }) => (key === 'zh' || key === 'en' ? set({ language: key }) : set({ light: key as Light })),
        items: [
          { key: 'zh', label: '中文' },
          { key: 'en', label: 'English' },
          { type: 'divider' },
          ...lights.map(([key, label]) => ({ key, label })),
        ],
      }}
    >
      <Button type="text" size="small" title={t('语言和明暗', 'Language and light')}>
        {language === 'zh' ? '中文' : 'EN'} ◐
      </Button>
    </Dropdown>
  );
}
