//! The last six weeks of the town and its next ten days, so that every page has something to show.

use chrono::Duration;
use domain::access::Viewer;
use domain::certificates::issue::issue;
use domain::failure::{Failure, Outcome};
use domain::notices::files::NoticeFiles;
use domain::notices::notice::{NoticeCategory, NoticeText};
use domain::notices::publish::publish;
use domain::party::ask::ask;
use domain::places::area::Area;
use domain::points::award::award;
use domain::points::counter::hand_out;
use domain::points::goods::{Goods, Quantity};
use domain::points::offer::{NewGoods, offer};
use domain::points::redeem::redeem;
use domain::points::rule::Points;
use domain::standing::Audience;
use domain::text::{Line, Paragraphs};
use domain::together::Asking;
use domain::volunteering::activity::{ActivityText, For};
use domain::volunteering::organise::{ActivityPlan, organise};
use domain::volunteering::plan::ShiftPlan;
use domain::wishes::claim::claim;
use domain::wishes::confirm::confirm;
use domain::wishes::fulfil::fulfil;
use domain::wishes::post::post;
use domain::wishes::review::{Review, review};
use domain::wishes::wish::{Rating, Urgency, WishCategory, WishKind, WishText};

use super::drawing::Thing;
use super::story::Story;

/// Who takes part.
pub struct People<'p> {
    pub staff: &'p Viewer,
    pub residents: [&'p Viewer; 3],
    pub volunteer: &'p Viewer,
    pub party: &'p Viewer,
}

/// What was wished for, done and confirmed: how many days ago, and with how many stars.
pub async fn fulfilled(story: &Story, people: &People<'_>) -> Outcome<()> {
    use WishCategory::{Children, Elderly, Household};
    for (n, (days, category, title, text, done, thing, stars)) in [
        (29, Household, "卫生间的灯不亮了", "换过灯泡也不行，怕是开关的问题。", "换了开关，灯亮了。", Thing::Lamp, 5),
        (25, Elderly, "想请人把米搬上五楼", "二十斤，楼里没有电梯。", "已送到家门口。", Thing::Rice, 5),
        (21, Children, "想借几本适合三年级的书", "看完一定还。", "送去六本，看完可以再换。", Thing::Book, 4),
        (17, Household, "水槽下面的管子松了", "一用水就滴，拿盆接着。", "拧紧了接头，换了垫圈。", Thing::Tap, 5),
        (10, Elderly, "雨天想有人陪去取药", "路滑，一个人不敢走。", "一起去，一起回来了。", Thing::Umbrella, 5),
        (6, Household, "楼道的扫把坏了", "想要一把新的，大家轮流扫。", "放在一楼门后了。", Thing::Broom, 4),
    ]
    .into_iter()
    .enumerate()
    {
        let author = people.residents[n % 3];
        let helper = [people.volunteer, people.party][n % 2];
        story.ago(days, 8);
        let content = WishText {
            kind: WishKind::Service,
            category,
            urgency: Urgency::Normal,
            title: Line::parse("title", title)?,
            text: Paragraphs::parse("text", text)?,
            cost_limit: None,
            needed_by: None,
        };
        let wish = post(&story.ports, author, content, &[], &story.request(author)).await?.id;
        story.ago(days, 6);
        review(&story.ports, people.staff, wish, Review::Approve, &story.request(people.staff)).await?;
        story.ago(days, 3);
        let asking = Asking { by: helper.clone(), request: story.request(helper), wants: false };
        claim(&story.ports, wish, &[asking]).await.into_iter().collect::<Outcome<Vec<_>>>()?;
        story.ago(days - 1, 6);
        let photo = story.photo(helper, thing).await?;
        let done = Paragraphs::parse("text", done)?;
        fulfil(&story.ports, helper, wish, &done, &[photo], &story.request(helper)).await?;
        story.passed(photo).await?;
        story.ago(days - 1, 2);
        confirm(&story.ports, author, wish, Rating::parse("rating", stars)?, &story.request(author)).await?;
    }
    Ok(())
}

/// More on the shelf, and who fetched some of it, or will.
pub async fn shelf(story: &Story, people: &People<'_>, community: &Area) -> Outcome<()> {
    let staff = people.staff;
    let mut shelf: Vec<Goods> = Vec::new();
    for (days, name, price, pieces, thing) in [
        (26, "晴雨伞", 40, 15, Thing::Umbrella),
        (26, "护眼台灯", 80, 6, Thing::Lamp),
        (25, "扫把簸箕一套", 20, 20, Thing::Broom),
        (24, "《新华字典》", 30, 10, Thing::Book),
        (23, "节水龙头", 35, 8, Thing::Tap),
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
        shelf.push(offer(&story.ports, staff, new, &story.request(staff)).await?);
    }
    let deed = || Line::parse("deed", "邻里互助");
    for (days, who, note) in [
        (22, people.residents[0], "帮楼上邻居收了三天快递"),
        (15, people.residents[0], "组织单元楼门前大扫除"),
        (13, people.volunteer, "教老人用手机挂号"),
        (5, people.residents[1], "给楼道换了灯泡"),
    ] {
        story.ago(days, 0);
        award(&story.ports, staff, who.member(), deed()?, Line::parse("note", note)?, &story.request(staff)).await?;
    }
    let take = async |days, who: &Viewer, place: usize, pieces: i32| {
        story.ago(days, 3);
        let goods = shelf.get(place).ok_or(Failure::NotFound("goodsId"))?.id;
        let asking = Asking { by: who.clone(), request: story.request(who), wants: Quantity(pieces) };
        redeem(&story.ports, goods, &[asking]).await.pop().unwrap_or(Err(Failure::NotFound("goodsId")))
    };
    let taken = take(4, people.volunteer, 0, 1).await?;
    story.ago(3, 0);
    hand_out(&story.ports, staff, &staff.home_scope()?, &taken.code, &story.request(staff)).await?;
    take(2, people.residents[0], 2, 2).await?;
    take(1, people.residents[1], 2, 1).await?;
    Ok(())
}

/// What is planned for the next ten days, by day.
pub async fn plan(story: &Story, staff: &Viewer) -> Outcome<()> {
    story.ago(0, 1);
    for (days, hour, hours, title, place, capacity, thing) in [
        (1, 1, 2, "陪老人读报", "社区活动室", 6, Thing::Book),
        (2, 6, 3, "小家电义务维修", "社区服务大厅", 4, Thing::Lamp),
        (4, 1, 2, "楼前清扫", "21号楼门口", 12, Thing::Broom),
        (6, 2, 2, "上门看水龙头", "社区服务大厅集合", 5, Thing::Tap),
        (9, 1, 3, "爱心米面配送", "社区服务大厅", 8, Thing::Rice),
    ] {
        let now = story.ports.now();
        // At that hour of UTC, eight hours before the hour here.
        let day = now.date_naive() + Duration::days(days);
        let starts = day.and_time(chrono::NaiveTime::MIN).and_utc() + Duration::hours(hour);
        let shift = ShiftPlan {
            starts,
            ends: starts + Duration::hours(hours),
            opens: now,
            closes: starts,
            cancel_until: starts,
            capacity,
        };
        let content = ActivityText {
            title: Line::parse("title", title)?,
            text: Paragraphs::parse("text", "工具由社区准备，请提前十分钟到。")?,
            place: Line::parse("place", place)?,
        };
        let photos = vec![story.photo(staff, thing).await?];
        let plan = ActivityPlan { content, audience: For::Helpers, shifts: vec![shift], photos };
        organise(&story.ports, staff, &staff.home_scope()?, plan, &story.request(staff)).await?;
    }
    Ok(())
}

/// A report-in that waits, a certificate, and a notice with a photo.
pub async fn papers(story: &Story, people: &People<'_>, community: &Area) -> Outcome<()> {
    story.ago(3, 0);
    ask(&story.ports, people.party, &story.request(people.party)).await?;
    story.ago(2, 0);
    let today = story.ports.today();
    issue(&story.ports, people.volunteer, today - Duration::days(60), today, &story.request(people.volunteer)).await?;
    story.ago(1, 3);
    let staff = people.staff;
    let content = NoticeText {
        category: NoticeCategory::General,
        title: Line::parse("title", "爱心货架上新：雨伞、台灯和字典")?,
        text: Paragraphs::parse("text", "做好事得的积分可以来换。工作日9时至17时，在社区服务大厅领取。")?,
        audience: vec![Audience::Residents],
        pinned: false,
        expires: None,
    };
    let photos = [story.photo(staff, Thing::Umbrella).await?];
    let files = NoticeFiles { photos: Some(&photos), attachments: None };
    publish(&story.ports, staff, community.id, None, content, files, &story.request(staff)).await.map(|_| ())
}
