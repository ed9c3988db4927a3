// The acts of the audit log, as people call them. An act that this release does not know is shown as it comes.

import { t } from '@/words';

const ACTS: Record<string, string> = {
  acceptReportIn: '接收报到', addToRoster: '加入花名册', allowPairing: '允许电脑登录', approveWish: '通过心愿', askPairing: '请求扫码登录',
  askPartyMembership: '申请认定党员', askReportIn: '申请报到', auditLog: '查看操作记录', awardPoints: '奖励积分', bindPhone: '绑定手机号',
  blockMember: '停用账号', cancelActivity: '取消活动', cancelRedemption: '取消兑换', cancelSignUp: '取消报名', checkIn: '签到',
  checkInAtDutyPoint: '值守签到', checkOut: '签退', claimWish: '认领心愿', closeDutyPoint: '关闭值守点', confirmByRoster: '按花名册认定党员',
  confirmWish: '确认心愿', createAccount: '首次登录', createActivity: '发起活动', createAdministrator: '设立管理员（命令行）', createArea: '新增区域',
  createDutyPoint: '新增值守点', createUnit: '新增单位', decidePartyMembership: '认定党员', decideProposal: '复核', decideReport: '核查内容',
  editNotice: '修改公告', endFeed: '停用订阅地址', endReportIn: '结束报到', endScreen: '停用大屏', enrolSecondFactor: '设置第二道锁', enterHours: '重新记时长',
  eraseAccount: '注销账号', export: '导出个人数据', foundTeam: '成立服务队', fulfilWish: '办好心愿', giveBackWish: '退回心愿', giveConsent: '同意隐私说明',
  giveSecondFactorCode: '输入动态码', grantRole: '授予角色', handOutGoods: '发放物品', importRoster: '上传花名册', issueCertificate: '开具时长证明',
  joinCommunity: '加入社区', joinTeam: '加入服务队', lapseClaims: '认领到期', leaveTeam: '退出服务队', login: '登录', logout: '退出', logoutEverywhere: '退出所有设备',
  makeEntriesSpreadsheet: '导出积分流水', makeHandedOutSpreadsheet: '导出领取清单', makeHoursSpreadsheet: '导出服务时长', makeRosterSpreadsheet: '导出签到名单',
  makeUnitRecordSpreadsheet: '导出单位记录', makeWishesSpreadsheet: '导出心愿', memberHours: '查看时长', offerGoods: '上架物品', postWish: '发布心愿', propose: '提请复核',
  publishNotice: '发布公告', publishPrivacyPolicy: '发布隐私说明', redeemGoods: '兑换物品', refusePairing: '拒绝电脑登录', refuseReportIn: '不接收报到',
  registerVolunteer: '成为志愿者', rejectWish: '不通过心愿', renewFeedAddress: '更换订阅地址', replacePhoto: '更换照片', reportContent: '举报', residents: '查看居民',
  resetSecondFactor: '重置第二道锁', restockGoods: '物品入库', retryJob: '重试任务', revealContact: '查看联系方式', revokeCertificate: '撤销时长证明', revokeRole: '收回角色',
  rollCall: '点名', setGoodsOffered: '上下架物品', setPointRule: '改积分规则', setRealName: '填写姓名', setStarRule: '改星级规则', signUp: '报名',
  takePairing: '电脑登录', unblockMember: '恢复账号', unitRecord: '查看单位记录', voidHours: '作废时长', withdrawConsent: '撤回同意', withdrawNotice: '撤下公告', withdrawWish: '撤回心愿',
};

/** `setRealName` → 填写姓名, or “set real name”. */
export const act = (name: string): string => t(ACTS[name] ?? name, name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));

const KINDS: Record<string, [zh: string, en: string]> = {
  activity: ['活动', 'an activity'], area: ['区域', 'an area'], case: ['核查', 'a case'], certificate: ['时长证明', 'a certificate'], goods: ['物品', 'goods'], member: ['居民', 'a person'],
  notice: ['公告', 'a notice'], photo: ['照片', 'a photo'], pairing: ['扫码登录', 'a pairing'], proposal: ['复核', 'a proposal'], redemption: ['兑换', 'a redemption'], role: ['角色', 'a role'],
  screen: ['大屏', 'a screen'], session: ['登录', 'a login'], shift: ['班次', 'a shift'], spreadsheet: ['表格', 'a spreadsheet'], team: ['服务队', 'a team'], unit: ['单位', 'a unit'], wish: ['心愿', 'a wish'],
};

/** What an id is of, for people; an id of a kind that this release does not know tells nobody anything. */
export function kindOf(id: string): string {
  const known = KINDS[id.replace(/_[0-9a-z]{26}$/, '').split('_').at(-1)!];
  if (known) return t(...known);
  return /_[0-9a-z]{26}$/.test(id) ? '—' : id;
}
