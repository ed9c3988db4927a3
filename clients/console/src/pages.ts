// The pages, in the order of the navigation: whom each is offered, and its code, which comes when it is opened.

import { lazy, type ComponentType } from 'react';
import type { Ability, Role } from '@/gql/graphql';
import type { Pair } from '@/words';

export interface PageOf {
  path: string;
  name: Pair;
  group: Pair;
  /** Offered only with this ability. */
  needs?: Ability;
  /** Offered only with one of these roles. */
  roles?: readonly Role[];
  /** For people of a community, of a unit, or for everybody. */
  of: 'community' | 'unit' | 'all';
  page: ComponentType;
}

const QUEUES: Pair = ['等待处理', 'Waiting'];
const WORK: Pair = ['日常', 'Everyday'];
const OFFICE: Pair = ['管理', 'Office'];

export const pages: PageOf[] = [
  { path: '/today', name: ['今天', 'Today'], group: QUEUES, of: 'community', needs: 'REVIEW_WISHES', page: lazy(() => import('@/pages/today/Today')) },
  { path: '/wishes/review', name: ['心愿审核', 'Wishes to review'], group: QUEUES, of: 'community', needs: 'REVIEW_WISHES', page: lazy(() => import('@/pages/wishes/Review')) },
  { path: '/moderation', name: ['内容核查', 'Reported texts'], group: QUEUES, of: 'community', needs: 'REVIEW_WISHES', page: lazy(() => import('@/pages/Moderation')) },
  { path: '/report-ins', name: ['党员报到', 'Report-ins'], group: QUEUES, of: 'community', needs: 'REVIEW_WISHES', page: lazy(() => import('@/pages/ReportIns')) },
  { path: '/proposals', name: ['复核', 'Second person'], group: QUEUES, of: 'all', needs: 'MANAGE_ROLES', page: lazy(() => import('@/pages/Proposals')) },
  { path: '/unit', name: ['单位', 'Unit'], group: QUEUES, of: 'unit', page: lazy(() => import('@/pages/units/Units')) },
  { path: '/inbox', name: ['消息', 'Inbox'], group: QUEUES, of: 'all', page: lazy(() => import('@/pages/Inbox')) },
  { path: '/wishes', name: ['微心愿', 'Wishes'], group: WORK, of: 'community', page: lazy(() => import('@/pages/wishes/Wishes')) },
  { path: '/activities', name: ['活动', 'Activities'], group: WORK, of: 'community', page: lazy(() => import('@/pages/activities/Activities')) },
  { path: '/notices', name: ['公告', 'Notices'], group: WORK, of: 'community', page: lazy(() => import('@/pages/notices/Notices')) },
  { path: '/residents', name: ['居民', 'Residents'], group: WORK, of: 'community', needs: 'MANAGE_PLACES', page: lazy(() => import('@/pages/people/Residents')) },
  { path: '/bank', name: ['道德银行', 'Moral bank'], group: WORK, of: 'community', page: lazy(() => import('@/pages/bank/Bank')) },
  { path: '/counter', name: ['兑换台', 'Counter'], group: WORK, of: 'community', needs: 'MANAGE_BANK', page: lazy(() => import('@/pages/bank/Counter')) },
  { path: '/figures', name: ['每周数字', 'Week by week'], group: WORK, of: 'community', needs: 'REVIEW_WISHES', page: lazy(() => import('@/pages/figures/Figures')) },
  { path: '/screens', name: ['大厅屏幕', 'Hall screens'], group: WORK, of: 'community', needs: 'PUBLISH_NOTICES', page: lazy(() => import('@/pages/screens/Screens')) },
  { path: '/teams', name: ['服务队', 'Teams'], group: WORK, of: 'community', page: lazy(() => import('@/pages/teams/Teams')) },
  { path: '/duty', name: ['值守点', 'Duty points'], group: WORK, of: 'community', needs: 'MANAGE_PLACES', page: lazy(() => import('@/pages/duty/DutyPoints')) },
  { path: '/sheets', name: ['表格', 'Spreadsheets'], group: OFFICE, of: 'community', needs: 'MANAGE_PLACES', page: lazy(() => import('@/pages/office/Spreadsheets')) },
  { path: '/certificates', name: ['时长证明', 'Certificates'], group: OFFICE, of: 'community', needs: 'MANAGE_PLACES', page: lazy(() => import('@/pages/office/Certificates')) },
  { path: '/rules', name: ['积分和星级规则', 'Points and stars'], group: OFFICE, of: 'community', needs: 'MANAGE_BANK', page: lazy(() => import('@/pages/rules/Rules')) },
  { path: '/roles', name: ['角色', 'Roles'], group: OFFICE, of: 'community', needs: 'MANAGE_ROLES', page: lazy(() => import('@/pages/roles/Roles')) },
  { path: '/places', name: ['区域和单位', 'Places and units'], group: OFFICE, of: 'community', needs: 'MANAGE_PLACES', page: lazy(() => import('@/pages/places/Places')) },
  { path: '/texts', name: ['隐私说明', 'Privacy text'], group: OFFICE, of: 'community', page: lazy(() => import('@/pages/office/Texts')) },
  { path: '/holidays', name: ['节假日', 'Holidays'], group: OFFICE, of: 'community', page: lazy(() => import('@/pages/office/Holidays')) },
  { path: '/audit', name: ['操作记录', 'Audit log'], group: OFFICE, of: 'community', roles: ['STREET_ADMIN', 'CITY_ADMIN'], page: lazy(() => import('@/pages/office/AuditLog')) },
  { path: '/jobs', name: ['没办成的任务', 'Failed jobs'], group: OFFICE, of: 'community', roles: ['CITY_ADMIN'], page: lazy(() => import('@/pages/office/Jobs')) },
];
