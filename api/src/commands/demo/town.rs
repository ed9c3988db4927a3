//! The made-up town: a street with three communities, two employers, and what happened there lately.

use chrono::Duration;
use domain::Ports;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::members::roles::first_administrator;
use domain::moderation::case::ReportReason;
use domain::moderation::report::{Reported, report};
use domain::notices::files::NoticeFiles;
use domain::notices::notice::{NoticeCategory, NoticeText};
use domain::notices::publish::publish;
use domain::page::PageRequest;
use domain::places::area::{Area, AreaKind};
use domain::points::offer::{NewGoods, offer};
use domain::points::rule::{Behaviour, Points};
use domain::points::set_rule::{NewRule, set_rule};
use domain::screens::purpose::ScreenPurpose;
use domain::screens::screen::Wanted;
use domain::standing::{Audience, Role};
use domain::text::{Line, Paragraphs};
use domain::together::Asking;
use domain::volunteering::activity::{ActivityText, For};
use domain::volunteering::organise::{ActivityPlan, organise};
use domain::volunteering::plan::ShiftPlan;
use domain::wishes::claim::claim;
use domain::wishes::post::post;
use domain::wishes::review::{Review, review};
use domain::wishes::wish::{Fen, Urgency, Wish, WishCategory, WishKind, WishText};

use super::drawing::Thing;
use super::served::mornings;
use super::story::Story;
use super::weeks::{self, People};

const CITY: &str = "江城市";

/// Builds the town, unless it exists already.
pub async fn build(ports: &Ports) -> Outcome<()> {
    let one = PageRequest { size: 1, from: None, backwards: false };
    if !ports.store.areas_below(None, &one).await?.items.is_empty() {
        return Ok(());
    }
    let story = Story::new(ports);
    story.ago(90, 0);
    let mayor = story.account("city").await?;
    let deputy = story.account("city2").await?;
    for administrator in [&mayor, &deputy] {
        first_administrator(&story.ports, administrator.member(), &Line::parse("city", CITY)?).await?;
    }
    let (city_admin, deputy) = (story.again(mayor.member()).await?, story.again(deputy.member()).await?);
    let both = [&city_admin, &deputy];
    let city = ports.store.areas_below(None, &one).await?.items.remove(0);
    let district = story.area(&city_admin, &city, AreaKind::District, "临江区").await?;
    let street = story.area(&city_admin, &district, AreaKind::Street, "梧桐街道").await?;

    let mut communities = Vec::new();
    for (name, grids) in [("桂花社区", 3), ("翠湖社区", 2), ("东门社区", 2)] {
        let community = story.area(&city_admin, &street, AreaKind::Community, name).await?;
        let mut places = Vec::new();
        for number in 1..=grids {
            let grid = story.area(&city_admin, &community, AreaKind::Grid, &format!("第{number}网格")).await?;
            for building in 1..=3 {
                let name = format!("{}号楼", number * 10 + building);
                places.push(story.area(&city_admin, &grid, AreaKind::Building, &name).await?);
            }
            places.push(grid);
        }
        communities.push((community, places));
    }
    let [(osmanthus, homes), (lake, lake_homes), (gate, gate_homes)] = &communities[..] else { return Ok(()) };

    story.ago(60, 0);
    let water =
        [("赵卫国", "13800001001"), ("孙丽华", "13800001002"), ("周建军", "13800001003"), ("吴晓敏", "13800001004")];
    let waterworks = story.unit(&city_admin, &district, "江城市供水公司", &water).await?;
    let school_roster = [("郑海燕", "13800002001"), ("冯立新", "13800002002"), ("陈思远", "13800002003")];
    let school = story.unit(&city_admin, &district, "梧桐路小学", &school_roster).await?;

    let street_admin = story.resident("street", "黄志强", osmanthus, None).await?;
    story.appoint(both, &street_admin, Role::StreetAdmin, street.id).await?;
    let staff = story.resident("staff", "林淑芬", osmanthus, None).await?;
    let staff = story.appoint(both, &staff, Role::CommunityStaff, osmanthus.id).await?;
    for (code, name, community) in [("staff-lake", "何永康", lake), ("staff-gate", "马秀兰", gate)] {
        let person = story.resident(code, name, community, None).await?;
        story.appoint(both, &person, Role::CommunityStaff, community.id).await?;
    }
    let grid_worker = story.resident("grid", "罗小军", osmanthus, homes.last()).await?;
    story.appoint([&staff, &city_admin], &grid_worker, Role::GridWorker, homes[3].id).await?;
    let liaison = story.resident("liaison", "高文静", lake, None).await?;
    story.liaison(both, &liaison, waterworks.id).await?;

    story.ago(45, 0);
    let resident = story.resident("resident", "王秀英", osmanthus, Some(&homes[0])).await?;
    let widow = story.resident("resident2", "李桂兰", osmanthus, Some(&homes[1])).await?;
    let father = story.resident("resident3", "张德明", osmanthus, Some(&homes[5])).await?;
    let neighbour = story.resident("resident4", "阿依古丽·买买提", osmanthus, Some(&homes[9])).await?;
    let lake_resident = story.resident("resident5", "刘玉珍", lake, Some(&lake_homes[0])).await?;
    story.resident("resident6", "杨国栋", gate, Some(&gate_homes[0])).await?;
    let volunteer = story.resident("volunteer", "徐晓东", osmanthus, Some(&homes[0])).await?;
    let volunteer = story.volunteer(&volunteer).await?;
    let student = story.resident("volunteer2", "宋雨欣", osmanthus, Some(&homes[4])).await?;
    let student = story.volunteer(&student).await?;
    let party = story.resident("party", "赵卫国", osmanthus, Some(&homes[6])).await?;
    let party = story.party_member(&party, &waterworks, "13800001001").await?;
    let teacher = story.resident("party2", "郑海燕", osmanthus, Some(&homes[2])).await?;
    story.party_member(&teacher, &school, "13800002001").await?;
    // Not on the roster with this number: the liaison has something to decide.
    let asks = story.resident("party3", "周建军", osmanthus, Some(&homes[8])).await?;
    story.party_member(&asks, &waterworks, "13900009999").await?;

    notices(&story, &city_admin, &street, &staff, osmanthus).await?;

    use Urgency::{Normal, Urgent};
    use WishCategory as C;
    use WishKind as K;
    let told = [
        (
            20,
            &widow,
            K::Service,
            C::Elderly,
            Normal,
            "想请人帮忙换客厅的灯泡",
            "灯在吊顶上，我够不着，白天都在家。",
            Fate::Claimed(&volunteer),
        ),
        (
            16,
            &resident,
            K::Goods,
            C::Elderly,
            Normal,
            "想要一根防滑拐杖",
            "膝盖不好，下雨天出门总怕滑倒。",
            Fate::Claimed(&party),
        ),
        (
            12,
            &father,
            K::Service,
            C::Children,
            Normal,
            "孩子想学做一个航模",
            "读五年级，周末有空，材料家里有一些。",
            Fate::Open,
        ),
        (
            9,
            &neighbour,
            K::Company,
            C::Elderly,
            Normal,
            "想有人陪老人说说普通话",
            "母亲刚搬来，听得懂一点，想多练习。",
            Fate::Open,
        ),
        (
            7,
            &resident,
            K::Service,
            C::Household,
            Urgent,
            "厨房水龙头一直滴水",
            "关不紧，已经两天了，请懂的邻居看看。",
            Fate::Open,
        ),
        (
            5,
            &widow,
            K::Company,
            C::Health,
            Normal,
            "周四陪我去医院复查",
            "上午九点，就在区医院，一个人有点慌。",
            Fate::Open,
        ),
        (
            4,
            &father,
            K::Goods,
            C::Children,
            Normal,
            "给孩子要一盏护眼台灯",
            "写作业的灯太暗了，普通的就好。",
            Fate::Open,
        ),
        (
            3,
            &neighbour,
            K::Goods,
            C::Other,
            Normal,
            "希望社区发一千元现金",
            "最近手头紧。",
            Fate::Rejected("微心愿不受理现金，可到社区服务大厅咨询临时救助。"),
        ),
        (
            2,
            &student,
            K::Service,
            C::Disability,
            Normal,
            "想为盲人邻居读一次报",
            "不知道怎么联系，请社区帮忙牵线。",
            Fate::Pending,
        ),
        (
            4,
            &father,
            K::Service,
            C::Other,
            Normal,
            "代卖保健品，包治百病",
            "有兴趣的邻居请联系我。",
            Fate::Reported(&neighbour),
        ),
        // The stand-in of the platform asks people to look at this one.
        (
            1,
            &widow,
            K::Service,
            C::Household,
            Normal,
            "想请人估一台旧缝纫机的价",
            "有人说很值钱，真假待审。",
            Fate::Pending,
        ),
        (1, &resident, K::Service, C::Household, Normal, "阳台的晾衣架摇不动了", "手摇的，好像卡住了。", Fate::Pending),
    ];
    for (days, by, kind, category, urgency, title, text, fate) in told {
        story.ago(days, 6);
        let wish = wish(&story, by, kind, category, urgency, (title, text), matches!(fate, Fate::Pending)).await?;
        story.ago(days, 3);
        match fate {
            Fate::Pending => {}
            Fate::Rejected(reason) => {
                review(
                    &story.ports,
                    &staff,
                    wish.id,
                    Review::Reject(Line::parse("reason", reason)?),
                    &story.request(&staff),
                )
                .await?;
            }
            Fate::Open => {
                review(&story.ports, &staff, wish.id, Review::Approve, &story.request(&staff)).await?;
            }
            Fate::Reported(reporter) => {
                review(&story.ports, &staff, wish.id, Review::Approve, &story.request(&staff)).await?;
                story.ago(1, 2);
                let (what, note) = (Reported::Wish(wish.id), Line::parse("note", "这是推销，不是心愿")?);
                let request = story.request(reporter);
                report(&story.ports, reporter, what, ReportReason::Advertising, Some(&note), &request).await?;
            }
            Fate::Claimed(helper) => {
                review(&story.ports, &staff, wish.id, Review::Approve, &story.request(&staff)).await?;
                story.ago(2, 1);
                let asking = Asking { by: helper.clone(), request: story.request(helper), wants: false };
                claim(&story.ports, wish.id, &[asking]).await.into_iter().collect::<Outcome<Vec<_>>>()?;
            }
        }
    }
    mornings(&story, &staff, [&volunteer, &student]).await?;
    bank_and_activity(&story, &staff, osmanthus).await?;
    let people =
        People { staff: &staff, residents: [&resident, &widow, &father], volunteer: &volunteer, party: &party };
    weeks::fulfilled(&story, &people).await?;
    weeks::shelf(&story, &people, osmanthus).await?;
    weeks::papers(&story, &people, osmanthus).await?;
    weeks::plan(&story, &staff).await?;
    story.ago(20, 0);
    let (community, purpose) = (osmanthus.id, ScreenPurpose::Board);
    story.screen(&staff, &Wanted { community, purpose, name: Line::parse("name", "一楼大厅")? }).await?;
    story.ago(0, 5);
    story.propose(&staff, &student, Role::GridWorker, homes[7].id).await?;
    story.ago(1, 0);
    wish(
        &story,
        &lake_resident,
        K::Company,
        C::Elderly,
        Normal,
        ("想找人一起下象棋", "每天下午都在湖边的亭子里。"),
        true,
    )
    .await?;
    Ok(())
}

/// What the community's bank gives and takes, and an activity with one seat, half an hour from now.
async fn bank_and_activity(story: &Story, staff: &Viewer, community: &Area) -> Outcome<()> {
    story.ago(30, 0);
    let deed = Behaviour::Deed(Line::parse("deed", "邻里互助")?);
    for (behaviour, points) in [(Behaviour::WishConfirmed, 30), (Behaviour::Hour, 10), (deed, 20)] {
        let (day_cap, month_cap) = (None, Some(Points(300)));
        let new = NewRule {
            community: community.id,
            behaviour,
            points: Points(points),
            day_cap,
            month_cap,
            valid_from: None,
        };
        set_rule(&story.ports, staff, new, &story.request(staff)).await?;
    }
    for (days, name, price, pieces, thing) in [
        (29, "大米5公斤", 30, 1, Thing::Rice),
        (28, "食用油1.8升", 50, 12, Thing::Oil),
        (27, "肥皂两块", 10, 40, Thing::Soap),
    ] {
        story.ago(days, 0);
        let new = NewGoods {
            community: community.id,
            name: Line::parse("name", name)?,
            text: None,
            price: Points(price),
            pieces,
            limit: Some(2),
            pick_up: Line::parse("pickUp", "社区服务大厅，工作日9时至17时")?,
            photos: vec![story.photo(staff, thing).await?],
        };
        offer(&story.ports, staff, new, &story.request(staff)).await?;
    }
    story.ago(0, 0);
    let starts = story.ports.now() + Duration::minutes(30);
    let shift = ShiftPlan {
        starts,
        ends: starts + Duration::hours(3),
        opens: story.ports.now(),
        closes: starts,
        cancel_until: starts,
        capacity: 1,
    };
    let content = ActivityText {
        title: Line::parse("title", "楼道清理")?,
        text: Paragraphs::parse("text", "工具由社区准备，请穿防滑鞋。")?,
        place: Line::parse("place", "11号楼门口")?,
    };
    let (scope, request) = (staff.home_scope()?, story.request(staff));
    let photos = vec![story.photo(staff, Thing::Broom).await?];
    let plan = ActivityPlan { content, audience: For::Helpers, shifts: vec![shift], photos };
    organise(&story.ports, staff, &scope, plan, &request).await.map(|_| ())
}

/// How far a wish came.
enum Fate<'p> {
    Pending,
    Open,
    Claimed(&'p Viewer),
    Reported(&'p Viewer),
    Rejected(&'p str),
}

async fn wish(
    story: &Story,
    by: &Viewer,
    kind: WishKind,
    category: WishCategory,
    urgency: Urgency,
    (title, text): (&str, &str),
    pending: bool,
) -> Outcome<Wish> {
    let content = WishText {
        kind,
        category,
        urgency,
        title: Line::parse("title", title)?,
        text: Paragraphs::parse("text", text)?,
        cost_limit: (kind == WishKind::Goods).then_some(Fen(12_000)),
        needed_by: None,
    };
    // Of a thing there is a photo. While it waits to be checked, staff look at it.
    let photos = match kind {
        WishKind::Goods => {
            vec![story.photo(by, if title.contains("台灯") { Thing::Lamp } else { Thing::Stick }).await?]
        }
        WishKind::Service | WishKind::Company => Vec::new(),
    };
    let wish = post(&story.ports, by, content, &photos, &story.request(by)).await?;
    for photo in photos.into_iter().filter(|_| !pending) {
        story.passed(photo).await?;
    }
    Ok(wish)
}

async fn notices(story: &Story, city: &Viewer, street: &Area, staff: &Viewer, community: &Area) -> Outcome<()> {
    use Audience::{PartyMembers, Residents, Volunteers};
    use NoticeCategory::{FinanceAffairs, General, PartyAffairs, ResidentAffairs};
    let told = [
        (
            30,
            city,
            street,
            General,
            "梧桐街道冬季用电用气安全提示",
            "外出前请关好燃气阀门，不要在楼道给电动车充电。",
            vec![Residents],
            false,
        ),
        (
            8,
            staff,
            community,
            FinanceAffairs,
            "桂花社区十月份居务经费收支",
            "收入12,600元，支出8,430元，明细见社区服务大厅公示栏。",
            vec![Residents],
            false,
        ),
        (
            6,
            staff,
            community,
            PartyAffairs,
            "在职党员报到服务月安排",
            "请已报到的在职党员于本周内认领一个微心愿。",
            vec![PartyMembers],
            false,
        ),
        (
            4,
            staff,
            community,
            ResidentAffairs,
            "11号楼外墙维修征求意见",
            "方案已张贴在单元门口，月底前可在服务大厅提出意见。",
            vec![Residents],
            false,
        ),
        (
            3,
            staff,
            community,
            General,
            "周六上午楼道清理，欢迎志愿者参加",
            "九点在社区门口集合，工具由社区准备。",
            vec![Volunteers, PartyMembers],
            false,
        ),
        (
            2,
            staff,
            community,
            General,
            "停水通知",
            "因管网检修，本周五9时至16时停水，请提前储水。",
            vec![Residents],
            true,
        ),
    ];
    for (days, by, area, category, title, text, audience, pinned) in told {
        story.ago(days, 0);
        let content = NoticeText {
            category,
            title: Line::parse("title", title)?,
            text: Paragraphs::parse("text", text)?,
            audience,
            pinned,
            expires: pinned.then(|| story.ports.now() + Duration::days(30)),
        };
        publish(&story.ports, by, area.id, None, content, NoticeFiles::default(), &story.request(by)).await?;
    }
    Ok(())
}
