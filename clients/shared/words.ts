// The words for the values of enums. A value that this release does not know yet is shown as it comes, and breaks nothing.

import type { Language } from './time';

type Words = Record<string, [zh: string, en: string]>;

const WORDS = {
  Urgency: { NORMAL: ['不急', 'Not urgent'], URGENT: ['急', 'Urgent'] },
  WishKind: { GOODS: ['物品', 'Things'], SERVICE: ['帮忙', 'A helping hand'], COMPANY: ['陪伴', 'Company'] },
  WishCategory: {
    CHILDREN: ['孩子', 'Children'],
    DISABILITY: ['残障', 'Disability'],
    ELDERLY: ['老人', 'Older people'],
    HEALTH: ['健康', 'Health'],
    HOUSEHOLD: ['居家', 'Household'],
    OTHER: ['其他', 'Other'],
  },
  WishState: {
    PENDING_REVIEW: ['待审核', 'Being reviewed'],
    OPEN: ['等人认领', 'Waiting for a helper'],
    CLAIMED: ['已认领', 'Claimed'],
    FULFILLED: ['待确认', 'To be confirmed'],
    CONFIRMED: ['已实现', 'Fulfilled'],
    REJECTED: ['未通过', 'Not accepted'],
    WITHDRAWN: ['已撤回', 'Withdrawn'],
  },
  WishStepKind: {
    POSTED: ['发布', 'Posted'],
    APPROVED: ['通过审核', 'Accepted'],
    REJECTED: ['未通过审核', 'Not accepted'],
    CLAIMED: ['有人认领', 'Claimed'],
    GIVEN_BACK: ['退回', 'Given back'],
    LAPSED: ['到期未办，重新开放', 'Time ran out, open again'],
    FULFILLED: ['已办好', 'Done'],
    CONFIRMED: ['已确认', 'Confirmed'],
    WITHDRAWN: ['已撤回', 'Withdrawn'],
  },
  ClaimState: {
    HELD: ['办理中', 'Under way'],
    FULFILLED: ['等对方确认', 'Waiting for confirmation'],
    CONFIRMED: ['已确认', 'Confirmed'],
    GIVEN_BACK: ['已退回', 'Given back'],
    LAPSED: ['已过期', 'Ran out'],
  },
  ActivityAudience: { HELPERS: ['志愿者和在职党员', 'Volunteers and party members'], PARTY_MEMBERS: ['在职党员', 'Party members'], TEAM: ['本队队员', 'Members of the team'] },
  SignUpState: { SEATED: ['已报名', 'You have a seat'], WAITING: ['排队中', 'In line'], WITHDRAWN: ['已取消', 'Cancelled'], CALLED_OFF: ['活动已取消', 'Called off'] },
  AttendanceWorth: { OPEN: ['进行中', 'Under way'], GRANTED: ['已计时', 'Counted'], TOO_SHORT: ['时间太短', 'Too short'], DAY_FULL: ['当天已满', 'The day was full'] },
  AttendanceProof: { CODE: ['签到码', 'Code'], ROLL_CALL: ['点名', 'Roll-call'] },
  HoursHow: { CODE: ['签到码', 'Code'], ROLL_CALL: ['点名', 'Roll-call'], RE_ENTERED: ['更正', 'Corrected'] },
  StarWindow: { CALENDAR_YEAR: ['按年', 'By year'], LIFETIME: ['累计', 'Of all time'] },
  RedemptionState: { HELD: ['待领取', 'Ready to collect'], HANDED_OUT: ['已领取', 'Collected'], CANCELLED: ['已取消', 'Cancelled'] },
  Movement: {
    EARNED: ['获得', 'Earned'],
    HELD: ['兑换', 'Redeemed'],
    HANDED_OUT: ['领取', 'Collected'],
    RETURNED: ['退回', 'Returned'],
    REVERSED: ['更正', 'Corrected'],
    EXPIRED: ['失效', 'Expired'],
  },
  PointSource: { WISH: ['微心愿', 'A wish'], HOURS: ['志愿服务', 'Volunteering'], DEED: ['好事', 'A good deed'], REDEMPTION: ['兑换', 'Redemption'] },
  Behaviour: { HOUR: ['志愿服务一小时', 'An hour of volunteering'], WISH_CONFIRMED: ['实现一个微心愿', 'A wish fulfilled'], DEED: ['好人好事', 'A good deed'] },
  NoticeCategory: { GENERAL: ['通知', 'General'], PARTY_AFFAIRS: ['党务', 'Party affairs'], RESIDENT_AFFAIRS: ['居务', "Residents' affairs"], FINANCE_AFFAIRS: ['财务', 'Finance'] },
  Audience: { RESIDENTS: ['居民', 'Residents'], VOLUNTEERS: ['志愿者', 'Volunteers'], PARTY_MEMBERS: ['在职党员', 'Party members'], STAFF: ['社区工作者', 'Staff'] },
  InboxTopic: {
    WISHES: ['心愿', 'Wishes'],
    VOLUNTEERING: ['活动', 'Activities'],
    POINTS: ['积分', 'Points'],
    NOTICES: ['公告', 'Notices'],
    PARTY: ['党员', 'Party'],
    OFFICE: ['工作', 'Office'],
    ACCOUNT: ['账号', 'Account'],
  },
  Role: {
    GRID_WORKER: ['网格员', 'Grid worker'],
    COMMUNITY_STAFF: ['社区工作者', 'Community staff'],
    STREET_ADMIN: ['街道管理员', 'Street administrator'],
    CITY_ADMIN: ['市级管理员', 'City administrator'],
    LIAISON: ['单位联络员', 'Liaison'],
  },
  AreaKind: { CITY: ['市', 'City'], DISTRICT: ['区', 'District'], STREET: ['街道', 'Street'], COMMUNITY: ['社区', 'Community'], GRID: ['网格', 'Grid'], BUILDING: ['楼栋', 'Building'] },
  PartyState: { PENDING: ['待确认', 'To be confirmed'], CONFIRMED: ['已确认', 'Confirmed'], DECLINED: ['未确认', 'Not confirmed'] },
  ReportInState: { ASKED: ['待接收', 'Asked'], ACTIVE: ['已报到', 'Active'], ENDED: ['已结束', 'Ended'], REFUSED: ['未接收', 'Not accepted'] },
  ReportReason: {
    ADVERTISING: ['广告', 'Advertising'],
    FALSE: ['不属实', 'Not true'],
    INDECENT: ['低俗', 'Indecent'],
    INSULTING: ['辱骂', 'Insulting'],
    PRIVACY: ['泄露隐私', 'Private matters'],
    OTHER: ['其他', 'Other'],
  },
  TextCheck: { PASS: ['检测通过', 'Passed the check'], REVIEW: ['需要人看', 'Somebody should look'], UNCHECKED: ['未检测', 'Not checked'] },
  TextState: { SHOWN: ['可见', 'Shown'], HELD: ['待核', 'Held'], REPORTED: ['被举报', 'Reported'], REMOVED: ['已移除', 'Removed'] },
  ContentKind: {
    WISH: ['心愿', 'Wish'],
    FULFILMENT: ['办理说明', 'Fulfilment'],
    GIVE_BACK: ['退回原因', 'Reason for giving back'],
    ACTIVITY: ['活动', 'Activity'],
    CALL_OFF: ['取消说明', 'Call-off'],
    TEAM: ['服务队名称', 'Name of a team'],
    PHOTO: ['照片', 'Photo'],
  },
  ContentDecision: { KEEP: ['保留', 'Keep'], REMOVE: ['移除', 'Remove'] },
  PhotoState: { CHECKING: ['检测中', 'Being checked'], SHOWN: ['可见', 'Shown'], HELD: ['待核', 'Held'], REMOVED: ['已移除', 'Removed'], FAILED: ['未通过', 'Refused'], UNUSED: ['未使用', 'Unused'] },
  ProposalState: {
    OPEN: ['待复核', 'Waits for a second person'],
    CARRIED_OUT: ['已执行', 'Carried out'],
    DECLINED: ['未同意', 'Declined'],
    WITHDRAWN: ['已撤回', 'Withdrawn'],
    EXPIRED: ['已过期', 'Expired'],
    ENDED: ['已失效', 'Ended'],
  },
  SpreadsheetKind: {
    UNIT_RECORD: ['单位记录', "A unit's record"],
    HOURS: ['服务时长', 'Hours'],
    ENTRIES: ['积分流水', 'Points'],
    ROSTER: ['签到名单', 'Roster'],
    HANDED_OUT: ['领取清单', 'Goods handed out'],
    WISHES: ['心愿清单', 'Wishes'],
  },
  SpreadsheetState: { WAITING: ['生成中', 'Being made'], MADE: ['可下载', 'Ready'], FAILED: ['没有做成', 'Failed'] },
  RecordKind: { REPORT_IN: ['报到', 'Report-ins'], CHECK_IN: ['值守', 'Duty check-ins'], HOURS: ['服务时长', 'Hours'], WISH: ['心愿', 'Wishes'] },
  CertificateState: { VALID: ['有效', 'Valid'], REVOKED: ['已撤销', 'Revoked'] },
  FeedKind: { PLAN: ['我的志愿服务', 'My volunteering'], NOTICES: ['社区公告', 'Notices'] },
  AuditEnding: { DONE: ['已办', 'Done'], REFUSED: ['被拒绝', 'Refused'] },
  ScreenPurpose: { BOARD: ['公示栏', 'Notice board'], OPEN_WISHES: ['微心愿墙', 'Open wishes'], CHECK_IN_CODES: ['今日签到码', "Today's check-in codes"] },
} satisfies Record<string, Words>;

export type WordsOf = keyof typeof WORDS;

/** How people call this value of this enum. */
export function word(of: WordsOf, value: string | null | undefined, language: Language): string {
  if (!value) return '';
  const words: Words = WORDS[of];
  return words[value]?.[language === 'zh' ? 0 : 1] ?? value;
}

/** All values that this release knows of an enum, in the order in which they are offered. */
export function values<T extends string>(of: WordsOf): T[] {
  return Object.keys(WORDS[of]) as T[];
}
