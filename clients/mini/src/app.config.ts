export default defineAppConfig({
  pages: [
    'pages/home/index',
    'pages/help/index',
    'pages/bank/index',
    'pages/board/index',
    'pages/me/index',
  ],
  window: {
    navigationBarTitleText: '邻里',
    navigationBarBackgroundColor: '@barGround',
    navigationBarTextStyle: '@barText' as 'black',
    backgroundColor: '@ground',
    backgroundTextStyle: '@pull' as 'dark',
  },
  darkmode: true,
  themeLocation: 'theme.json',
  tabBar: {
    custom: true,
    color: '#6b6560',
    selectedColor: '#a3201d',
    backgroundColor: '#ffffff',
    list: [
      { pagePath: 'pages/home/index', text: '首页' },
      { pagePath: 'pages/help/index', text: '互助' },
      { pagePath: 'pages/bank/index', text: '积分' },
      { pagePath: 'pages/board/index', text: '公示' },
      { pagePath: 'pages/me/index', text: '我的' },
    ],
  },
  lazyCodeLoading: 'requiredComponents',
  __usePrivacyCheck__: true,
} as Parameters<typeof defineAppConfig>[0])
