//! Every rule that can refuse: its name, what it means for who builds a client, and what to tell the person.
//!
//! One list for the domain and the API. A closed set: clients match on the names, so none is ever used again for
//! something else, and a new one goes where its feature stands.

/// Hands the list to a macro: here it becomes [`Reason`](crate::Reason) and its texts, in the API the codes of the schema.
#[macro_export]
macro_rules! reasons {
    ($with:ident) => {
        $with! {
            /// The WeChat login code was used before or is older than five minutes.
            LoginCodeSpent: "登录凭证已失效，请重新登录", "This login code has been used or has expired. Please log in again.";
            /// WeChat blocks this user as high-risk.
            LoginBlocked: "微信限制了该账号登录", "WeChat blocks this account.";
            /// Staff of the member's community have suspended the account. Nothing can be done in the app; the member asks at
            /// the community.
            MemberBlocked: "账号已被停用，请联系社区", "This account is suspended. Please ask at your community.";
            /// The member is blocked already.
            MemberAlreadyBlocked: "该成员已被停用", "The member is blocked already.";
            /// The member is not blocked.
            MemberNotBlocked: "该成员未被停用", "The member is not blocked.";
            /// The login has ended: its refresh token is unknown, too old, or was used before. Log in again.
            SessionEnded: "登录已失效，请重新登录", "This login has ended. Please log in again.";
            /// The phone code was used before or is older than five minutes.
            PhoneCodeSpent: "手机号授权已失效，请重新授权", "This phone code has been used or has expired. Please ask for a new one.";
            /// Another member has proved your phone number since, so it no longer counts as yours: call `bindPhone` again.
            PhoneProvedByAnother:
                "您的手机号已由他人验证，请重新绑定手机号",
                "Somebody else has since proved your phone number. Please bind yours again.";
            /// Personal data is collected only after consent to the privacy text in force: show `privacyPolicy`, then
            /// call `giveConsent`.
            ConsentMissing: "请先阅读并同意个人信息处理规则", "Read the privacy text and agree to it first.";
            /// Another version of the privacy text is in force by now: show that one.
            PolicyChanged: "个人信息处理规则已更新，请阅读新版本", "The privacy text has changed. Please read the current version.";
            /// The city has no other administrator, and must not be left without one.
            LastAdministrator:
                "这是本市唯一的管理员，须先有另一位管理员",
                "This is the city's only administrator. Appoint another one first.";
            /// The member must join a home community first.
            NoHomeCommunity: "请先加入所在社区", "Join your home community first.";
            /// The member must give their real name first.
            NoRealName: "请先填写真实姓名", "Give your real name first.";
            /// The member is a party member already, or waits for an answer.
            PartyMembershipAlreadyAsked:
                "党员身份已提交或已确认",
                "Your party membership is already confirmed or waiting for a decision.";
            /// Nothing is waiting for a decision: it was decided before, or never asked of this unit.
            PartyMembershipAlreadyDecided: "该身份申请已处理", "This membership has already been decided.";
            /// The name is taken by a sibling in the tree, or by another open duty point of the community.
            NameTaken: "同级已有相同名称", "This name is already taken here.";
            /// The member holds this role on this node already.
            RoleAlreadyHeld: "该成员已担任此角色", "The member already holds this role.";
            /// The roster has a line with this phone number already.
            AlreadyOnRoster: "名册中已有此手机号", "This phone number is already on the roster.";
            /// Somebody else claimed the wish first.
            WishAlreadyClaimed: "这个微心愿已被他人认领", "Somebody else has claimed this wish.";
            /// The wish is not open for claims.
            WishNotOpen: "这个微心愿目前不能认领", "This wish is not open for claims.";
            /// The wish was approved or rejected before.
            WishAlreadyReviewed: "这个微心愿已审核", "This wish has already been reviewed.";
            /// Nobody claims their own wish.
            OwnWish: "不能认领自己的微心愿", "You cannot claim your own wish.";
            /// Only registered volunteers and confirmed party members claim wishes, sign up for shifts, and found or
            /// join teams.
            NotAHelper: "请先注册志愿者或确认在职党员身份", "Register as a volunteer or confirm your party membership first.";
            /// The viewer does not hold this wish: they never claimed it, gave it back, or its deadline passed.
            ClaimNotHeld: "您未持有该心愿的有效认领", "You do not hold this wish: it was given back, or its deadline passed.";
            /// The claimer reported the wish as fulfilled before.
            WishAlreadyFulfilled: "这个微心愿已报告完成", "This wish has already been reported as fulfilled.";
            /// Nobody has reported the wish as fulfilled.
            WishNotFulfilled: "这个微心愿尚未完成", "This wish is not fulfilled yet.";
            /// The author confirmed the wish before.
            WishAlreadyConfirmed: "这个微心愿已确认", "This wish has already been confirmed.";
            /// The community has no rule that gives points for this.
            NoSuchRule: "本社区没有此项积分规则", "The community has no rule that gives points for this.";
            /// Somebody else changed the rule at the same moment.
            RuleChanged: "该规则刚被他人修改，请刷新", "Somebody else has just changed this rule. Please reload it.";
            /// The member has earned as much as the rule allows for the day or month.
            CapReached: "已达到该规则的积分上限", "The limit of this rule has been reached.";
            /// The member has too few points.
            BalanceTooLow: "积分不足", "You have too few points.";
            /// The goods are not on offer at the moment.
            GoodsNotOffered: "该物品暂停兑换", "These goods are not on offer at the moment.";
            /// None are left on the shelf.
            GoodsOutOfStock: "该物品已兑完", "None are left.";
            /// The member has reached the limit of these goods for a person.
            LimitReached: "已达到每人限兑数量", "You have reached the limit for one person.";
            /// The goods were handed out or the redemption was cancelled before.
            RedemptionEnded: "该兑换已领取或已取消", "This has already been handed out or cancelled.";
            /// Only confirmed party members in office report in, keep duty, and claim on behalf of their unit.
            NotAPartyMember: "请先确认在职党员身份", "Confirm your party membership first.";
            /// The member has asked to report in, or is reported in, already: one at a time.
            ReportInAlreadyLive: "已申请报到或已报到", "You have already asked to report in, or are reported in.";
            /// The report-in was accepted, refused or withdrawn before.
            ReportInAlreadyDecided: "该报到申请已处理", "This report-in has already been decided.";
            /// The report-in has ended, or was never accepted.
            ReportInNotLive: "该报到已结束或未被接受", "This report-in has ended, or was never accepted.";
            /// Duty is kept only where the member's report-in is active.
            NoActiveReportIn: "请先在本社区报到", "Report in to this community first.";
            /// The duty point was closed.
            DutyPointClosed: "该值守点已停用", "This duty point is closed.";
            /// The member checked in here within this clock hour already.
            DutyAlreadyCheckedIn: "本小时内已在此签到", "You have checked in here within this hour.";
            /// Somebody else has edited the notice since you read it: reload it, and edit that version.
            NoticeChanged: "公告已被他人修改，请查看最新内容", "Somebody else has edited this notice. Please reload it.";
            /// The notice was withdrawn before.
            NoticeWithdrawn: "公告已撤回", "This notice has been withdrawn.";
            /// The notice has expired.
            NoticeExpired: "公告已到期", "This notice has expired.";
            /// A team of the community already has this name.
            TeamNameTaken: "社区内已有同名服务队", "A team in your community already has this name.";
            /// The team was closed when its last member left.
            TeamClosed: "该服务队已解散", "This team is closed.";
            /// The member is in the team already.
            AlreadyInTeam: "您已在该服务队中", "You are in this team already.";
            /// The member is not in the team.
            NotInTeam: "您不在该服务队中", "You are not in this team.";
            /// The captain cannot leave while others are in the team.
            CaptainStays: "队中还有其他成员时，队长不能退出", "The captain can leave only when nobody else is in the team.";
            /// The activity is for party members or for a team, and the member is not one of them.
            NotInAudience: "该活动仅面向指定人群", "This activity is not open to you.";
            /// Sign-up for the shift has not begun, or has ended.
            SignUpClosed: "该班次目前不能报名", "Sign-up for this shift is not open.";
            /// The member has a seat on this shift, or is waiting for one.
            AlreadySignedUp: "您已报名该班次", "You signed up for this shift already.";
            /// The member signed up for another shift that overlaps.
            ShiftsOverlap: "与您已报名的班次时间冲突", "You signed up for another shift at that time.";
            /// The sign-up or its activity has already been cancelled.
            SignUpEnded: "该报名已取消", "This sign-up has ended.";
            /// The time until which the sign-up could be cancelled is over.
            CancelTooLate: "已过取消报名的截止时间", "It is too late to cancel this sign-up.";
            /// The activity was called off.
            ActivityCancelled: "该活动已取消", "This activity has been called off.";
            /// The activity is over.
            ActivityOver: "该活动已结束", "This activity is over.";
            /// The member has no seat on this shift.
            NoSeat: "没有该班次的有效报名", "This member has no seat on this shift.";
            /// A leader of the activity can see the code, so another leader checks them in by roll-call.
            OwnCode: "组织者不能用自己的签到码，请由其他负责人点名", "You lead this activity, so another leader must check you in.";
            /// Check-in is from 60 minutes before the start of the shift until its end.
            CheckInClosed: "不在签到时间内", "Check-in is from 60 minutes before the shift until its end.";
            /// The member is checked in already.
            AlreadyCheckedIn: "已签到", "You are already checked in.";
            /// The member is not checked in.
            NotCheckedIn: "尚未签到", "You are not checked in yet.";
            /// Check-out ends 24 hours after the end of the shift.
            CheckOutClosed: "已过签退时间", "Check-out ends 24 hours after the shift.";
            /// The member is checked out already.
            AlreadyCheckedOut: "已签退", "You are already checked out.";
            /// The entry has already been voided.
            HoursAlreadyVoided: "该时长记录已作废", "This entry has already been voided.";
            /// Only a voided entry can be corrected by a new one.
            HoursNotVoided: "请先作废原时长记录", "Void this entry before you enter a corrected one.";
            /// The voided entry has already been corrected by a new one.
            HoursReplaced: "该时长记录已更正", "This entry has already been corrected.";
            /// No more time is granted than the shift took: as it was planned, or until it was called off.
            HoursOverPlan: "不能超过班次的实际时长", "This is longer than the shift lasted.";
            /// No more than 480 minutes are granted for a day.
            DayLimitReached: "超过当日时长上限", "This would exceed the limit for one day.";
            /// No hours that count were served in the period.
            NoHoursInPeriod: "该时间段内没有服务时长", "No hours were granted in this period.";
            /// The certificate was revoked before, or is no longer given out because it is.
            CertificateRevoked: "该证明已被撤销", "This certificate has been revoked.";
            /// The check-in code is not the one that is shown now.
            CodeWrong: "签到码不正确或已更换", "This code is wrong or has changed.";
            /// The scan was made more than 24 hours ago, so it can no longer be handed in: throw it away.
            ScanTooOld: "扫码已超过24小时，不能再补交", "This scan is more than 24 hours old.";
            /// The scan is dated later than now, so the phone's clock is wrong.
            ScanInFuture: "扫码时间晚于现在，请校准手机时间", "This scan lies in the future. Please set your phone's clock right.";
            /// WeChat's content check says that the text must not be shown: `field` names the input. Nothing was
            /// stored.
            TextRisky: "内容含有不适宜的信息，请修改", "This text cannot be shown to others. Please change it.";
            /// Nobody reports, approves or decides about a text of their own.
            OwnText: "不能举报或处理自己发布的内容", "You wrote this yourself, so somebody else decides about it.";
            /// It cannot be reported: staff wrote it, others do not see it yet, it was removed, or nothing was said.
            NotReportable: "该内容不能举报", "This cannot be reported.";
            /// The operator gave no place for files, so that nothing can be uploaded.
            UploadsOff: "本服务暂未开通文件上传", "Uploads are not available on this service.";
            /// The file is not a picture in JPEG, PNG or WebP, by its content.
            NotAPhoto: "请上传JPEG、PNG或WebP格式的图片", "Send a picture in JPEG, PNG or WebP.";
            /// The file is a picture in HEIC, as phones of Apple make them.
            PhotoIsHeic: "暂不支持HEIC格式：请在手机“设置→相机→格式”中选择“兼容性最佳”，或在微信中不勾选“原图”后重新选择", "HEIC is not supported: choose \"Most Compatible\" in Settings, Camera, Formats, or pick the photo in WeChat without \"Full Image\".";
            /// The picture is broken off, or cannot be read.
            PhotoBroken: "图片已损坏或不完整，请重新选择", "This picture is broken or incomplete. Please choose another.";
            /// The file has more than 10 MiB.
            FileTooLarge: "文件不能超过10MB", "A file may have at most 10 MB.";
            /// The file is neither a PDF nor a workbook (.xlsx), by its content.
            NotADocument: "请上传PDF或xlsx文件", "Send a PDF or an .xlsx file.";
            /// The document is broken off, or cannot be read.
            DocumentBroken: "文件已损坏或不完整，请重新选择", "This file is broken or incomplete. Please choose another.";
            /// The document acts by itself: it has scripts, macros, actions or other files in it, or is encrypted.
            DocumentActive: "文件含有脚本、宏、自动操作或嵌入的文件，或已加密，请另存为不含这些内容的文件", "This file has scripts, macros, actions or other files in it, or is encrypted. Please save it without them.";
            /// The document is too large when it is unpacked.
            DocumentTooLarge: "文件解压后过大", "This file is too large when it is unpacked.";
            /// You have 30 attachments that no notice has: use them, or wait a day until they go.
            TooManyUnusedAttachments: "您有较多未使用的附件，请稍后再上传", "You have too many unused attachments. Please use them first, or try again later.";
            /// Eight spreadsheets are being made for you: wait until one of them is ready.
            TooManySpreadsheets: "您有较多表格正在生成，请稍后再试", "Many spreadsheets are being made for you already. Please wait until one is ready.";
            /// Another notice has the attachment: each belongs to one only.
            AttachmentInUse: "附件已被使用，请重新上传", "This attachment is already in use. Please upload it again.";
            /// The picture has more than 40 million pixels, a side of more than 20,000, or takes too much memory to read.
            PhotoTooManyPixels: "图片尺寸过大：不能超过4000万像素", "This picture is too large: at most 40 megapixels.";
            /// You have 30 photos that nothing shows: use them, or wait a day until they go.
            TooManyUnusedPhotos: "您有较多未使用的图片，请稍后再上传", "You have too many unused photos. Please use them first, or try again later.";
            /// Another thing shows the photo, or this one does: a photo is shown by one thing only.
            PhotoInUse: "图片已被使用，请重新上传", "This photo is already in use. Please upload it again.";
            /// Only a photo that did not pass the check, or that staff removed, can be replaced.
            PhotoNotReplaceable: "该图片无需更换", "This photo does not have to be replaced.";
            /// The address of the file was made up or changed, or is no longer good: ask for it again.
            AddressNotGood: "文件地址已失效，请刷新页面", "This address is not valid any more. Please reload the page.";
            /// You reported it before, and staff have not decided yet.
            AlreadyReported: "您已举报，请等待社区处理", "You have already reported this. Staff will look at it.";
            /// Staff decided about it before.
            CaseAlreadyDecided: "该内容已处理", "This has already been decided.";
            /// Somebody else has to carry your proposal out; you can only take it back.
            OwnProposal: "须由另一位有权限的工作人员复核", "Somebody else has to carry out your proposal.";
            /// The proposal was carried out, declined or withdrawn before, or ended with an account.
            ProposalAlreadyDecided: "该事项已复核", "This proposal has already been decided.";
            /// Nobody decided about the proposal in time: make a new one.
            ProposalExpired: "该事项已过期，请重新提出", "This proposal has expired. Please make a new one.";
            /// What the proposal was about is no longer as it was shown: decline it, and make a new one.
            ProposalOutdated: "情况已变化，请重新提出", "Things have changed since. Please make a new proposal.";
            /// The member who made the proposal is no longer entitled to do this: decline it.
            ProposerNotEntitled: "提出人已无此权限", "The person who proposed this is no longer entitled to do it.";
            /// There is a second factor already. If the phone is lost, another administrator resets it.
            SecondFactorEnrolled: "已设置动态验证码", "You already have a second factor.";
            /// There is no second factor: `enrolSecondFactor` first.
            SecondFactorMissing: "尚未设置动态验证码", "You have no second factor yet.";
            /// The code of the second factor is wrong, or was used before.
            SecondFactorCodeWrong: "动态验证码不正确或已使用", "This code is wrong or has been used.";
            /// Too many wrong codes of the second factor: for 15 minutes none counts, not even a right one.
            SecondFactorLocked: "错误次数过多，请15分钟后再试", "Too many wrong codes; try again in 15 minutes.";
            /// The pairing was refused or taken, ended by three wrong digits, or waited longer than two minutes: the page
            /// asks for another.
            PairingEnded: "配对已结束，请在页面上刷新二维码后重试", "This pairing is over. Please let the page show another code.";
            /// The digits are not those that the page shows. The third wrong ones end the pairing.
            PairingDigitsWrong: "数字不正确，请核对页面上显示的六位数字", "These are not the digits that the page shows.";
            /// Somebody allowed the page before, perhaps you.
            PairingAlreadyAllowed: "该页面已被允许", "This page was allowed already.";
            /// A page that was let in by a phone cannot let in another one: use the phone.
            PairingNeedsPhone: "请用手机允许", "Please allow this on your phone.";
            /// The screen was ended: its key is worth nothing any more. To be paired again by staff.
            ScreenEnded: "大厅屏已停用，请重新配对", "This screen was ended. Please pair it again.";
            /// The request id was used before with another input.
            RequestIdReused: "请求编号已用于其他内容", "This request id was already used with another input.";
        }
    };
}
